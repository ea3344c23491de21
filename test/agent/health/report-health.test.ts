import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DeviceHealth } from '#shared/model/health'
import { ok } from '#shared/outcome'
import { gistOf } from '../../../agent/health/health'
import { reportHealth } from '../../../agent/health/report-health'
import type { Session } from '../../../agent/link/hub-link'
import { type HandAgentClock, handAgentClock } from '../../support/agent-clock'

const calm: DeviceHealth = {
  factsWaiting: 0,
  picturesWaiting: 0,
  diskFreeMb: 20_000,
  capture: 'working',
  lastCaptureAt: 1,
  policyVersion: '1.2.0',
  browsers: [{ browser: 'chromium', state: 'linked' }],
}

let clock: HandAgentClock
let health: DeviceHealth
let told: DeviceHealth[]
let over: AbortController
let running: Promise<void>

const start = (takes = true): void => {
  const tell: Session['tell'] = (event, body) => {
    expect(event).toBe('agent:health')
    // What the table says of it is checked where it is sent for real.
    told.push(body as DeviceHealth)
    return Promise.resolve(ok(null)) as ReturnType<typeof tell<typeof event>>
  }
  running = reportHealth(
    { look: () => Promise.resolve(health), clock, hubNow: () => hubNow(), log: () => undefined },
    { tell, ended: over.signal, welcome: { health: takes } },
  )
}
let hubNow: () => number

beforeEach(() => {
  clock = handAgentClock()
  health = calm
  told = []
  over = new AbortController()
  hubNow = () => clock.now()
})
afterEach(async () => {
  over.abort()
  await running
})

it('[CO1] tells how the agent does soon after the link, and then nothing while nothing changes', async () => {
  start()
  await clock.pass(3_000)
  expect(told).toEqual([calm])
  await clock.pass(9 * 60_000)
  expect(told).toHaveLength(1)
})

it('[CO1] tells a change, at most once a minute', async () => {
  start()
  await clock.pass(4_000)
  health = { ...calm, capture: 'blocked' }
  await clock.pass(30_000)
  expect(told).toHaveLength(1)
  await clock.pass(45_000)
  expect(told.map(({ capture }) => capture)).toEqual(['working', 'blocked'])
  for (const state of ['old', 'linked', 'unset', 'ready'] as const) {
    health = { ...calm, browsers: [{ browser: 'chromium', state }] }
    await clock.pass(15_000)
  }
  expect(told.length).toBeLessThanOrEqual(4)
})

it('[CO1] tells anew after ten minutes, so that clock and last picture stay known', async () => {
  start()
  await clock.pass(4_000)
  health = { ...calm, lastCaptureAt: 600_000 }
  await clock.pass(10 * 60_000 + 15_000)
  expect(told.map(({ lastCaptureAt }) => lastCaptureAt)).toEqual([1, 600_000])
})

it('[CO4] a clock that somebody set is a change', async () => {
  start()
  const before = clock.now()
  hubNow = () => before + (clock.uptimeMs() - 1_000)
  await clock.pass(4_000)
  clock.setWall(clock.now() + 3_600_000)
  await clock.pass(75_000)
  expect(told).toHaveLength(2)
})

it('[CO1] waits for policies of an agent that has just started, and tells of their absence after that', async () => {
  health = { ...calm, policyVersion: null }
  start()
  await clock.pass(15_000)
  expect(told).toEqual([])
  await clock.pass(10_000)
  expect(told).toEqual([health])
})

it('[CO1] a hub that does not take it is told nothing', async () => {
  start(false)
  await clock.pass(60_000)
  expect(told).toEqual([])
})

it('what always moves is no change, and what somebody would act on is', () => {
  const gist = (change: Partial<DeviceHealth>): string => gistOf({ ...calm, ...change }, 0)
  const same = gist({})
  expect([gist({ diskFreeMb: 19_990 }), gist({ factsWaiting: 3 }), gist({ lastCaptureAt: 77 })]).toEqual([same, same, same])
  for (const change of [
    { diskFreeMb: 12 },
    { diskFreeMb: null },
    { factsWaiting: 900 },
    { picturesWaiting: 51 },
    { policyVersion: null },
    { browsers: null },
    { lastCaptureAt: null },
  ])
    expect([change, gist(change)]).not.toEqual([change, same])
})
