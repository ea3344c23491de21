import { expect, test } from 'vitest'
import { HubClock, passedMs, wallMovedMs } from '../../../agent/leases/hub-clock'
import { handAgentClock } from '../../support/agent-clock'

const hubNow = Date.UTC(2027, 0, 11, 12)
const twoHoursMs = 2 * 3_600_000
const wallMs = Date.UTC(2027, 0, 11, 9)

test.each([twoHoursMs, -twoHoursMs])('[LE13] a wall clock moved by %i ms while the agent runs moves nothing', (movedMs) => {
  const clock = handAgentClock()
  const hub = new HubClock(clock)
  hub.heard(hubNow)
  clock.turn(5_000)
  clock.setWall(clock.now() + movedMs)
  expect(hub.now()).toBe(hubNow + 5_000)
})

test('until the hub was ever heard it is the clock on the wall', () => {
  const clock = handAgentClock()
  expect(new HubClock(clock).now()).toBe(clock.now())
})

test.each([twoHoursMs, -twoHoursMs])('[LE13] nor does one moved by %i ms while the agent was stopped', (movedMs) => {
  const clock = handAgentClock()
  const before = new HubClock(clock)
  before.heard(hubNow)
  const kept = before.reading
  clock.turn(60_000)
  clock.setWall(clock.now() + movedMs)
  const after = new HubClock(clock)
  after.resume(kept)
  expect(after.now()).toBe(hubNow + 60_000)
})

test('[LE13] after the PC restarts the wall clock tells how long it was off', () => {
  const clock = handAgentClock()
  const before = new HubClock(clock)
  before.heard(hubNow)
  clock.turn(60_000)
  const kept = before.reading
  clock.restartPc(40_000)
  clock.turn(20_000)
  const after = new HubClock(clock)
  after.resume(kept)
  expect(after.now()).toBe(hubNow + 120_000)
})

test.each([twoHoursMs, -twoHoursMs])(
  '[LE13] one moved by %i ms before the restart counts for nothing, as the kept reading knows it',
  (movedMs) => {
    const clock = handAgentClock()
    const before = new HubClock(clock)
    before.heard(hubNow)
    clock.setWall(clock.now() + movedMs)
    const kept = before.reading
    clock.restartPc(30_000)
    const after = new HubClock(clock)
    after.resume(kept)
    expect(after.now()).toBe(hubNow + 30_000)
  },
)

test('[LE13] set back while the PC was off it hides the time off, and never the time the PC has been on', () => {
  const clock = handAgentClock()
  const before = new HubClock(clock)
  before.heard(hubNow)
  const kept = before.reading
  clock.restartPc(600_000, -twoHoursMs)
  clock.turn(45_000)
  const after = new HubClock(clock)
  after.resume(kept)
  expect(after.now()).toBe(hubNow + 45_000)
})

test('[LE13] a wall clock that is put right after the restart moves nothing any more', () => {
  const clock = handAgentClock()
  const before = new HubClock(clock)
  before.heard(hubNow)
  const kept = before.reading
  clock.restartPc(10_000)
  const after = new HubClock(clock)
  after.resume(kept)
  clock.setWall(clock.now() + twoHoursMs)
  clock.turn(1_000)
  expect(after.now()).toBe(hubNow + 11_000)
})

test('an uptime that went back is another start of the PC, where the system does not name its starts', () => {
  const from = { uptimeMs: 500_000, wallMs, bootId: '' }
  expect(passedMs(from, { uptimeMs: 20_000, wallMs: wallMs + 70_000, bootId: '' })).toBe(70_000)
  expect(passedMs(from, { uptimeMs: 520_000, wallMs: 0, bootId: '' })).toBe(20_000)
})

test('how far the wall clock was set is known within one start of the PC', () => {
  const from = { uptimeMs: 1_000, wallMs, bootId: 'a' }
  expect(wallMovedMs(from, { uptimeMs: 3_000, wallMs: wallMs + 2_000, bootId: 'a' })).toBe(0)
  expect(wallMovedMs(from, { uptimeMs: 3_000, wallMs: wallMs + 2_000 - twoHoursMs, bootId: 'a' })).toBe(-twoHoursMs)
  expect(wallMovedMs(from, { uptimeMs: 3_000, wallMs: wallMs + twoHoursMs, bootId: 'b' })).toBe(0)
})
