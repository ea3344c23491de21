import { mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noTimeouts, type TimeoutPolicy, type TimeoutRule } from '#shared/model/timeout'
import { HubClock } from '../../../agent/leases/hub-clock'
import { keptLeases } from '../../../agent/leases/kept-leases'
import { LeaseKeeper } from '../../../agent/leases/lease-keeper'
import { SealedFile } from '../../../agent/storage/sealed-file'
import { keptTimeouts } from '../../../agent/timeouts/kept-timeouts'
import { TimeoutKeeper } from '../../../agent/timeouts/timeout-keeper'
import { gateWithoutLists } from '../../support/browser-gate'
import { handAgentClock, type HandAgentClock, settle } from '../../support/agent-clock'
import { FakeSeat } from '../../support/fake-platform'
import { applicationGate, leaseSetOf, leaseWith } from '../../support/leases'

const minute = 60_000
const key = new Uint8Array(32)
let folder: string
let clock: HandAgentClock
let seat: FakeSeat
let stopping: (() => Promise<void>)[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-timeouts-'))
  clock = handAgentClock()
  seat = new FakeSeat()
  stopping = []
})
afterEach(async () => {
  for (const stop of stopping) await stop()
  await rm(folder, { recursive: true })
})

interface Agent {
  readonly timeouts: TimeoutKeeper
  readonly leases: LeaseKeeper
  readonly log: readonly string[]
  readonly stop: () => Promise<void>
}

/** The part of an agent that restricts, on the test's folder, clock and seat. */
const startAgent = (): Agent => {
  const lines: string[] = []
  const log = (line: string): void => void lines.push(line)
  const hubClock = new HubClock(clock)
  const leases = new LeaseKeeper({
    platform: seat,
    gate: gateWithoutLists(clock, log),
    applications: applicationGate(),
    file: new SealedFile(keptLeases, path.join(folder, 'leases.sealed'), key, log),
    hubClock,
    clock,
    log,
  })
  const timeouts = new TimeoutKeeper({
    platform: seat,
    leases,
    file: new SealedFile(keptTimeouts, path.join(folder, 'timeouts.sealed'), key, log),
    hubClock,
    clock,
    log,
  })
  leases.resume()
  timeouts.resume()
  const stopped = new AbortController()
  const running = Promise.all([leases.run(stopped.signal), timeouts.run(stopped.signal)])
  const stop = async (): Promise<void> => {
    stopped.abort()
    await running
  }
  stopping.push(stop)
  return { timeouts, leases, log: lines, stop }
}

const policyOf = (rule: Partial<TimeoutRule>): TimeoutPolicy => ({
  rule: { ...noTimeouts, ...rule },
  timeZone: 'Europe/London',
  longestLeaseMinutes: 120,
})

/** Somebody signed in on a PC that goes by this rule. */
const startSession = async (rule: Partial<TimeoutRule>): Promise<Agent> => {
  const agent = startAgent()
  await agent.timeouts.follow(policyOf(rule))
  seat.signIn('aisha', clock.now())
  await clock.pass(0)
  return agent
}

const banners = (): string[] => seat.banners.map(({ banner }) => banner.text)
const covered = (): string => seat.state.value.state

/** Hours of a rule that the hand clock's Monday morning lies in. */
const schoolDays = [{ days: [1, 2, 3, 4, 5], from: 8 * 60, to: 17 * 60 }]

test('[SE4] the longest session is warned of at 5 and 1 min, then the PC locks by its own lease', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  const began = clock.now()
  expect(agent.timeouts.state.value).toEqual({ ends: { at: began + 60 * minute, why: 'longest' }, lock: null })
  await clock.pass(54 * minute)
  expect(banners()).toEqual([])
  await clock.pass(minute)
  expect(banners()).toEqual([expect.stringContaining('ends in 5 minutes')])
  await clock.pass(4 * minute)
  expect(banners()).toEqual([expect.stringContaining('ends in 1 minute,')])
  await clock.pass(minute)
  expect(banners()).toEqual([])
  expect(covered()).toBe('held')
  const { lock, ends } = agent.timeouts.state.value
  expect(ends).toBeNull()
  expect(lock).toMatchObject({ state: 'applied', lease: { owner: { displayName: 'Session times' }, until: began + 180 * minute } })
})

