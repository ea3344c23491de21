import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ok } from '#shared/outcome'
import type { InternetNow } from '#shared/model/internet-now'
import { HubClock } from '../../../agent/leases/hub-clock'
import { keptLeases } from '../../../agent/leases/kept-leases'
import { SealedFile } from '../../../agent/storage/sealed-file'
import { LeaseKeeper } from '../../../agent/leases/lease-keeper'
import { Observable } from '../../../agent/platform/observable'
import type { GateState } from '../../../agent/web/internet-gate'
import { handAgentClock, type HandAgentClock, settle } from '../../support/agent-clock'
import { FakeScreen } from '../../support/fake-platform'
import { applicationGate, leaseSetOf, leaseWith } from '../../support/leases'
import { until } from '../../support/desktop'

let folder: string
const key = new Uint8Array(32)
let clock: HandAgentClock
let screen: FakeScreen
/** What holds the browsers, in memory. */
let gate: { readonly state: Observable<GateState>; readonly followed: InternetNow[]; readonly follow: (now: InternetNow) => void }
let applications: ReturnType<typeof applicationGate>
let stopping: (() => Promise<void>)[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-keeper-'))
  clock = handAgentClock()
  screen = new FakeScreen()
  const followed: InternetNow[] = []
  gate = { state: new Observable<GateState>('absent'), followed, follow: (now) => followed.push(now) }
  applications = applicationGate()
  stopping = []
})
afterEach(async () => {
  for (const stop of stopping) await stop()
  await rm(folder, { recursive: true })
})

/** A keeper running on the test's folder, clock and screen; `stop` leaves the disk as it is. */
const startKeeper = (at = folder): { readonly keeper: LeaseKeeper; readonly stop: () => Promise<void> } => {
  const log = (): void => undefined
  const file = new SealedFile(keptLeases, path.join(at, 'leases.sealed'), key, log)
  const keeper = new LeaseKeeper({ platform: screen, gate, applications, file, hubClock: new HubClock(clock), clock, log })
  keeper.resume()
  const stopped = new AbortController()
  const running = keeper.run(stopped.signal)
  const stop = async (): Promise<void> => {
    stopped.abort()
    await running
  }
  stopping.push(stop)
  return { keeper, stop }
}

const wordsOf = (states: readonly { readonly state: string; readonly failure: string | null }[]): string[] =>
  states.map(({ state, failure }) => (failure === null ? state : `${state} ${failure}`))

test('[LE2] the answer to an order says what is in force', async () => {
  const { keeper } = startKeeper()
  const lock = leaseWith()
  const report = await keeper.apply(leaseSetOf(1, clock.now(), lock))
  expect(report).toEqual({ revision: 1, states: [{ leaseId: lock.leaseId, state: 'applied', failure: null, at: clock.now() }] })
  expect(screen.state.value.state).toBe('held')
})

test('[LE2] an order that lifts is answered with the end of what it lifted', async () => {
  const { keeper } = startKeeper()
  await keeper.apply(leaseSetOf(1, clock.now(), leaseWith()))
  const report = await keeper.apply(leaseSetOf(2, clock.now()))
  expect(wordsOf(report.states)).toEqual(['ended'])
  expect(screen.state.value.state).toBe('off')
})

test('[LE8] the set comes to the disk soon though the screen is never made to match', async () => {
  const { keeper } = startKeeper()
  vi.spyOn(screen.overlay, 'cover').mockReturnValue(new Promise(() => undefined))
  const answered = vi.fn<() => void>()
  void keeper.apply(leaseSetOf(1, clock.now(), leaseWith())).then(answered)
  await settle()
  expect(existsSync(path.join(folder, 'leases.sealed'))).toBe(false)
  await clock.pass(20)
  await until('the lease file', () => existsSync(path.join(folder, 'leases.sealed')))
  expect(answered).not.toHaveBeenCalled()
})

