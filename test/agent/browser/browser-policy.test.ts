import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readInstallRecord } from '../../../agent/browser/install-record'
import { installBrowserPolicy, removeBrowserPolicy, type InstallOptions } from '../../../agent/browser/policy/browser-policy'

let folder: string
let options: InstallOptions

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-policy-'))
  const inside = (name: string): string => path.join(folder, name)
  options = {
    dataFolder: inside('data'),
    extension: inside('extension'),
    hostProgram: inside('host'),
    nodeHost: [process.execPath, inside('agent.cjs'), 'browser-host'],
    place: inside('place'),
    runFolder: inside('run'),
    root: inside('root'),
    developerToolsOff: true,
  }
  for (const family of ['chromium', 'firefox']) {
    await mkdir(path.join(options.extension, family), { recursive: true })
    await writeFile(
      path.join(options.extension, family, 'manifest.json'),
      JSON.stringify({ manifest_version: 3, name: 'x', version: '1.2.3' }),
    )
  }
  await mkdir(options.dataFolder)
  await mkdir(options.root)
  await writeFile(options.hostProgram, '#!/bin/sh\n', { mode: 0o755 })
})
afterEach(() => rm(folder, { recursive: true }))

const install = async () => {
  const installed = await installBrowserPolicy(options)
  if (!installed.ok) throw new Error(installed.detail)
  return installed.value
}
const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(path.join(options.root, file), 'utf8'))
const everything = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort()

const chromiumPolicy = 'etc/chromium/policies/managed/classwarden.json'
const firefoxPolicy = 'etc/firefox/policies/policies.json'

describe('the set-up of browsers', () => {
  it('forces our extension, by its own id, from this PC, and lets in no other', async () => {
    const { extensionId } = await install()
    expect(extensionId).toMatch(/^[a-p]{32}$/u)
    const update = await readFile(path.join(options.place, 'update.xml'), 'utf8')
    expect(update).toContain(`appid="${extensionId}"`)
    expect(update).toContain('version="1.2.3"')
    expect(await readJson(chromiumPolicy)).toMatchObject({
      ExtensionSettings: { '*': { installation_mode: 'blocked' }, [extensionId]: { installation_mode: 'force_installed' } },
      IncognitoModeAvailability: 1,
      BrowserGuestModeEnabled: false,
      DeveloperToolsAvailability: 2,
      NativeMessagingBlocklist: ['*'],
    })
    for (const browser of ['chromium', 'opt/chrome', 'opt/edge']) {
      expect(await readJson(`etc/${browser}/native-messaging-hosts/org.classwarden.agent.json`)).toMatchObject({
        path: path.join(options.place, 'browser-host'),
        allowed_origins: [`chrome-extension://${extensionId}/`],
      })
    }
    expect(await readJson(firefoxPolicy)).toMatchObject({ policies: { DisablePrivateBrowsing: true, DisableSafeMode: true } })
    expect((await readFile(path.join(options.place, 'classwarden.crx'))).subarray(0, 4).toString()).toBe('Cr24')
  })
  it('keeps the key to itself, and with it the id', async () => {
    const first = await install()
    const again = await install()
    expect(again.extensionId).toBe(first.extensionId)
    expect((await stat(path.join(options.dataFolder, 'extension-key.pem'))).mode & 0o777).toBe(0o600)
    expect((await readdir(options.place)).filter((name) => name.endsWith('.pem'))).toEqual([])
  })
  it('leaves nothing behind, installed once or twice', async () => {
    const before = await everything()
    await install()
    await install()
    expect(await everything()).not.toEqual(before)
    expect(await removeBrowserPolicy(options.dataFolder)).toEqual({ ok: true, value: [] })
    expect(await everything()).toEqual(before)
    expect(await removeBrowserPolicy(options.dataFolder)).toMatchObject({ ok: false, code: 'not-installed' })
  })
  it("joins a school's own policies and brings them back to the byte", async () => {
    const file = path.join(options.root, firefoxPolicy)
    const own =
      '{"policies": {"Homepage": {"URL": "https://school.test"}, "ExtensionSettings": {"a@b.test": {"installation_mode": "allowed"}}}}'
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, own)
    await install()
    expect(await readJson(firefoxPolicy)).toMatchObject({
      policies: {
        Homepage: { URL: 'https://school.test' },
        ExtensionSettings: {
          'a@b.test': { installation_mode: 'allowed' },
          'agent@classwarden.org': { installation_mode: 'force_installed' },
        },
      },
    })
    await removeBrowserPolicy(options.dataFolder)
    expect(await readFile(file, 'utf8')).toBe(own)
  })
  it('takes only its own keys out of a file that was changed since, and says so', async () => {
    await install()
    const file = path.join(options.root, firefoxPolicy)
    const held = JSON.parse(await readFile(file, 'utf8')) as { policies: Record<string, unknown> }
    await writeFile(file, JSON.stringify({ policies: { ...held.policies, DisableTelemetry: true } }))
    expect(await removeBrowserPolicy(options.dataFolder)).toEqual({ ok: true, value: [file] })
    expect(await readJson(firefoxPolicy)).toEqual({ policies: { DisableTelemetry: true } })
  })
  it('says what is missing, and does nothing then', async () => {
    await rm(path.join(options.extension, 'chromium'), { recursive: true })
    const before = await everything()
    expect(await installBrowserPolicy(options)).toMatchObject({ ok: false, code: 'not-built' })
    expect(await everything()).toEqual(before)
  })
  it.each(['cannot run', 'is missing'])('takes the Node fallback, named as such, where the C program %s', async (why) => {
    if (why === 'is missing') await rm(options.hostProgram)
    else await writeFile(options.hostProgram, 'of another processor', { mode: 0o755 })
    const starter = path.join(options.place, 'browser-host-node')
    expect(await install()).toMatchObject({
      hostKind: 'node',
      hostProgram: await realpath(process.execPath),
      hostArguments: [path.join(folder, 'agent.cjs'), 'browser-host', '--run', options.runFolder],
    })
    expect(await readJson('etc/chromium/native-messaging-hosts/org.classwarden.agent.json')).toMatchObject({ path: starter })
    expect((await stat(starter)).mode & 0o777).toBe(0o755)
    expect((await readdir(options.place)).filter((name) => name.startsWith('browser-host'))).toEqual(['browser-host-node'])
    // Back with the C program, and nothing of the fallback stays.
    await writeFile(options.hostProgram, '#!/bin/sh\n', { mode: 0o755 })
    expect(await install()).toMatchObject({ hostKind: 'c', hostArguments: [] })
    expect((await readdir(options.place)).filter((name) => name.startsWith('browser-host'))).toEqual(['browser-host'])
  })
  it('takes a torn record for none', async () => {
    await install()
    await writeFile(path.join(options.dataFolder, 'browser-policy.json'), '{"format"')
    expect(await readInstallRecord(options.dataFolder)).toBeNull()
  })
})