test('[SE6] no set of the hub changes that lock, and the set takes its own course beside it', async () => {
  const agent = await startSession({ longestMinutes: 6 })
  await clock.pass(6 * minute)
  expect(covered()).toBe('held')
  const report = await agent.leases.apply(leaseSetOf(1, clock.now()))
  expect(report.states).toEqual([])
  expect(covered()).toBe('held')
  await agent.leases.apply(leaseSetOf(2, clock.now(), leaseWith({ text: 'Listen', until: clock.now() + minute })))
  await agent.leases.apply(leaseSetOf(3, clock.now()))
  expect(covered()).toBe('held')
})

test('[SE6] the lock ends by itself, and a new session begins', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  await clock.pass(60 * minute)
  await clock.pass(119 * minute)
  expect(covered()).toBe('held')
  await clock.pass(minute)
  expect(covered()).toBe('off')
  expect(agent.timeouts.state.value.ends).toEqual({ at: clock.now() + 60 * minute, why: 'longest' })
})

test('[SE9] staff lift the lock by its id and so begin a new session; the same word again changes nothing', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  await clock.pass(60 * minute)
  const leaseId = agent.timeouts.state.value.lock?.lease.leaseId ?? ''
  await agent.timeouts.renew('6a1e4e5c-7f2c-4b8e-9a51-0c8d5f1f0001')
  expect(covered()).toBe('held')
  await agent.timeouts.renew(leaseId)
  await clock.pass(10 * minute)
  expect(covered()).toBe('off')
  await agent.timeouts.renew(leaseId)
  await settle()
  expect(agent.timeouts.state.value.ends).toEqual({ at: clock.now() + 50 * minute, why: 'longest' })
})

test('[SE9] staff give more time before the end, and the warning goes', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  await clock.pass(58 * minute)
  expect(banners()).toHaveLength(1)
  await agent.timeouts.renew(null)
  await clock.pass(0)
  expect(banners()).toEqual([])
  expect(agent.timeouts.state.value.ends?.at).toBe(clock.now() + 60 * minute)
})

test('[SE5] an idle warning goes as soon as there is input, and comes again', async () => {
  const agent = await startSession({ idleMinutes: 10 })
  expect(agent.timeouts.state.value.ends).toBeNull()
  await clock.pass(minute)
  seat.idle.set({ idle: true, since: clock.now() - minute })
  await clock.pass(8 * minute)
  expect(banners()).toEqual([expect.stringContaining('Move the mouse')])
  seat.idle.set({ idle: false, since: clock.now() })
  await clock.pass(0)
  expect(banners()).toEqual([])
  expect(agent.timeouts.state.value.ends).toBeNull()
  await clock.pass(minute)
  seat.idle.set({ idle: true, since: clock.now() - minute })
  await clock.pass(8 * minute)
  expect(banners()).toHaveLength(1)
  await clock.pass(minute)
  expect(covered()).toBe('held')
})

test('[SE5] idle time does not run under a teacher’s lock, nor does a session end there', async () => {
  const agent = await startSession({ idleMinutes: 10, longestMinutes: 60 })
  seat.idle.set({ idle: true, since: clock.now() })
  await agent.leases.apply(leaseSetOf(1, clock.now(), leaseWith({ text: 'Listen', until: clock.now() + 90 * minute })))
  await clock.pass(80 * minute)
  expect(seat.calls.filter((call) => call.startsWith('banner'))).toEqual([])
  await agent.leases.apply(leaseSetOf(2, clock.now()))
  await clock.pass(1_000)
  // The session is twenty minutes over its time: warned now, ended a minute later.
  expect(banners()).toEqual([expect.stringContaining('ends in 1 minute,')])
  expect(covered()).toBe('off')
  await clock.pass(minute)
  expect(covered()).toBe('held')
})