test('[PO7] the lock of a rule stands beside the hub’s set and the session’s lock, outlives the agent, and ends at its time or when lifted', async () => {
  const first = startKeeper()
  const lock = leaseWith({ until: clock.now() + 60_000 })
  await first.keeper.holdAct(lock)
  await first.keeper.apply(leaseSetOf(1, clock.now()))
  await first.keeper.holdOwn(leaseWith())
  await first.keeper.holdOwn(null)
  expect(screen.state.value.state).toBe('held')
  expect(first.keeper.act.value).toMatchObject({ lease: lock, state: 'applied' })
  await first.stop()
  screen = new FakeScreen()
  const { keeper } = startKeeper()
  await until('the lock from the disk', () => screen.state.value.state === 'held')
  await clock.pass(60_000)
  expect(keeper.act.value).toBeNull()
  expect(screen.state.value.state).toBe('off')
  await keeper.holdAct(leaseWith())
  await keeper.holdAct(null)
  expect(screen.state.value.state).toBe('off')
})

test('[LE1] an older revision is not applied, and the same one again changes nothing', async () => {
  const { keeper } = startKeeper()
  await keeper.apply(leaseSetOf(5, clock.now(), leaseWith()))
  const calls = [...screen.calls]
  expect((await keeper.apply(leaseSetOf(4, clock.now()))).revision).toBe(5)
  expect(wordsOf((await keeper.apply(leaseSetOf(5, clock.now()))).states)).toEqual(['applied'])
  expect(screen.calls).toEqual(calls)
})

test('[LE4] a lease whose end comes while the set is looked at ends all the same', async () => {
  const hand = clock
  let creptMs = 0
  // As on a PC, time goes on between any two looks at it, and a sleeper may wake a little before its time.
  clock = {
    ...hand,
    uptimeMs: () => hand.uptimeMs() + (creptMs += 0.3),
    sleep: (durationMs, signal) => hand.sleep(Math.max(0, durationMs - 2), signal),
  }
  const { keeper } = startKeeper()
  for (let round = 1; round <= 40; round += 1) {
    const hubNow = 10_000_000 * round
    await keeper.apply(leaseSetOf(round, hubNow, leaseWith({ from: hubNow, until: hubNow + 500 + round })))
    expect(screen.state.value.state).toBe('held')
    await hand.pass(1_000)
    expect(screen.state.value.state).toBe('off')
  }
})

test('[LE4] a lease ends by itself at its end, without the hub, and is reported ended', async () => {
  const { keeper } = startKeeper()
  await keeper.apply(leaseSetOf(1, clock.now(), leaseWith({ until: clock.now() + 90_000 })))
  await clock.pass(89_000)
  expect(screen.state.value.state).toBe('held')
  await clock.pass(1_000)
  expect(screen.state.value.state).toBe('off')
  expect(wordsOf(keeper.report.value.states)).toEqual(['ended'])
})

test('[LE4] setting the clock on the wall forward frees nobody, nor does it back keep anybody', async () => {
  const { keeper } = startKeeper()
  const lock = leaseWith({ until: clock.now() + 90_000 })
  await keeper.apply(leaseSetOf(1, clock.now(), lock))
  clock.setWall(lock.until + 1)
  await clock.pass(60_000)
  expect(screen.state.value.state).toBe('held')
  clock.setWall(0)
  await clock.pass(30_000)
  expect(screen.state.value.state).toBe('off')
})

test('[LE5] lifting one lease shows the next', async () => {
  const { keeper } = startKeeper()
  const blank = leaseWith({ kind: 'blank' })
  const lock = leaseWith({ text: 'Listen' })
  const message = leaseWith({ kind: 'message', text: 'Pack up' })
  const report = await keeper.apply(leaseSetOf(1, clock.now(), blank, lock, message))
  expect(wordsOf(report.states)).toEqual(['applied', 'applied'])
  await keeper.apply(leaseSetOf(2, clock.now(), lock, message))
  await keeper.apply(leaseSetOf(3, clock.now(), message))
  expect(screen.calls).toEqual(['blank', 'lock Listen', 'uncover', 'banner Pack up'])
})

