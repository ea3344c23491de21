import { expect, test } from 'vitest'
import type { Tamper } from '#shared/model/outbox'
import { type AliveMark, gapSince } from '../../../../agent/sensors/tamper/alive-mark'
import { CaptureWatch } from '../../../../agent/sensors/tamper/capture-watch'
import { watchClock } from '../../../../agent/sensors/tamper/clock-watch'
import { watchLock } from '../../../../agent/sensors/tamper/lock-watch'
import { handAgentClock, settle } from '../../../support/agent-clock'
import { FakeScreen } from '../../../support/fake-platform'

const mark: AliveMark = {
  format: 'classwarden-alive-1',
  bootId: 'boot-1',
  uptimeMs: 100_000,
  wallMs: 1_000_000,
  hubNow: 1_000_000,
  state: 'running',
}
const later = { bootId: 'boot-1', uptimeMs: 160_000, wallMs: 1_060_000, hubNow: 1_060_000 }

test('[OB4] a run that ended without its last word, while the PC ran on, was killed', () => {
  expect(gapSince(mark, later)).toMatchObject({ tamper: 'agent-killed', from: 1_000_000, until: 1_060_000 })
  expect(gapSince({ ...mark, state: 'stopped' }, later)).toMatchObject({ tamper: 'agent-stopped', from: 1_000_000, until: 1_060_000 })
})

test('[OB4] a PC that started anew tells nothing of its agent', () => {
  expect(gapSince(mark, { ...later, bootId: 'boot-2', uptimeMs: 5_000 })).toBeNull()
})

test('[OB4] a gap is measured by what nobody can set', () => {
  expect(gapSince(mark, { ...later, wallMs: 90_000_000 })).toMatchObject({ from: 1_000_000, until: 1_060_000 })
})

test('[OB4] a clock set by two hours is told, small corrections and a PC that slept are not', async () => {
  const clock = handAgentClock()
  const facts: Tamper[] = []
  const stop = new AbortController()
  const watching = watchClock({ clock, hubNow: () => 7, add: (fact) => facts.push(fact) }, stop.signal)
  await clock.pass(60_000)
  clock.setWall(clock.now() + 5_000)
  await clock.pass(20_000)
  clock.turn(3_600_000)
  await clock.pass(20_000)
  expect(facts).toEqual([])
  clock.setWall(clock.now() - 2 * 3_600_000)
  await clock.pass(20_000)
  expect(facts).toMatchObject([{ tamper: 'clock-moved', detail: 'The clock of the PC was set 120 min back.' }])
  stop.abort()
  await watching
})

test('[OB4] breaks of a lock are told together, how many and how long', async () => {
  const clock = handAgentClock()
  const screen = new FakeScreen()
  const facts: Tamper[] = []
  const stop = new AbortController()
  const watching = watchLock({ overlay: screen.overlay, clock, hubNow: () => clock.now(), add: (fact) => facts.push(fact) }, stop.signal)
  await settle()
  await screen.overlay.cover({ kind: 'blank' })
  await clock.pass(100)
  const from = clock.now()
  for (const [index, forMs] of [40, 89.2].entries()) {
    await clock.pass(Math.ceil(forMs))
    screen.breaks.set({ count: index + 1, brokenAt: 0, forMs })
    await clock.pass(1_000)
  }
  expect(facts).toEqual([])
  await clock.pass(30_000)
  expect(facts).toEqual([
    { kind: 'tamper', tamper: 'lock-broken', from, until: from + 1_130, detail: 'The lock was broken 2 times, for 90 ms at the longest.' },
  ])
  stop.abort()
  await watching
})

test('[OB4] a break of a lock that nothing mends is told without its end', async () => {
  const clock = handAgentClock()
  const screen = new FakeScreen()
  const facts: Tamper[] = []
  const stop = new AbortController()
  const watching = watchLock({ overlay: screen.overlay, clock, hubNow: () => clock.now(), add: (fact) => facts.push(fact) }, stop.signal)
  await screen.overlay.cover({ kind: 'blank' })
  await clock.pass(100)
  const from = clock.now()
  screen.failure = 'no-display'
  await screen.overlay.cover({ kind: 'blank' })
  await clock.pass(29_000)
  expect(facts).toEqual([])
  await clock.pass(2_000)
  expect(facts).toMatchObject([{ tamper: 'lock-broken', from, until: null }])
  stop.abort()
  await watching
})

test('[OB4] a cover that never held was not broken', async () => {
  const clock = handAgentClock()
  const screen = new FakeScreen()
  const facts: Tamper[] = []
  const stop = new AbortController()
  const watching = watchLock({ overlay: screen.overlay, clock, hubNow: () => clock.now(), add: (fact) => facts.push(fact) }, stop.signal)
  screen.failure = 'no-display'
  await screen.overlay.cover({ kind: 'blank' })
  await clock.pass(60_000)
  expect(facts).toEqual([])
  stop.abort()
  await watching
})

test('[OB4] a screen that cannot be read is told once, after a while', () => {
  let now = 0
  const facts: Tamper[] = []
  const watch = new CaptureWatch(
    () => now,
    (fact) => facts.push(fact),
  )
  for (; now < 8_000; now += 2_000) watch.failed('refused')
  watch.worked()
  for (; now < 60_000; now += 2_000) watch.failed('refused')
  expect(facts).toMatchObject([{ tamper: 'capture-blocked', from: 8_000, until: null, detail: 'The screen cannot be read: refused' }])
})