test('[SE5] after a teacher’s unlock idle time counts from there', async () => {
  const agent = await startSession({ idleMinutes: 10 })
  seat.idle.set({ idle: true, since: clock.now() })
  await agent.leases.apply(leaseSetOf(1, clock.now(), leaseWith({ until: clock.now() + 90 * minute })))
  await clock.pass(80 * minute)
  await agent.leases.apply(leaseSetOf(2, clock.now()))
  await clock.pass(4 * minute)
  expect(banners()).toEqual([])
  await clock.pass(minute)
  expect(banners()).toEqual([expect.stringContaining('ends in 5 minutes')])
})

test.each([
  ['forward', 2],
  ['back', -2],
])('[SE2] a clock set %s by two hours changes nothing', async (_way, hours) => {
  const agent = await startSession({ longestMinutes: 60, allowedHours: schoolDays })
  const ends = agent.timeouts.state.value.ends
  clock.setWall(clock.now() + hours * 60 * minute)
  await clock.pass(20 * minute)
  expect(agent.timeouts.state.value).toEqual({ ends, lock: null })
  await clock.pass(40 * minute)
  expect(covered()).toBe('held')
  clock.setWall(clock.now() + hours * 60 * minute)
  await clock.pass(119 * minute)
  expect(covered()).toBe('held')
  await clock.pass(minute)
  expect(covered()).toBe('off')
})

test.each([
  ['runs on', 0],
  ['is set forward by two hours meanwhile', 2],
  ['is set back by two hours meanwhile', -2],
])('[SE2] an agent that is killed goes on with the session, whether the clock %s', async (_what, hours) => {
  const before = await startSession({ longestMinutes: 60 })
  await clock.pass(30 * minute)
  await before.stop()
  clock.setWall(clock.now() + hours * 60 * minute)
  clock.turn(10 * minute)
  const after = startAgent()
  await clock.pass(0)
  const { ends } = after.timeouts.state.value
  expect(ends?.why).toBe('longest')
  await clock.pass(20 * minute - 1_000)
  expect(covered()).toBe('off')
  await clock.pass(1_000)
  expect(covered()).toBe('held')
})

test('[SE6] the lock outlives the agent and a restart of the PC, and still ends in its time', async () => {
  const before = await startSession({ longestMinutes: 60 })
  await clock.pass(60 * minute)
  await before.stop()
  clock.restartPc(10 * minute)
  seat = new FakeSeat()
  seat.signIn('aisha', clock.now())
  const after = startAgent()
  await clock.pass(0)
  expect(covered()).toBe('held')
  expect(after.timeouts.state.value.lock?.lease.owner.displayName).toBe('Session times')
  await clock.pass(110 * minute)
  expect(covered()).toBe('off')
})

test('[SE2] signing out and in again at once begins no new session; five minutes later it does, and somebody else’s always', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  const began = clock.now()
  await clock.pass(30 * minute)
  seat.user.set(null)
  await clock.pass(minute)
  expect(agent.timeouts.state.value.ends).toBeNull()
  seat.signIn('aisha', clock.now())
  await clock.pass(0)
  expect(agent.timeouts.state.value.ends?.at).toBe(began + 60 * minute)
  seat.signIn('ben', clock.now())
  await clock.pass(0)
  expect(agent.timeouts.state.value.ends?.at).toBe(clock.now() + 60 * minute)
  await clock.pass(10 * minute)
  seat.user.set(null)
  await clock.pass(7 * minute)
  seat.signIn('ben', clock.now())
  await clock.pass(0)
  expect(agent.timeouts.state.value.ends?.at).toBe(clock.now() + 60 * minute)
})

