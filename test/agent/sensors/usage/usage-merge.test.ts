import { expect, test } from 'vitest'
import type { Usage } from '#shared/model/outbox'
import { finish, heartbeat, type InFront, nothingOpen } from '../../../../agent/sensors/usage/usage-merge'

const app = (application: string, title = ''): InFront => ({ user: 'aisha', application, title })
const [maths, music] = [app('Maths'), app('Music')]

/** What is told after these heartbeats, `[second, what is in front]`, and the end. */
const told = (...beats: readonly (readonly [number, InFront | null])[]): string[] => {
  let merging = nothingOpen
  const spans: Usage[] = []
  for (const [second, seen] of beats) {
    const merged = heartbeat(merging, seen, second * 1_000)
    merging = merged.merging
    spans.push(...merged.done)
  }
  return [...spans, ...finish(merging).done].map(({ application, from, until }) => `${application} ${from / 1_000}-${until / 1_000}`)
}

test('equal heartbeats become one span', () => {
  expect(told([0, maths], [10, maths], [20, maths], [30, music], [40, music], [45, null])).toEqual(['Maths 0-30', 'Music 30-45'])
})

test('a title of its own is a span of its own', () => {
  expect(told([0, app('Browser', 'a')], [10, app('Browser', 'b')], [20, null])).toHaveLength(2)
})

test('a look too short to count is passed over, and does not part what it interrupts', () => {
  expect(told([0, maths], [10, music], [11, maths], [30, null])).toEqual(['Maths 0-30'])
  expect(told([0, maths], [10, music], [11, app('Art')], [30, null])).toEqual(['Maths 0-10', 'Art 11-30'])
})

test('nothing counts while nobody touches the PC', () => {
  expect(told([0, maths], [10, null], [40, null], [70, maths], [80, null])).toEqual(['Maths 0-10', 'Maths 70-80'])
})

test('a long span is told in pieces that touch', () => {
  const beats = Array.from({ length: 31 }, (_, index) => [index * 10, maths] as const)
  expect(told(...beats)).toEqual(['Maths 0-120', 'Maths 120-240', 'Maths 240-300'])
})

test('a PC that slept used nothing meanwhile', () => {
  expect(told([0, maths], [10, maths], [4_000, maths], [4_010, null])).toEqual(['Maths 0-10', 'Maths 4000-4010'])
})

test('a time that goes back ends nothing before it began', () => {
  expect(told([100, maths], [90, null], [100, music], [110, null])).toEqual(['Music 100-110'])
})
