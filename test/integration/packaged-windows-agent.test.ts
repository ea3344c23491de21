import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserProtocol, nativeHostName } from '#shared/browser/messages'
import type { DeviceView } from '#shared/model/device'
import { makeSiteInstaller } from '#shared/model/site-installer'
import { encodeFrame } from '../../agent/browser/frames'
import { installRecordSchema } from '../../agent/browser/install-record'
import { noticeColours } from '../../agent/platform/notice-spec'
import { signForWindows } from '../../scripts/package/windows/signature'
import { uploadBuild } from '../support/build-upload'
import type { ConsoleClient } from '../support/console-client'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { countPixels, takeScreenshot } from '../support/screenshot'
import { writeWindowsBuild } from '../support/windows/agent-build'
import { type AgentInstaller, agentInstaller, earlierInstaller } from '../support/windows/agent-installer'
import { probeColour } from '../support/windows/pc-under-test'
import { compileForWindows, startWine, type WineDesktop } from '../support/windows/wine-desktop'

/*
 * The installer's whole way on a PC: Windows Installer, service and single executable under Wine. What Wine cannot show is in docs/deploy-windows.md:
 * another session, access rights (Wine has one user), that Windows Installer's log hides the token, and that it tells an old version that it is being replaced.
 */

const patience = { timeout: 50_000, interval: 250 }
const data = 'ProgramData/Classwarden/Agent'
const installed = 'Program Files/Classwarden/Agent'
const service = 'HKLM\\System\\CurrentControlSet\\Services\\ClasswardenAgent'

/** Of each browser the policy that there are no private windows, the forced extension, and who its native messaging host is. */
const toldBrowsers = [
  ['Software\\Policies\\Google\\Chrome', 'IncognitoModeAvailability'],
  ['Software\\Policies\\Microsoft\\Edge', 'InPrivateModeAvailability'],
  ['Software\\Policies\\Mozilla\\Firefox', 'DisablePrivateBrowsing'],
  ...['Google\\Chrome', 'Microsoft\\Edge', 'Mozilla\\Firefox'].map((browser) => [`Software\\Policies\\${browser}`, 'ExtensionSettings']),
  ...['Google\\Chrome', 'Microsoft\\Edge', 'Mozilla'].map((browser) => [
    `Software\\${browser}\\NativeMessagingHosts\\${nativeHostName}`,
    null,
  ]),
] as const
const chromePolicies = 'HKLM\\Software\\Policies\\Google\\Chrome'
const chromeProgram = 'Program Files/Google/Chrome/Application/chrome.exe'

