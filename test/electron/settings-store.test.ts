import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultConsoleSettings } from '#shared/bridge'
import { openSettingsStore } from '../../main/electron/settings-store'

vi.mock('electron', () => ({ default: {} }))

describe('the console’s settings', () => {
  let folder: string
  const file = () => path.join(folder, 'settings.json')
  const open = () => openSettingsStore(folder, () => undefined)

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'classwarden-settings-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('begin with the usual and keep what is written, for this user alone', () => {
    expect(open().read()).toEqual(defaultConsoleSettings)
    const remote = { mode: 'remote', address: 'hub.school.test:7443', authorityFingerprint: 'ab'.repeat(32) } as const
    open().write({ ...defaultConsoleSettings, hub: remote, theme: 'dark' })
    expect(open().read()).toEqual({ ...defaultConsoleSettings, hub: remote, theme: 'dark' })
    expect(statSync(file()).mode & 0o077).toBe(0)
  })

  it('survive a file that is no JSON, which is put aside', () => {
    writeFileSync(file(), '{"theme": "da')
    expect(open().read()).toEqual(defaultConsoleSettings)
    expect(readFileSync(`${file()}.broken`, 'utf8')).toBe('{"theme": "da')
  })

  it('lose only the value that does not fit', () => {
    writeFileSync(file(), JSON.stringify({ theme: 'dark', language: 7, hub: { mode: 'cloud' }, later: 'version' }))
    expect(open().read()).toEqual({ ...defaultConsoleSettings, theme: 'dark' })
    expect(existsSync(`${file()}.broken`)).toBe(false)
  })

  it('remember where the window was, unless that is nonsense', () => {
    const place = { x: 10, y: 20, width: 1_000, height: 700, maximised: true }
    open().writeWindowPlace(place)
    expect(open().readWindowPlace()).toEqual(place)
    writeFileSync(path.join(folder, 'window.json'), '{"x": "left"}')
    expect(open().readWindowPlace()).toBeNull()
  })
})
