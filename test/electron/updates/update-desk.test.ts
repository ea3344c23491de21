import { describe, expect, it, vi } from 'vitest'
import type { ConsoleChannel } from '#shared/model/console-build'
import type { ConsoleUpdateTrouble } from '#shared/model/console-update'
import { fail, ok, type Outcome } from '#shared/outcome'
import { createUpdateDesk, type Installer } from '../../../main/electron/updates/update-desk'
import { type UpdateWay, updateWayOf } from '../../../main/electron/updates/update-way'
import { listsAdministrators } from '../../../main/electron/updates/windows-rights'

const channelOf = (version: string): ConsoleChannel => ({
  version,
  files: [{ url: `classwarden-console-${version}-x64-setup.exe`, sha512: 'x', size: 1, isAdminRightsRequired: true }],
  releaseDate: new Date(0).toISOString(),
})

const setUp = (way: UpdateWay = { kind: 'installs', system: 'windows' }) => {
  const offered: { now: Outcome<ConsoleChannel | null, ConsoleUpdateTrouble> } = { now: ok(null) }
  const installer = {
    mayInstall: vi.fn<Installer['mayInstall']>(() => Promise.resolve(true)),
    fetch: vi.fn<Installer['fetch']>(() => Promise.resolve(ok(null))),
    install: vi.fn<Installer['install']>(() => Promise.resolve(true)),
  }
  const states: string[] = []
  const later: { delayMs: number; run: () => void }[] = []
  const desk = createUpdateDesk({
    running: '1.0.0',
    way,
    readOffer: () => Promise.resolve(offered.now),
    installer,
    onChange: ({ standing }) => states.push(standing.state),
    now: () => 7,
    schedule: (delayMs, run) => {
      later.push({ delayMs, run })
      return () => undefined
    },
    log: () => undefined,
  })
  return { desk, offered, installer, states, later }
}

describe('a console’s updates', () => {
  it('are fetched in the background, and installed at its end and not before', async () => {
    const { desk, offered, installer, states } = setUp()
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    expect(states).toEqual(['fetching', 'ready'])
    expect(installer.install).not.toHaveBeenCalled()
    await desk.installAtEnd()
    expect(installer.install).toHaveBeenCalledExactlyOnceWith(false)
  })

  it('open the console again when a person asked for that, and only then', async () => {
    const { desk, offered, installer } = setUp()
    expect(desk.restart()).toMatchObject({ ok: false, code: 'update-not-ready' })
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    expect(desk.restart()).toEqual(ok(null))
    await desk.installAtEnd()
    expect(installer.install).toHaveBeenCalledExactlyOnceWith(true)
  })

  it.each(['1.0.0', '0.9.9', '1.0.0-rc.1'])('never lead to a version that is no newer, however well it is signed: %s', async (version) => {
    const { desk, offered, installer } = setUp()
    offered.now = ok(channelOf(version))
    await desk.check()
    expect(desk.read()).toEqual({ running: '1.0.0', askedAt: 7, standing: { state: 'current' } })
    expect(installer.fetch).not.toHaveBeenCalled()
  })

  it('that were taken from the hub again are not installed', async () => {
    const { desk, offered, installer } = setUp()
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    offered.now = ok(null)
    await desk.check()
    await desk.installAtEnd()
    expect(installer.install).not.toHaveBeenCalled()
  })

  it('stay ready while the hub is away, and not when it offers what is not signed', async () => {
    const { desk, offered, installer } = setUp()
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    offered.now = fail('unreachable', 'no network')
    await desk.check()
    expect(desk.read().standing).toEqual({ state: 'ready', version: '1.1.0' })
    offered.now = fail('unknown-key', 'a stranger')
    await desk.check()
    expect(desk.read().standing).toEqual({ state: 'failed', why: 'unknown-key', detail: 'a stranger' })
    await desk.installAtEnd()
    expect(installer.install).not.toHaveBeenCalled()
  })

  it('are told to whoever may not install them', async () => {
    const { desk, offered, installer } = setUp()
    installer.mayInstall.mockResolvedValue(false)
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    expect(desk.read().standing).toEqual({ state: 'told', version: '1.1.0', bringer: 'administrator' })
    expect(installer.fetch).not.toHaveBeenCalled()
  })

  it('are told alone where apt brings them', async () => {
    const { desk, offered, installer } = setUp({ kind: 'tells', system: 'linux', bringer: 'apt' })
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    expect(desk.read().standing).toEqual({ state: 'told', version: '1.1.0', bringer: 'apt' })
    expect(installer.fetch).not.toHaveBeenCalled()
  })

  it('are asked for again in a day, sooner after a fault, and by one question at a time', async () => {
    const { desk, offered, installer, later } = setUp()
    await Promise.all([desk.check(), desk.check()])
    expect(later.map(({ delayMs }) => delayMs)).toEqual([86_400_000])
    offered.now = ok(channelOf('1.1.0'))
    installer.fetch.mockResolvedValueOnce(fail('busy', 'The hub answered 503.'))
    await desk.check()
    installer.fetch.mockRejectedValueOnce(new Error('what nobody thought of'))
    await desk.check()
    expect(desk.read().standing).toMatchObject({ state: 'failed', why: 'failed', detail: 'what nobody thought of' })
    expect(later.map(({ delayMs }) => delayMs)).toEqual([86_400_000, 300_000, 3_600_000])
    later.at(-1)?.run()
    await vi.waitFor(() => {
      expect(desk.read().standing).toEqual({ state: 'ready', version: '1.1.0' })
    })
  })

  it('wait when the console opens anew for another hub, and where they are off', async () => {
    const { desk, offered, installer } = setUp()
    offered.now = ok(channelOf('1.1.0'))
    await desk.check()
    desk.stop()
    await desk.installAtEnd()
    expect(installer.install).not.toHaveBeenCalled()
    const off = setUp({ kind: 'off', why: 'switched-off' })
    off.offered.now = ok(channelOf('1.1.0'))
    await off.desk.check()
    expect(off.desk.read().standing).toEqual({ state: 'off', why: 'switched-off' })
  })
})

