import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxPower } from '../../agent/platform/linux/power'
import { readProcesses } from '../../agent/platform/linux/process-table'
import type { LoginSession } from '../../agent/platform/linux/session'
import { connect } from '../../agent/platform/linux/x-connection'
import { startDesktop, until, type Desktop } from '../support/desktop'
import { startPlatform, type RunningPlatform } from '../support/platform'
import { powerPrograms, type PowerPrograms } from '../support/power-programs'
import { startSession, type PupilSession } from '../support/session'

const closers: (() => Promise<void> | void)[] = []
let folder: string
let desktop: Desktop
let programs: PowerPrograms

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-power-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o777)
  programs = await powerPrograms(path.join(folder, 'programs'))
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function join(): Promise<RunningPlatform['platform']> {
  const { platform, stop } = await startPlatform(desktop, { powerPrograms: programs.folder })
  closers.push(stop)
  return platform
}

/** A session of an ordinary user, with openbox and nothing else yet. */
async function openSession(): Promise<PupilSession> {
  desktop = await startDesktop({ width: 800, height: 600, windowManager: false })
  closers.push(() => desktop.stop())
  return startSession(desktop)
}

const commandsOf = async (uid: number): Promise<string[]> =>
  (await readProcesses())
    .filter((process) => process.uid === uid && process.display === desktop.display)
    .map(({ command }) => command[0] ?? '')

describe('[PW6] logging off a real session', () => {
  it('ends what the user runs there and nothing else', async () => {
    const session = await openSession()
    const platform = await join()
    session.spawn('xterm', ['-T', 'essay'])
    await until('the window', () => platform.foreground.value?.title === 'essay')
    const administrator = desktop.spawn('sleep', ['600'])

    expect(await platform.power.act('log-off', 5_000)).toEqual({ ok: true, value: null })
    expect(await commandsOf(session.uid)).toEqual([])
    expect(administrator.exitCode).toBeNull()
    expect(platform.display.value).toEqual({ state: 'ready' })
    expect(await programs.asked()).toEqual([])
  })

  it('ends by force what does not heed', async () => {
    const session = await openSession()
    const platform = await join()
    session.spawn('sh', ['-c', "trap '' TERM HUP; echo ready; while :; do sleep 0.1; done"])
    await until('the stubborn program', async () => (await commandsOf(session.uid)).includes('sh'))
    expect(await platform.power.act('log-off', 300)).toEqual({ ok: true, value: null })
    expect(await commandsOf(session.uid)).toEqual([])
  })

  it('leaves a session of root alone', async () => {
    desktop = await startDesktop({ width: 800, height: 600 })
    closers.push(() => desktop.stop())
    const platform = await join()
    expect(await platform.power.act('log-off', 0)).toMatchObject({ ok: false, code: 'session-of-root' })
    expect(await commandsOf(0)).toContain('openbox')
  })

  it('goes through logind where it knows the session: asked once, with force for what is left, and by itself where logind refuses', async () => {
    const session = await openSession()
    const connected = await connect(desktop.display, desktop.xauthority)
    if (!connected.ok) throw new Error(connected.detail)
    const x = connected.value
    closers.push(() => x.close())
    const login: LoginSession = {
      id: 'c7',
      uid: session.uid,
      userName: 'aisha',
      active: true,
      remote: false,
      type: 'x11',
      class: 'user',
      leaderPid: null,
      startedAt: null,
      display: desktop.display,
      console: null,
    }
    const power = (changes: Partial<LoginSession> = {}): LinuxPower => {
      const place = { display: desktop.display, xauthority: null, login: { ...login, ...changes } }
      return new LinuxPower(programs.folder, () => ({ x, session: place }), { answerWithinMs: 5_000, endWithinMs: 1_000 })
    }
    expect(await power({ class: 'greeter' }).act('log-off', 0)).toMatchObject({ ok: false, code: 'no-session' })
    expect(await programs.asked()).toEqual([])

    // The stand-in says yes and ends nothing.
    expect(await power().act('log-off', 0)).toEqual({ ok: true, value: null })
    expect(await programs.asked()).toEqual(['loginctl terminate-session c7', 'loginctl kill-session --signal=KILL c7'])
    expect(await commandsOf(session.uid)).toEqual([])

    await powerPrograms(programs.folder, { loginctl: 'refuses' })
    session.spawn('sleep', ['600'])
    await until('another program', async () => (await commandsOf(session.uid)).includes('sleep'))
    expect(await power().act('log-off', 0)).toEqual({ ok: true, value: null })
    expect((await programs.asked()).slice(2)).toEqual(['loginctl terminate-session c7'])
    expect(await commandsOf(session.uid)).toEqual([])
  })

  it('closes the windows before the PC goes down', async () => {
    const session = await openSession()
    const platform = await join()
    session.spawn('xterm', ['-T', 'essay'])
    await until('the window', () => platform.foreground.value?.title === 'essay')
    expect(await platform.power.act('shut-down', 5_000)).toEqual({ ok: true, value: null })
    // The shell in the window hears of its end, and takes a moment of its own.
    await until('the program of the window to end', async () => (await commandsOf(session.uid)).join() === 'openbox')
    expect(await programs.asked()).toEqual(['systemctl poweroff'])
  })
})
