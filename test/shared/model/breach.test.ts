import { describe, expect, it } from 'vitest'
import { breachRepeatSchema, breachSchema, mostSnapshotBytes, snapshotSchema } from '#shared/model/breach'
import { durableFactSchema } from '#shared/model/outbox'
import { agentFacts } from '#shared/protocol/agent-hub'

const breachId = '7f9c2ba4-e88f-427d-8f3e-1d1d1d1d1d1d'
const breach = {
  kind: 'breach',
  breachId,
  takenAt: 1_000,
  rule: { pack: 'drugs', version: 1, id: 'drugs/buying' },
  category: 'drugs',
  grade: 4,
  why: 'Asks where to buy drugs.',
  source: 'search',
  match: { before: 'can i ', text: 'buy weed', after: ' near me' },
  user: 'aisha',
  window: { application: 'Chromium', title: 'Search', process: 'chromium' },
  url: 'https://search.test/?q=buy+weed',
  inFront: 'browser',
  pictures: 3,
}
const snapshot = {
  breachId,
  part: 'match',
  takenAt: 1_000,
  monitor: 0,
  width: 1_280,
  height: 720,
  jpeg: new Uint8Array([0xff, 0xd8]),
  sha256: 'a'.repeat(64),
}

describe('a breach on the wire', () => {
  it('[BC1] is a durable fact', () => {
    expect(durableFactSchema.parse(breach)).toEqual({ ...breach, test: false })
    expect(durableFactSchema.parse({ kind: 'breach-repeat', breachId, count: 100, until: 2_000 })).toMatchObject({ count: 100 })
  })

  it('[BC1] takes the match and 120 characters around it, and no more of the text', () => {
    const takes = (before: number, text: number, after: number): boolean =>
      breachSchema.safeParse({ ...breach, match: { before: 'x'.repeat(before), text: 'x'.repeat(text), after: 'x'.repeat(after) } }).success
    expect(takes(60, 120, 60)).toBe(true)
    expect(takes(120, 120, 0)).toBe(true)
    expect(takes(61, 120, 60)).toBe(false)
    expect(takes(0, 121, 0)).toBe(false)
  })

  it.each([
    { category: 'naughtiness' },
    { grade: 6 },
    { grade: 0 },
    { source: 'diary' },
    { pictures: 4 },
    { breachId: 'x' },
    { window: undefined },
    { why: 'x'.repeat(301) },
    { rule: { pack: 'drugs', version: 0, id: 'drugs/buying' } },
  ])('refuses %o', (wrong) => {
    expect(breachSchema.safeParse({ ...breach, ...wrong }).success).toBe(false)
  })

  it('[BC2] counts repeats from the second on', () => {
    expect(breachRepeatSchema.safeParse({ kind: 'breach-repeat', breachId, count: 1, until: 1 }).success).toBe(false)
  })
})

describe('a picture of a breach on the wire', () => {
  const takes = (change: object): boolean =>
    agentFacts['snapshot:deliver'].payload.safeParse({ sequence: 2, takenAt: 1, body: { ...snapshot, ...change } }).success

  it('[BC3] is bounded, and named by its hash', () => {
    expect(takes({})).toBe(true)
    expect(takes({ jpeg: new Uint8Array(mostSnapshotBytes) })).toBe(true)
    expect(takes({ jpeg: new Uint8Array(mostSnapshotBytes + 1) })).toBe(false)
    expect(takes({ sha256: 'A'.repeat(64) })).toBe(false)
    expect(takes({ part: 'during' })).toBe(false)
    expect(takes({ jpeg: 'text' })).toBe(false)
  })

  it('is the same after a second parse', () => {
    expect(snapshotSchema.parse(snapshotSchema.parse(snapshot))).toEqual(snapshot)
  })
})
