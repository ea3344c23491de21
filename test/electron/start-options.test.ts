import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultConsoleSettings, type HubSettings } from '#shared/bridge'
import { readStartOptions } from '../../main/electron/start-options'

const read = (environment: Record<string, string>) => {
  const options = readStartOptions(environment)
  return options.ok ? options.value : expect.fail(options.detail)
}

describe('start options from the environment', () => {
  it('change nothing when there are none', () => {
    const options = read({ HOME: '/root' })
    expect(options.dataFolder).toBeUndefined()
    expect(options.applyTo(defaultConsoleSettings.hub)).toEqual(defaultConsoleSettings.hub)
  })

  it('say where the embedded hub listens and where everything is kept', () => {
    const options = read({
      CLASSWARDEN_DATA: 'data',
      CLASSWARDEN_BIND: '127.0.0.1',
      CLASSWARDEN_CONSOLE_PORT: '0',
      CLASSWARDEN_AGENT_PORT: '9001',
    })
    expect(options.dataFolder).toBe(path.resolve('data'))
    expect(options.applyTo(defaultConsoleSettings.hub)).toEqual({
      mode: 'embedded',
      bindAddress: '127.0.0.1',
      consolePort: 0,
      agentPort: 9_001,
    })
  })

  it.each([
    [{}, false],
    [{ CLASSWARDEN_NO_UPDATES: '' }, false],
    [{ CLASSWARDEN_NO_UPDATES: '0' }, false],
    [{ CLASSWARDEN_NO_UPDATES: '1' }, true],
    [{ CLASSWARDEN_NO_UPDATES: 'true' }, true],
  ])('switch updates off for a computer: %o', (environment, noUpdates) => {
    expect(read(environment)).toMatchObject({ noUpdates, updatesAsInstalled: false })
  })

  it('leave a remote hub alone', () => {
    const remote: HubSettings = { mode: 'remote', address: 'hub:7443', authorityFingerprint: 'ab'.repeat(32) }
    expect(read({ CLASSWARDEN_CONSOLE_PORT: '9000' }).applyTo(remote)).toEqual(remote)
  })

  it.each([
    { CLASSWARDEN_CONSOLE_PORT: '70000' },
    { CLASSWARDEN_AGENT_PORT: '-1' },
    { CLASSWARDEN_BIND: 'everywhere' },
    { CLASSWARDEN_DATA: '' },
  ])('are refused by name when they make no sense: %o', (environment) => {
    const options = readStartOptions(environment)
    expect(options).toMatchObject({ ok: false, code: 'malformed' })
    expect(options.ok ? '' : options.detail).toContain(Object.keys(environment)[0])
  })
})