test('[LE6] a lease that could not be applied is reported with the reason, and as applied once it holds', async () => {
  const { keeper } = startKeeper()
  screen.failure = 'grab-refused'
  const report = await keeper.apply(leaseSetOf(1, clock.now(), leaseWith()))
  expect(wordsOf(report.states)).toEqual(['failed grab-refused'])
  const standing = screen.state.value
  if (standing.state !== 'failed') throw new Error('the fake did not fail')
  screen.state.set({ state: 'held', cover: standing.cover, times: { coveredAt: 0, grabbedAt: 0 } })
  await settle()
  expect(wordsOf(keeper.report.value.states)).toEqual(['applied'])
})

test('a message is reported when it is on the screen, when the pupil closed it, and does not come again after a restart', async () => {
  const first = startKeeper()
  const message = leaseWith({ kind: 'message', text: 'Pack up' })
  expect((await first.keeper.apply(leaseSetOf(1, clock.now(), message))).states).toEqual([])
  screen.banners[0]?.banner.onShown()
  expect(wordsOf(first.keeper.report.value.states)).toEqual(['applied'])
  screen.banners[0]?.end(ok('seen'))
  await settle()
  expect(wordsOf(first.keeper.report.value.states)).toEqual(['seen'])
  await first.stop()
  const second = startKeeper()
  await until('the set from disk', () => second.keeper.revision === 1)
  expect(wordsOf(second.keeper.report.value.states)).toEqual(['seen'])
  expect(screen.calls).toEqual(['banner Pack up'])
})

test('[LE6] a message that could not be drawn is tried again, and at once when the display is back', async () => {
  const { keeper } = startKeeper()
  await keeper.apply(leaseSetOf(1, clock.now(), leaseWith({ kind: 'message', text: 'Pack up' })))
  screen.banners[0]?.end({ ok: false, code: 'no-display', detail: '' })
  await settle()
  expect(wordsOf(keeper.report.value.states)).toEqual(['failed no-display'])
  await clock.pass(5_000)
  screen.banners[0]?.end({ ok: false, code: 'no-display', detail: '' })
  await settle()
  screen.display.set({ state: 'waiting', why: 'no-server' })
  await settle()
  screen.display.set({ state: 'ready' })
  await settle()
  expect(screen.calls).toEqual(['banner Pack up', 'banner Pack up', 'banner Pack up'])
})

test('a lock message is withdrawn under a lock and comes back after it', async () => {
  const { keeper } = startKeeper()
  const message = leaseWith({ kind: 'message', text: 'Pack up' })
  await keeper.apply(leaseSetOf(1, clock.now(), message))
  await keeper.apply(leaseSetOf(2, clock.now(), message, leaseWith()))
  expect(screen.banners).toEqual([])
  await keeper.apply(leaseSetOf(3, clock.now(), message))
  expect(screen.banners).toHaveLength(1)
})

test('the set on disk is applied at the start, before any hub is heard, and ends on time', async () => {
  const first = startKeeper()
  await first.keeper.apply(leaseSetOf(7, clock.now(), leaseWith({ text: 'Listen', until: clock.now() + 60_000 })))
  await first.stop()
  screen = new FakeScreen()
  clock.turn(50_000)
  const second = startKeeper()
  await until('the set from disk', () => screen.calls.length > 0)
  expect(screen.calls).toEqual(['lock Listen'])
  expect(second.keeper.revision).toBe(7)
  await clock.pass(10_000)
  expect(screen.calls).toEqual(['lock Listen', 'uncover'])
})

test.each([7_200_000, -7_200_000])(
  '[LE13] the wall clock set by %i ms before the power is cut neither frees nor keeps anybody',
  async (movedMs) => {
    const first = startKeeper()
    await first.keeper.apply(leaseSetOf(1, clock.now(), leaseWith({ until: clock.now() + 600_000 })))
    const file = path.join(folder, 'leases.sealed')
    await until('the set on disk', () => existsSync(file))
    const noted = await readFile(file)
    clock.setWall(clock.now() + movedMs)
    await clock.pass(20_000)
    await until('the moved clock on disk', async () => !(await readFile(file)).equals(noted))
    // What the disk holds when the power goes; an orderly stop would write once more.
    const afterwards = await mkdtemp(path.join(folder, 'restarted-'))
    await copyFile(file, path.join(afterwards, 'leases.sealed'))
    await first.stop()
    clock.restartPc(30_000)
    screen = new FakeScreen()
    startKeeper(afterwards)
    await clock.pass(549_000)
    expect(screen.state.value.state).toBe('held')
    await clock.pass(1_000)
    expect(screen.state.value.state).toBe('off')
  },
)

