import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InstallRecord, recordFileIn } from '../../../agent/browser/install-record'
import { examineBrowsers } from '../../../agent/doctor/browser-checks'
import type { Finding } from '../../../agent/doctor/finding'

let folder: string
let record: InstallRecord

const policies = {
  Chromium: 'etc/chromium/policies/managed/classwarden.json',
  Chrome: 'etc/opt/chrome/policies/managed/classwarden.json',
  Edge: 'etc/opt/edge/policies/managed/classwarden.json',
  Firefox: 'etc/firefox/policies/policies.json',
}
const again = 'run "classwarden-agent browser-policy install" again'

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-doctor-'))
  const files = Object.values(policies).map((name) => ({ file: path.join(folder, name), before: null, after: `{"of":"${name}"}\n` }))
  for (const { file, after } of files) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, after)
  }
  record = {
    format: 'classwarden-browser-policy-1',
    place: path.join(folder, 'place'),
    runFolder: path.join(folder, 'run'),
    hostKind: 'c',
    hostProgram: path.join(folder, 'browser-host'),
    hostArguments: [],
    extensionId: 'a'.repeat(32),
    extensionVersion: '1.2.3',
    files,
    folders: [],
  }
  await hostIs('/bin/true')
  await keep({})
})
afterEach(() => rm(folder, { recursive: true }))

const hostIs = async (program: string): Promise<void> => {
  await rm(record.hostProgram, { force: true })
  await symlink(program, record.hostProgram)
}
const keep = (changed: Partial<InstallRecord>): Promise<void> => writeFile(recordFileIn(folder), JSON.stringify({ ...record, ...changed }))
const linked = (extensionVersion: string) => ({
  browsers: {
    linked: [{ browser: 'chromium' as const, browserVersion: '156.0', extensionVersion, browserPid: 7 }],
    tabs: 1,
    refusals: {},
  },
})
const finding = async (
  check: string,
  status: Parameters<typeof examineBrowsers>[1] = null,
): Promise<Omit<Finding, 'check'> | undefined> => {
  const found = (await examineBrowsers(folder, status)).find((one) => one.check === check)
  return found === undefined ? undefined : { state: found.state, detail: found.detail }
}

describe("the doctor's look at browsers", () => {
  it('is content with what was set up, each browser by itself, while no agent runs', async () => {
    const findings = await examineBrowsers(folder, null)
    expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual(
      ['browsers', 'browser host', 'Chromium', 'Chrome', 'Edge', 'Firefox'].map((check) => `${check} good`),
    )
    expect(findings[0]?.detail).toBe('set up, extension 1.2.3')
  })
  it('has nothing to look at on a PC that was not set up, and says what that means', async () => {
    await rm(recordFileIn(folder))
    const findings = await examineBrowsers(folder, null)
    expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual(['browsers skipped'])
    expect(findings[0]?.detail).toContain('open pages are not seen')
  })
  it.each(Object.entries(policies))('finds a policy of %s that is gone or changed, and no fault with the others', async (browser, name) => {
    const file = path.join(folder, name)
    await writeFile(file, '{}')
    expect(await finding(browser)).toEqual({ state: 'bad', detail: `${file} is changed: ${again}.` })
    await rm(file)
    expect(await finding(browser)).toEqual({ state: 'bad', detail: `${file} is gone: ${again}.` })
    const bad = (await examineBrowsers(folder, null)).filter(({ state }) => state === 'bad')
    expect(bad.map(({ check }) => check)).toEqual([browser])
  })
  it('tells which browser is linked, and one that still has the extension of before', async () => {
    expect(await finding('Chromium', linked('1.2.3'))).toEqual({ state: 'good', detail: 'policy in place, linked (156.0)' })
    expect((await finding('Firefox', linked('1.2.3')))?.detail).not.toContain('linked (')
    expect(await finding('Chromium', linked('1.2.2'))).toEqual({
      state: 'bad',
      detail: 'linked with extension 1.2.2, while 1.2.3 is set up: close and open the browser.',
    })
  })
  it('finds a host that is gone or cannot run here', async () => {
    expect(await finding('browser host')).toEqual({ state: 'good', detail: 'the C program runs' })
    await hostIs('/bin/false')
    const detail = `${record.hostProgram} is gone or cannot run, so no browser can be linked: ${again}.`
    expect(await finding('browser host')).toEqual({ state: 'bad', detail })
    await rm(record.hostProgram)
    expect(await finding('browser host')).toEqual({ state: 'bad', detail })
  })
  it('says that the Node fallback is used, and finds it gone', async () => {
    await keep({ hostKind: 'node' })
    const fallback = await finding('browser host')
    expect(fallback?.state).toBe('good')
    expect(fallback?.detail).toContain('45 MB')
    await rm(record.hostProgram)
    expect(await finding('browser host')).toEqual({ state: 'bad', detail: `${record.hostProgram} is gone: ${again}.` })
  })
})
