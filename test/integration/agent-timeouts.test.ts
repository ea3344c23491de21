import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { noTimeouts, type TimeoutRule } from '#shared/model/timeout'
import { type AgentClock, agentClock } from '../../agent/clock'
import { HubClock } from '../../agent/leases/hub-clock'
import { keptLeases } from '../../agent/leases/kept-leases'
import { LeaseKeeper } from '../../agent/leases/lease-keeper'
import { noticeColours } from '../../agent/platform/notice-spec'
import { SealedFile } from '../../agent/storage/sealed-file'
import { keptTimeouts } from '../../agent/timeouts/kept-timeouts'
import { TimeoutKeeper } from '../../agent/timeouts/timeout-keeper'
import { applicationGate } from '../support/leases'
import { gateWithoutLists } from '../support/browser-gate'
import { untilLogged } from '../support/agent'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startPlatform } from '../support/platform'
import { magentaPixels, openMagentaWindow, openTypist, type Pupil, startPupil, typeLine } from '../support/pupil'
import { countPixels, takeScreenshot } from '../support/screenshot'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A pupil at work in a terminal, over a window whose colour tells what is covered. */
async function startWork(): Promise<{ readonly pupil: Pupil; readonly typed: () => Promise<string> }> {
  const pupil = await startPupil()
  closers.push(() => pupil.stop())
  await openMagentaWindow(pupil.desktop)
  const typed = await openTypist(pupil)
  await until('the session to have somebody', () => pupil.view().user !== null)
  return { pupil, typed }
}

const setRule = async ({ hub }: Pupil, rule: Partial<TimeoutRule>): Promise<void> => {
  const technician = await hub.signIn('technician')
  await technician.must('timeout:write-room', { roomId: hub.room.roomId, rule: { ...noTimeouts, ...rule } })
}

const bannerShown = async (desktop: Desktop): Promise<boolean> =>
  countPixels(await takeScreenshot(desktop), (colour, _x, y) => colour === noticeColours.bannerGround && y < 200) > 10_000

const ownLock = (pupil: Pupil): string[] => pupil.view().restrictions.map(({ lease, state }) => `${lease.owner.displayName} ${state}`)

test('[SE4][SE6][SE9] a pupil is warned while typing goes on, then locked by the PC itself, until a teacher unlocks', async () => {
  const { pupil, typed } = await startWork()
  const { desktop, teacher, hub, agent } = pupil
  // Over already when the rule comes: the session goes on for as long as the warning asks.
  await setRule(pupil, { longestMinutes: 0.02, warnMinutes: [0.15] })
  await until('the warning', () => bannerShown(desktop))
  expect(pupil.view().sessionEnds?.why).toBe('longest')
  await typeLine(desktop, 'my essay')
  await until('the line', async () => (await typed()) === 'my essay\n')
  await until('the lock', async () => (await magentaPixels(desktop)) === 0, 30_000)
  await until('the teacher to see it', () => ownLock(pupil).join() === 'Session times applied')
  expect(pupil.view().restrictions[0]?.lease.reason).toBe('longest session of 0.02 min')

  // Whatever else is ordered and lifted, that lock stays.
  const kinds = ['message' as const]
  await pupil.order('message', { text: 'Pack up' })
  await teacher.must('restriction:lift', { roomId: hub.room.roomId, deviceIds: [agent.deviceId], orderId: crypto.randomUUID(), kinds })
  await until('the message to be gone', () => ownLock(pupil).join() === 'Session times applied')
  expect(await magentaPixels(desktop)).toBe(0)

  await pupil.lift()
  await until('the desktop', async () => (await magentaPixels(desktop)) > 0)
  await until('a new session', () => pupil.view().sessionEnds !== null)
  expect(ownLock(pupil)).toEqual([])
})

test('[SE1][SE2][SE7] a rule holds without the hub and over a crash of the agent; who cannot be logged off is locked out', async () => {
  const { pupil } = await startWork()
  const { desktop, hub, agent } = pupil
  // The display of a test is root's, whose session is never ended.
  await setRule(pupil, { longestMinutes: 0.02, warnMinutes: [0.12], action: 'log-off' })
  await until('the warning', () => bannerShown(desktop))
  await hub.hub.stop()
  await untilLogged(agent, 'No link')
  await agent.kill()
  agent.start()
  await until('the lock', async () => (await magentaPixels(desktop)) === 0, 45_000)
  await untilLogged(agent, 'Could not log off (session-of-root)')
  await agent.kill()
  await until('the bare desktop', async () => (await magentaPixels(desktop)) > 0)
  agent.start()
  await until('the lock again, from the disk', async () => (await magentaPixels(desktop)) === 0)
})

/** The clock of this PC, which a test may put forward: whoever sleeps looks at it again. */
function clockToHurry(): AgentClock & { hurry(ms: number): void } {
  let aheadMs = 0
  let hurried = new AbortController()
  return {
    ...agentClock,
    now: () => agentClock.now() + aheadMs,
    uptimeMs: () => agentClock.uptimeMs() + aheadMs,
    sleep: (durationMs, signal) => agentClock.sleep(durationMs, AbortSignal.any([signal, hurried.signal])),
    hurry: (ms) => {
      aheadMs += ms
      hurried.abort()
      hurried = new AbortController()
    },
  }
}

test('[SE5] an idle warning goes when the mouse moves, comes again, and ends in a lock', async () => {
  const desktop = await startDesktop({ width: 1024, height: 768 })
  closers.push(() => desktop.stop())
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-idle-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const { platform, stop } = await startPlatform(desktop, { idleAfterMs: 300 })
  closers.push(stop)
  const log = (): void => undefined
  const clock = clockToHurry()
  const shared = { platform, hubClock: new HubClock(clock), clock, log }
  const key = new Uint8Array(32)
  const leases = new LeaseKeeper({
    gate: gateWithoutLists(clock, log),
    applications: applicationGate(),
    ...shared,
    file: new SealedFile(keptLeases, path.join(folder, 'leases'), key, log),
  })
  const timeouts = new TimeoutKeeper({ ...shared, leases, file: new SealedFile(keptTimeouts, path.join(folder, 'timeouts'), key, log) })
  await timeouts.follow({
    rule: { ...noTimeouts, idleMinutes: 0.15, warnMinutes: [0.12] },
    timeZone: 'Europe/London',
    longestLeaseMinutes: 5,
  })
  const over = new AbortController()
  const running = Promise.all([leases.run(over.signal), timeouts.run(over.signal)])
  closers.push(async () => {
    over.abort()
    await running
  })
  await openMagentaWindow(desktop)
  await until('the warning', () => bannerShown(desktop))
  expect(timeouts.state.value.ends?.why).toBe('idle')
  await desktop.run('xdotool', ['mousemove', '500', '500'])
  await until('the warning to go', async () => !(await bannerShown(desktop)))
  expect(timeouts.state.value.lock).toBeNull()
  await until('the warning again', () => bannerShown(desktop))
  clock.hurry(8_000)
  await until('the lock', async () => (await magentaPixels(desktop)) === 0, 30_000)
  expect(timeouts.state.value.lock?.lease.reason).toBe('idle for 0.15 min')
})
