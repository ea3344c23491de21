import { describe, expect, it } from 'vitest'
import type { CoverageDay, CoverageRow } from '#shared/model/coverage'
import { coverageCsv } from '#shared/model/coverage-csv'
import { inUrgency, percentOf, sumByDay } from '#shared/model/coverage-order'
import { coverageReasons, stateOf, type CoverageReason } from '#shared/model/coverage-reason'
import words from '../../../assets/locales/reasons-en.json'
import { type Coverage, coverageOfRooms, coverageShown, driftWords, reasonsHeld, withAnswer } from '../../../renderer/state/coverage'

const row = (deviceId: string, reasons: CoverageReason[] = [], more: Partial<CoverageRow> = {}): CoverageRow => ({
  deviceId,
  roomId: 'lab',
  name: deviceId,
  state: stateOf(reasons),
  reasons,
  unmonitoredSince: null,
  presence: { state: 'live', since: 1 },
  agentVersion: '1.0.0',
  protocol: null,
  driftMs: null,
  health: null,
  ...more,
})
const answer = (rows: CoverageRow[], more: { partial?: boolean; removed?: string[]; revision?: number } = {}) => ({
  ...{ revision: 7, partial: false, hubNow: 10, hubStartedAt: 5, removed: [], rows },
  ...more,
})
const noFilter = { roomId: null, reason: null, name: '', among: null }
const known = (...rows: CoverageRow[]): Coverage => withAnswer(null, answer(rows))

describe('[CO5] what the page knows', () => {
  it('takes changes and departures, and is the same object when there are none', () => {
    const before = known(row('a'), row('b'))
    const after = withAnswer(before, answer([row('b', ['disk-low'])], { partial: true, removed: ['a'], revision: 9 }))
    expect([...after.rows.keys()]).toEqual(['b'])
    expect(after.rows.get('b')?.state).toBe('look')
    expect(withAnswer(after, answer([], { partial: true, revision: 9 }))).toBe(after)
  })

  it('begins anew with a hub that does not know the revision', () => {
    const after = withAnswer(known(row('a')), answer([row('c')]))
    expect([...after.rows.keys()]).toEqual(['c'])
    expect(withAnswer(after, answer([])).rows.size).toBe(0)
  })
})

describe('[CO2] what to do first', () => {
  it('stands first: by reason, then by how long, then by name as people count', () => {
    const rows = [
      row('PC 10'),
      row('PC 9'),
      row('PC 3', ['link-lost'], { unmonitoredSince: 50 }),
      row('PC 2', ['link-lost'], { unmonitoredSince: 20 }),
      row('PC 1', ['agent-stopped'], { unmonitoredSince: 1 }),
      row('PC 4', ['agent-behind']),
      row('PC 5', ['capture-blocked', 'disk-low'], { unmonitoredSince: 90 }),
    ]
    expect(inUrgency(rows).map(({ name }) => name)).toEqual(['PC 5', 'PC 2', 'PC 3', 'PC 1', 'PC 4', 'PC 9', 'PC 10'])
  })

  it('is filtered by room, reason, group and a part of the name', () => {
    const coverage = known(row('Art-1', ['disk-low'], { roomId: 'art' }), row('Lab-1', ['disk-low', 'clock-off']), row('Lab-2'))
    const names = (filter: Partial<Parameters<typeof coverageShown>[1]>) =>
      coverageShown(coverage, { ...noFilter, ...filter }).map(({ name }) => name)
    expect(names({ roomId: 'lab' })).toEqual(['Lab-1', 'Lab-2'])
    expect(names({ reason: 'disk-low' })).toEqual(['Art-1', 'Lab-1'])
    expect(names({ name: ' lab-' })).toEqual(['Lab-1', 'Lab-2'])
    expect(names({ among: new Set(['Lab-2', 'gone']) })).toEqual(['Lab-2'])
    expect(coverageOfRooms(coverage, ['none', 'lab', 'art']).map(({ roomId, expected }) => [roomId, expected])).toEqual([
      ['lab', 2],
      ['art', 1],
    ])
    expect(reasonsHeld(coverage)).toEqual([
      { reason: 'clock-off', count: 1 },
      { reason: 'disk-low', count: 2 },
    ])
  })

  it('is sorted among a thousand PCs', () => {
    const coverage = known(
      ...Array.from({ length: 1_000 }, (_, at) =>
        row(`PC ${at}`, at % 10 === 0 ? [coverageReasons[at % coverageReasons.length] ?? 'refused'] : []),
      ),
    )
    const shown = coverageShown(coverage, noFilter)
    expect(shown).toHaveLength(1_000)
    expect(shown[0]?.reasons).toEqual(['version-unsupported'])
  })
})

it('says how a clock is off', () => {
  expect([driftWords(1_500), driftWords(-1_999)]).toEqual([{ kind: 'right' }, { kind: 'right' }])
  expect([driftWords(-90_000), driftWords(4_000)]).toEqual([
    { kind: 'behind', spanMs: 90_000 },
    { kind: 'ahead', spanMs: 5_000 },
  ])
})

describe('[CO6] days of several rooms', () => {
  const day = (roomId: string, more: Partial<CoverageDay>): CoverageDay => ({
    ...{ roomId, roomName: roomId, day: '2026-11-20', expected: 10, reporting: 5, linkedMinutes: 60, watchedMinutes: 30, worst: null },
    ...more,
  })
  it('add up, and keep the more urgent reason', () => {
    const days = [day('a', { worst: 'no-policy' }), day('b', { worst: 'capture-blocked' }), day('a', { day: '2026-11-21' })]
    expect(sumByDay(days)).toEqual([
      { day: '2026-11-20', expected: 20, reporting: 10, linkedMinutes: 120, watchedMinutes: 60, worst: 'capture-blocked' },
      { day: '2026-11-21', expected: 10, reporting: 5, linkedMinutes: 60, watchedMinutes: 30, worst: null },
    ])
  })
  it('are a hundred percent only when all is', () => {
    expect([percentOf(999, 1_000), percentOf(3, 3), percentOf(0, 0)]).toEqual([99, 100, null])
  })
})

it('the table for spreadsheets says in words what the page does, and marks a name that would be a formula', () => {
  const csv = coverageCsv([row('=1+1', ['disk-low'], { driftMs: -5 })], () => 'Lab 1', words)
  const [heads, line] = csv.split('\r\n')
  expect(heads?.split(',')).toHaveLength(15)
  expect(line).toContain(`"'=1+1","Lab 1","look","","${words['disk-low'].what}","${words['disk-low'].do}","now","","1.0.0","","'-5"`)
})

it('every reason has its words', () => {
  expect(Object.keys(words).sort()).toEqual([...coverageReasons].sort())
})
