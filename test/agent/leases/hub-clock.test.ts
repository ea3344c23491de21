import { expect, test } from 'vitest'
import { HubClock } from '../../../agent/leases/hub-clock'
import { handAgentClock } from '../../support/agent-clock'

const hubNow = Date.UTC(2027, 0, 11, 12)

test('it goes on by the time that passes, not by the clock on the wall', () => {
  const clock = handAgentClock()
  const hub = new HubClock(clock, 'boot-1')
  hub.heard(hubNow)
  clock.turn(5_000)
  clock.setWall(0)
  expect(hub.now()).toBe(hubNow + 5_000)
})

test('until the hub was ever heard it is the clock on the wall', () => {
  const clock = handAgentClock()
  expect(new HubClock(clock, 'boot-1').now()).toBe(clock.now())
})

test('after the agent restarts it goes on from the disk, whatever was done to the clock on the wall', () => {
  const clock = handAgentClock()
  const before = new HubClock(clock, 'boot-1')
  before.heard(hubNow)
  clock.turn(60_000)
  clock.setWall(0)
  const after = new HubClock(clock, 'boot-1')
  after.resume(before.reading)
  expect(after.now()).toBe(hubNow + 60_000)
})

test('after the PC restarts the clock on the wall tells how long it was off, and set back it counts as no time', () => {
  const clock = handAgentClock()
  const before = new HubClock(clock, 'boot-1')
  before.heard(hubNow)
  clock.turn(60_000)
  const after = new HubClock(clock, 'boot-2')
  after.resume(before.reading)
  expect(after.now()).toBe(hubNow + 60_000)
  clock.setWall(0)
  expect(after.now()).toBe(hubNow)
})