test('[LE13] the time is written once a minute while a lease lives, and never without one', async () => {
  const { keeper } = startKeeper()
  const file = path.join(folder, 'leases.sealed')
  const writes: Buffer[] = []
  const passWatching = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 15_000) {
      await clock.pass(15_000)
      await new Promise((resolve) => setTimeout(resolve, 30))
      const now = await readFile(file)
      if (writes.at(-1)?.equals(now) !== true) writes.push(now)
    }
  }
  await keeper.apply(leaseSetOf(1, clock.now(), leaseWith({ until: clock.now() + 300_000 })))
  await until('the set on disk', () => existsSync(file))
  await passWatching(240_000)
  expect(writes.length).toBeGreaterThan(2)
  expect(writes.length).toBeLessThan(7)
  await passWatching(60_000)
  const ended = writes.length
  await passWatching(300_000)
  expect(writes).toHaveLength(ended)
})

const signedIn = (name: string) => ({ name, displayName: name, guest: false, sessionStartedAt: 0 })
const internetOff = (more: Parameters<typeof leaseWith>[0] = {}) =>
  leaseWith({ kind: 'internet', internet: { access: 'removed', exceptions: [] }, ...more })

test('[LE16] an internet rule on a PC without a browser part is reported as not in force, and as in force once browsers follow', async () => {
  const { keeper } = startKeeper()
  const off = internetOff()
  const report = await keeper.apply(leaseSetOf(1, clock.now(), off))
  expect(wordsOf(report.states)).toEqual(['failed no-browser-part'])
  gate.state.set('held')
  await settle()
  expect(wordsOf(keeper.report.value.states)).toEqual(['applied'])
  expect(gate.followed.at(-1)?.decidedBy).toEqual(off)
})

test('[LE12] a rule for one pupil counts while that pupil is in front, whatever the case of the name, and for nobody else', async () => {
  const { keeper } = startKeeper()
  gate.state.set('held')
  const removed = internetOff({ pupil: 'Cai.Owen', lessonId: null })
  await keeper.apply(leaseSetOf(1, clock.now(), removed))
  expect(keeper.internet.decidedBy).toBeNull()
  expect(keeper.report.value.states).toEqual([])
  screen.user.set(signedIn('cai.owen'))
  await settle()
  expect(gate.followed.at(-1)?.decidedBy).toEqual(removed)
  expect(wordsOf(keeper.report.value.states)).toEqual(['applied'])
  screen.user.set(signedIn('aisha'))
  await settle()
  expect(gate.followed.at(-1)?.decidedBy).toBeNull()
  expect(keeper.report.value.states).toEqual([])
})

test('[LE8] [LE12] [LE4] a rule for one pupil is taken up from disk without the hub, for that pupil alone, and ends by itself', async () => {
  const first = startKeeper()
  const removed = internetOff({ pupil: 'cai' })
  await first.keeper.apply(leaseSetOf(1, clock.now(), removed))
  await first.stop()
  gate.state.set('held')
  const { keeper } = startKeeper()
  screen.user.set(signedIn('cai'))
  await settle()
  expect(keeper.internet.decidedBy).toEqual(removed)
  await clock.pass(removed.until - clock.now() + 20_000)
  await settle()
  expect(keeper.internet.decidedBy).toBeNull()
  expect(gate.followed.at(-1)?.decidedBy).toBeNull()
  expect(wordsOf(keeper.report.value.states)).toEqual(['ended'])
})

test('[LE15] a rule that another outranks is held and not reported as in force', async () => {
  const { keeper } = startKeeper()
  gate.state.set('held')
  screen.user.set(signedIn('cai'))
  const off = internetOff()
  const granted = internetOff({ pupil: 'cai', internet: { access: 'granted', exceptions: [] } })
  const report = await keeper.apply(leaseSetOf(1, clock.now(), off, granted))
  expect(report.states.map(({ leaseId }) => leaseId)).toEqual([granted.leaseId])
})