describe('the agent’s installer on Windows', { timeout: 180_000 }, () => {
  let hub: TestHub
  let wine: WineDesktop
  let installer: string
  let built: AgentInstaller
  let teacher: ConsoleClient
  let technician: ConsoleClient
  let devices: ReadonlyMap<string, DeviceView>
  let before: readonly string[]
  let typed = ''

  beforeAll(async () => {
    const bounds = { expireEveryMs: 100, consoleMessagesPerSecond: 1_000, buildBytesPerSecond: 1e9, buildSteadySeconds: 0 }
    ;[hub, wine, built] = await Promise.all([startTestHub({ bounds }), startWine(), agentInstaller()])
    installer = built.installer
    before = await pathsOf(wine.drive)
    ;[teacher, technician] = await Promise.all([hub.signIn('teacher'), hub.signIn('technician')])
    devices = (await teacher.watch(hub.room.roomId)).devices
  }, 240_000)
  afterAll(async () => {
    await wine.stop()
    await hub.stop()
  })

  const onDrive = (...names: string[]): string => path.join(wine.drive, ...names)
  const readJson = async (name: string): Promise<unknown> => JSON.parse(await readFile(onDrive(data, name), 'utf8'))
  const log = (): Promise<string> => readFile(onDrive(data, 'agent.log'), 'utf8').catch(() => '')
  /** Runs a program of Windows to its end; 0 is success. */
  const run = async (program: string, ...args: string[]): Promise<number | null> => {
    const child = wine.spawn(program, args)
    await once(child, 'exit')
    return child.exitCode
  }
  /** 0 where every browser is told, 1 where none is. */
  const browsersTold = async (): Promise<ReadonlySet<number | null>> => {
    const found = new Set<number | null>()
    for (const [key, value] of toldBrowsers)
      found.add(await run('reg', 'query', `HKLM\\${key ?? ''}`, ...(value == null ? ['/ve'] : ['/v', value])))
    return found
  }
  const view = (): DeviceView | undefined => [...devices.values()][0]
  const pixels = async (colour: number): Promise<number> => countPixels(await takeScreenshot(wine.screen), (one) => one === colour)
  const eventually = async (look: () => unknown): Promise<void> => {
    await vi.waitFor(look, patience).catch(async (error: unknown) => {
      throw new Error(`The agent said:\n${await log()}`, { cause: error })
    })
  }
  const covered = (): Promise<void> =>
    eventually(async () => {
      expect(await pixels(noticeColours.lockText)).toBeGreaterThan(1_000)
      expect(await pixels(probeColour)).toBe(0)
    })
  /** The most that was to be seen of the probe until then. */
  const seenUntil = async (isSo: () => Promise<boolean> | boolean): Promise<number> => {
    let most = 0
    await eventually(async () => {
      most = Math.max(most, await pixels(probeColour))
      expect(await isSo()).toBe(true)
    })
    return most
  }
  const isLocked = (): boolean => view()?.display.state === 'ready' && view()?.restrictions[0]?.state === 'applied'
  const type = async (): Promise<void> => {
    await wine.screen.run('xdotool', ['key', 's', 'e', 'c'])
    await wine.screen.run('xdotool', ['mousemove', '140', '180', 'click', '1'])
    // By then the display has brought them to whoever would get them.
    expect(await pixels(probeColour)).toBe(0)
  }

  it('installs silently; its service enrols the PC with the hub over TLS, and keeps the token to itself', async () => {
    const { hubAddresses, authorityFingerprint, token } = await hub.issueBundle()
    await earlierInstaller(installer, onDrive('earlier.msi'))
    // A browser that passes for Chrome: of this PC nobody takes care yet.
    await mkdir(path.dirname(onDrive(chromeProgram)), { recursive: true })
    await copyFile(await compileForWindows('browser'), onDrive(chromeProgram))
    const properties = [`HUB=${hubAddresses.join(',')}`, `PIN=${authorityFingerprint}`, `TOKEN=${token}`, `ROOM=${hub.room.name}`]
    expect(await run('msiexec', '/i', 'C:\\earlier.msi', '/qn', ...properties)).toBe(0)
    expect(await readJson('enrolment.json')).toMatchObject({ hubAddresses, authorityFingerprint, token, room: hub.room.name })
    await eventually(() => expect([view()?.presence.state, view()?.display.state]).toEqual(['live', 'ready']))
    expect(await readJson('identity.json')).toMatchObject({ deviceId: view()?.deviceId })
    expect(await browsersTold()).toEqual(new Set([0]))
    const secret = await promisify(execFile)('msiinfo', ['export', installer, 'Property'])
    expect(secret.stdout).toMatch(/^MsiHiddenProperties\t.*\bTOKEN;ENROLMENT;WriteEnrolment\r?$/mu)
  })

  it('forces an extension on browsers, from addresses at which it lies, and says that nobody manages this PC', async () => {
    const record = installRecordSchema.parse(JSON.parse(await readFile(onDrive(installed, 'browser/browser-policy.json'), 'utf8')))
    expect(await run('reg', 'export', chromePolicies, 'C:\\policies.reg', '/y')).toBe(0)
    const policies = (await readFile(onDrive('policies.reg'), 'utf16le')).replaceAll('\\"', '"')
    await rm(onDrive('policies.reg'))
    const lies = (address: string | undefined): string => onDrive(fileURLToPath(address ?? '').replace('/C:/', ''))
    const update = await readFile(lies(/"update_url":"([^"]+)"/u.exec(policies)?.[1]), 'utf8')
    expect(policies).toContain(`"${record.extensionId}":{"installation_mode":"force_installed"`)
    expect(update).toContain(`appid="${record.extensionId}"`)
    expect((await readFile(lies(/codebase="([^"]+)"/u.exec(update)?.[1]))).toString('latin1', 0, 4)).toBe('Cr24')
    expect(await readdir(onDrive(installed, 'browser'))).toEqual([
      'browser-policy.json',
      'chromium.json',
      'classwarden.crx',
      'classwarden.xpi',
      'firefox.json',
      'update.xml',
    ])
    expect(JSON.parse(await readFile(onDrive(installed, 'browser/chromium.json'), 'utf8'))).toMatchObject({
      path: record.hostProgram,
      allowed_origins: [`chrome-extension://${record.extensionId}/`],
    })
    await eventually(async () => {
      const { rows } = await technician.must('coverage:read', { since: null })
      expect(rows[0]?.reasons).toContain('browsers-unmanaged')
      expect(rows[0]?.health?.browsers).toEqual([{ browser: 'chrome', state: 'unmanaged' }])
    })
  })

  it('shows the console Notepad in front, and its picture', async () => {
    wine.spawn('notepad')
    await eventually(() => expect(view()?.foreground).toMatchObject({ title: 'Untitled - Notepad', process: { name: 'notepad.exe' } }))
    const { deviceId } = view() ?? { deviceId: '' }
    await eventually(() => expect(teacher.pictures.at(-1)).toMatchObject({ deviceId, thumbnail: { width: 320, height: 240 } }))
  })

  it('locks and swallows what is typed, and locks again when the agent is killed', async () => {
    const probe = wine.spawn(await compileForWindows('probe'), ['Essay', probeColour.toString(16), '40', '120', '300', '200'], 'pipe')
    probe.stdout?.on('data', (chunk: Buffer) => (typed += chunk.toString('latin1')))
    await eventually(async () => expect(await pixels(probeColour)).toBeGreaterThan(10_000))
    await eventually(async () => {
      await wine.screen.run('xdotool', ['mousemove', '140', '180', 'click', '1', 'key', 'a'])
      expect(typed).toMatch(/a$/u)
    })
    const target = [view()?.deviceId ?? '']
    await teacher.must('restriction:order', restrictionOrder(hub.room.roomId, target, 'lock'))
    await covered()
    const beforeKeys = typed
    await type()
    expect(typed.slice(beforeKeys.length)).not.toMatch(/[sec]/u)

    // From the next agent on it may be silent for six seconds, in place of half a minute.
    expect(await run('reg', 'add', `${service}\\Parameters`, '/v', 'WatchdogSeconds', '/t', 'REG_DWORD', '/d', '6')).toBe(0)
    // Enrolled with Google by the time the agent starts again.
    expect(await run('reg', 'add', chromePolicies, '/v', 'CloudManagementEnrollmentToken', '/d', 'a-token', '/f')).toBe(0)
    await signalProgram(wine, 'classwarden-agent.exe run', 'SIGKILL')
    await eventually(async () => expect(await log()).toMatch(/\[service 3\][^]*\[service 1\][^]*Linked to the hub/u))
    await eventually(() => expect(view()).toMatchObject({ display: { state: 'ready' }, restrictions: [{ state: 'applied' }] }))
    await covered()
    const afterKill = typed
    await type()
    expect(typed.slice(afterKill.length)).toBe('')
  })

  it('is replaced when it hangs, and the cover stays over it', async () => {
    const said = (await log()).length
    const saidSince = async (): Promise<string> => (await log()).slice(said)
    await signalProgram(wine, 'classwarden-agent.exe run', 'SIGSTOP')
    const hung = /\[service 8\] process \d+, watched with 6 seconds[^]*\[service 1\][^]*Linked to the hub/u
    expect(await seenUntil(async () => hung.test(await saidSince()) && isLocked())).toBe(0)
    await covered()
    const afterHang = typed
    await type()
    expect(typed.slice(afterHang.length)).toBe('')
  })

  it('[UP3, UP6, UP7] takes a later version from the hub while it is locked, and the cover stays over it', async () => {
    const file = onDrive('later.cwbuild')
    await writeWindowsBuild({ ...built, installed: onDrive(installed), version: '0.2.0', file })
    const added = await uploadBuild(technician, await readFile(file))
    if (!added.ok) throw new Error(added.detail)
    expect(added.value.platform).toBe('win32-x64')
    const { buildId } = added.value
    const plan = { buildId, roomIds: null, percent: 100, inUse: true, withinMinutes: 5 }
    await technician.must('build:roll-out', { ...plan, state: 'running' })
    expect(await seenUntil(() => view()?.agentVersion === '0.2.0' && isLocked())).toBe(0)
    await eventually(async () =>
      expect((await technician.must('build:progress', { buildId })).devices).toMatchObject([
        { standing: 'installed', agentVersion: '0.2.0' },
      ]),
    )
    await technician.must('build:roll-out', { ...plan, state: 'stopped' })
    await covered()
    const afterUpdate = typed
    await type()
    expect(typed.slice(afterUpdate.length)).toBe('')
    await teacher.must('restriction:lift', restrictionLift(hub.room.roomId, [view()?.deviceId ?? '']))
    await eventually(async () => expect(await pixels(probeColour)).toBeGreaterThan(10_000))
  })

  it('[UP8] goes back from a version that starts and never reports', async () => {
    const versions = onDrive(data, 'versions')
    await mkdir(path.join(versions, '0.3.0'))
    await writeFile(path.join(versions, '0.3.0/classwarden-agent-program.cjs'), 'setInterval(() => undefined, 1_000)')
    // As the swap leaves it, but for a shorter time.
    const times = { starts: 0, bootId: '', reachableMs: 0, withinMs: 1_000, steadyMs: 0 }
    const trial = { version: '0.3.0', buildId: 'b'.repeat(64), before: '0.2.0', ...times }
    await writeFile(
      path.join(versions, 'state.json'),
      JSON.stringify({ format: 'classwarden-update-1', trial, rolledBack: [], word: null }),
    )
    await writeFile(path.join(versions, 'current'), '0.3.0')
    const said = (await log()).length
    await signalProgram(wine, 'classwarden-agent.exe run', 'SIGKILL')
    await eventually(async () =>
      expect((await log()).slice(said)).toMatch(/Version 0\.3\.0 did not report to the hub in time[^]*Linked to the hub/u),
    )
    expect(await readFile(path.join(versions, 'current'), 'utf8')).toBe('0.2.0')
    await eventually(() => expect(view()).toMatchObject({ agentVersion: '0.2.0', presence: { state: 'live' } }))
  })

  it('[BR1] shows the console the page in Chrome, by the installed host', async () => {
    const say = (message: object): Buffer => encodeFrame(message)
    const page = { tab: 1, window: 1, url: 'https://maths.test/sum', title: 'A sum', active: true, incognito: false, since: 0 }
    const hello = { type: 'browser:hello', protocol: browserProtocol, browser: 'chrome', browserVersion: '130', extensionVersion: '1' }
    await writeFile(onDrive('said'), Buffer.concat([say(hello), say({ type: 'tab:list', tabs: [page], focused: 1 })]))
    const chrome = `C:\\${chromeProgram.replaceAll('/', '\\')}`
    const browser = wine.spawn(chrome, [`C:\\${installed.replaceAll('/', '\\')}\\classwarden-browser-host.exe`, 'C:\\said'])
    await eventually(() => expect(view()?.tabs).toMatchObject([{ title: 'A sum', browser: 'chrome' }]))
    await eventually(() => expect(view()?.foreground).toMatchObject({ page: { url: page.url }, process: { name: 'chrome.exe' } }))
    const ended = once(browser, 'exit')
    browser.kill('SIGKILL')
    await ended
    await rm(onDrive('said'))
    await eventually(() => expect(view()?.tabs).toEqual([]))
    await rm(onDrive('Program Files/Google'), { recursive: true })
  })

  it('is signed by a step of the packaging, and a signed one is not changed behind its signature', async () => {
    const { certificate, key } = await selfMadeCertificate(wine.drive)
    const signed = onDrive('signed.msi')
    await copyFile(installer, signed)
    await signForWindows(signed, { certificate, key, timestampUrl: null })
    const verified = await promisify(execFile)('osslsigncode', ['verify', '-CAfile', certificate, '-in', signed])
    expect(verified.stdout).toContain('Signature verification: ok')
    expect(makeSiteInstaller(await readFile(signed), await hub.issueBundle())).toMatchObject({ code: 'signed' })
    await expect(promisify(execFile)('osslsigncode', ['verify', '-CAfile', certificate, '-in', installer])).rejects.toThrow()
  })

  it('is replaced by a later version made for one room, and is the same PC', async () => {
    const identity = await readJson('identity.json')
    const bundle = await hub.issueBundle()
    const made = makeSiteInstaller(await readFile(installer), bundle)
    if (!made.ok) throw new Error(made.detail)
    await writeFile(onDrive('site.msi'), made.value)
    const started = (await log()).split('[service 1]').length
    expect(await run('msiexec', '/i', 'C:\\site.msi', '/qn')).toBe(0)
    expect(await readJson('enrolment.json')).toEqual(bundle)
    await eventually(async () => expect((await log()).split('[service 1]')).toHaveLength(started + 1))
    await eventually(() => expect(view()).toMatchObject({ presence: { state: 'live' }, display: { state: 'ready' } }))
    expect(await readJson('identity.json')).toEqual(identity)
    expect(devices.size).toBe(1)
  })

  it('goes without a trace', async () => {
    expect(await run('reg', 'query', service)).toBe(0)
    expect(await readdir(onDrive(installed))).toContain('classwarden-agent.exe')
    expect(await run('msiexec', '/x', 'C:\\site.msi', '/qn')).toBe(0)
    const isOurs = (file: string): boolean =>
      !before.includes(file) &&
      !/^(?:earlier|site|signed)\.msi$|^later\.cwbuild$|^(?:certificate|key)\.pem$|^windows\/(?:temp|Installer)/iu.test(file)
    expect((await pathsOf(wine.drive)).filter(isOurs)).toEqual([])
    expect(await run('reg', 'query', service)).toBe(1)
    expect(await browsersTold()).toEqual(new Set([1]))
    expect(await run('reg', 'export', 'HKLM', 'C:\\all.reg', '/y')).toBe(0)
    const registry = await readFile(onDrive('all.reg'), 'utf16le')
    expect(registry).toContain('HKEY_LOCAL_MACHINE\\Software\\Microsoft')
    expect(registry.split('\n').filter((line) => /classwarden/iu.test(line))).toEqual([])
    await eventually(() => expect(view()?.presence.state).toBe('silent'))
  })
})

/** As a school makes one with openssl: docs/packaging.md. */
async function selfMadeCertificate(folder: string): Promise<{ readonly certificate: string; readonly key: string }> {
  const [certificate, key] = [path.join(folder, 'certificate.pem'), path.join(folder, 'key.pem')]
  const about = ['-subj', '/CN=Test school', '-days', '2', '-addext', 'extendedKeyUsage=codeSigning']
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-out', certificate, '-keyout', key, ...about])
  return { certificate, key }
}

/** Signals a program of this Windows by what its command line holds: Wine's own tool for it finds nothing. */
async function signalProgram({ drive }: WineDesktop, command: string, signal: 'SIGKILL' | 'SIGSTOP'): Promise<void> {
  const prefix = `WINEPREFIX=${path.dirname(drive)}\0`
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const [line, environment] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '')),
    )
    if (line?.replaceAll('\0', ' ').includes(command) === true && environment?.includes(prefix) === true) process.kill(Number(pid), signal)
  }
}

/** Everything on a drive, as paths in it. */
async function pathsOf(drive: string): Promise<readonly string[]> {
  const entries = await readdir(drive, { withFileTypes: true, recursive: true })
  return entries.map((entry) => path.relative(drive, path.join(entry.parentPath, entry.name)))
}