describe('how a newer console comes onto a computer', () => {
  const installed = (over: Partial<Parameters<typeof updateWayOf>[0]>): UpdateWay =>
    updateWayOf({
      platform: 'win32',
      executable: 'C:\\Program Files\\Classwarden\\classwarden-console.exe',
      switchedOff: false,
      hasKey: true,
      exists: () => false,
      ...over,
    })

  it('is read from what the installer left', () => {
    const nsis = (file: string): boolean => file === 'C:\\Program Files\\Classwarden\\Uninstall Classwarden.exe'
    expect(installed({ exists: nsis })).toEqual({ kind: 'installs', system: 'windows' })
    expect(installed({})).toEqual({ kind: 'tells', system: 'windows', bringer: 'policy' })
    const linux = { platform: 'linux', executable: '/opt/Classwarden/classwarden-console' } as const
    const debian = (file: string): boolean => file === '/var/lib/dpkg/info/classwarden-console.list'
    expect(installed({ ...linux, exists: debian })).toEqual({ kind: 'tells', system: 'linux', bringer: 'apt' })
    expect(installed({ ...linux, executable: '/home/tess/classwarden/classwarden-console', exists: debian })).toMatchObject({
      bringer: 'archive',
    })
    expect(installed(linux)).toEqual({ kind: 'tells', system: 'linux', bringer: 'archive' })
    expect(installed({ platform: 'darwin' })).toEqual({ kind: 'off', why: 'unsupported' })
    expect(installed({ exists: nsis, hasKey: false })).toEqual({ kind: 'off', why: 'no-key' })
    expect(installed({ exists: nsis, switchedOff: true })).toEqual({ kind: 'off', why: 'switched-off' })
  })

  it('asks Windows for administrators', () => {
    expect(
      listsAdministrators(
        '"Everyone","Well-known group","S-1-1-0"\r\n"BUILTIN\\Administrators","Alias","S-1-5-32-544","Group used for deny only"',
      ),
    ).toBe(true)
    expect(listsAdministrators('"Everyone","Well-known group","S-1-1-0"\r\n"BUILTIN\\Users","Alias","S-1-5-32-545","Mandatory"')).toBe(
      false,
    )
    expect(listsAdministrators('"X","User","S-1-5-32-5440"')).toBe(false)
  })
})