test('[SE2] a guest account is somebody else after half a minute', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  seat.signIn('guest', clock.now(), true)
  await clock.pass(20 * minute)
  seat.user.set(null)
  await clock.pass(minute)
  seat.signIn('guest', clock.now(), true)
  await clock.pass(0)
  expect(agent.timeouts.state.value.ends?.at).toBe(clock.now() + 60 * minute)
})

test('[SE4] a rule that is already broken when it comes waits as long as its first warning asks', async () => {
  const agent = await startSession({})
  await clock.pass(90 * minute)
  await agent.timeouts.follow(policyOf({ longestMinutes: 60 }))
  await clock.pass(0)
  expect(banners()).toEqual([expect.stringContaining('ends in 5 minutes')])
  await clock.pass(5 * minute - 1_000)
  expect(covered()).toBe('off')
  await clock.pass(1_000)
  expect(covered()).toBe('held')
})

test('[SE4] outside the hours a pupil is told why before the PC locks, until the hours begin', async () => {
  clock.turn(-2 * 60 * minute)
  // A Monday, 07:00: the hours begin at 08:00.
  const agent = await startSession({ allowedHours: schoolDays })
  expect(banners()).toEqual([expect.stringContaining('This PC closes in 1 minute,')])
  await clock.pass(minute)
  expect(covered()).toBe('held')
  expect(agent.timeouts.state.value.lock?.lease.until).toBe(Date.UTC(2027, 0, 11, 8))
  await clock.pass(59 * minute)
  expect(covered()).toBe('off')
  expect(agent.timeouts.state.value.ends).toEqual({ at: Date.UTC(2027, 0, 11, 17), why: 'hours' })
})

test('[SE9] a session granted outside the hours lasts as long as the longest lease', async () => {
  clock.turn(10 * 60 * minute)
  const agent = await startSession({ allowedHours: schoolDays })
  await clock.pass(minute)
  await agent.timeouts.renew(agent.timeouts.state.value.lock?.lease.leaseId ?? '')
  await clock.pass(0)
  expect(agent.timeouts.state.value.ends).toEqual({ at: clock.now() + 120 * minute, why: 'hours' })
  await clock.pass(119 * minute)
  expect(covered()).toBe('off')
  await clock.pass(minute)
  expect(covered()).toBe('held')
})

test('[SE7] log-off asks the system, after the warnings', async () => {
  await startSession({ longestMinutes: 60, action: 'log-off' })
  await clock.pass(59 * minute)
  expect(banners()).toEqual([expect.stringContaining('Then you are signed out.')])
  await clock.pass(minute)
  expect(seat.calls).toContain('log-off')
  seat.user.set(null)
  await clock.pass(minute)
  expect(covered()).toBe('off')
})

test('[SE7] where logging off fails the PC locks', async () => {
  seat.powerFailure = 'refused'
  await startSession({ longestMinutes: 60, action: 'log-off' })
  await clock.pass(60 * minute)
  expect(covered()).toBe('held')
})

test('[SE7] who is still there half a minute after logging off finds a lock', async () => {
  await startSession({ longestMinutes: 60, action: 'log-off' })
  await clock.pass(60 * minute)
  expect(covered()).toBe('off')
  await clock.pass(30_000)
  expect(covered()).toBe('held')
})

test('[SE1] a torn file counts as none and is put aside: no rule until the hub says one', async () => {
  const before = await startSession({ longestMinutes: 60 })
  await before.stop()
  await truncate(path.join(folder, 'timeouts.sealed'), 40)
  const after = startAgent()
  await clock.pass(90 * minute)
  expect(covered()).toBe('off')
  expect(after.log.join()).toContain('damaged')
})

test('[SE3] a wall clock that was wrong until the hub was heard ends no session when it is put right', async () => {
  const agent = await startSession({ longestMinutes: 60 })
  await agent.leases.apply(leaseSetOf(1, clock.now() + 2 * 60 * minute))
  await clock.pass(minute)
  expect(agent.timeouts.state.value.ends?.at).toBe(clock.now() + 2 * 60 * minute + 59 * minute)
})
