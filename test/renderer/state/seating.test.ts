import { describe, expect, it } from 'vitest'
import { seatLayout, moveInLayout } from '../../../renderer/state/seat-layout'
import { planSize, seatChanges, undoing, withChanges } from '../../../renderer/state/seating'
import { nothingSelected, type Step } from '../../../renderer/state/selection'

const pc = (deviceId: string, row: number | null, column = 0) => ({
  deviceId,
  name: deviceId,
  expected: false,
  seat: row === null ? null : { row, column },
})

describe('a seating plan', () => {
  it('[DV9] moves a PC to a seat; who sits there goes where it came from, and both can be undone', () => {
    const before = [pc('a', 0, 0), pc('b', 0, 1), pc('c', null)]
    const swap = seatChanges(before, 'a', { row: 0, column: 1 })
    const after = withChanges(before, swap)
    expect(after).toEqual([pc('a', 0, 1), pc('b', 0, 0), pc('c', null)])
    expect(withChanges(after, undoing(before, swap))).toEqual(before)
    expect(withChanges(before, seatChanges(before, 'c', { row: 0, column: 0 }))).toEqual([pc('a', null), pc('b', 0, 1), pc('c', 0, 0)])
    expect(seatChanges(before, 'a', { row: 0, column: 0 })).toEqual([])
    expect(seatChanges(before, 'c', null)).toEqual([])
    expect(seatChanges(before, 'stranger', null)).toEqual([])
  })

  it('has an empty row behind and a place beside, up to its bounds', () => {
    expect(planSize([])).toEqual({ rows: 4, columns: 6 })
    expect(planSize([pc('a', 7, 9)])).toEqual({ rows: 9, columns: 11 })
    expect(planSize([pc('a', 19, 19)])).toEqual({ rows: 20, columns: 20 })
  })
})

describe('the class by its seats', () => {
  const layout = seatLayout([pc('a', 1, 2), pc('b', 1, 4), pc('c', 3, 2), pc('free', null)])

  it('[DV9] is laid out as the plan, without the empty edges; who has no seat follows', () => {
    expect(layout).toEqual({ columns: 3, cells: ['a', null, 'b', null, null, null, 'c', null, null, 'free'] })
    expect(seatLayout([pc('free', null)])).toBeNull()
  })

  it('is walked by arrow keys over its gaps; where nobody follows the place stays', () => {
    const walk = (from: string, step: Step, extend = false) =>
      layout === null ? null : moveInLayout({ ...nothingSelected, cursor: from, anchor: from }, layout, step, extend)
    expect(walk('a', 'right')?.cursor).toBe('b')
    expect(walk('a', 'down')?.cursor).toBe('c')
    expect(walk('c', 'up')?.cursor).toBe('a')
    expect(walk('a', 'up')?.cursor).toBe('a')
    expect(walk('c', 'row-end')?.cursor).toBe('c')
    expect(walk('free', 'first')?.cursor).toBe('a')
    expect(walk('a', 'last')?.cursor).toBe('free')
    expect([...(walk('a', 'right', true)?.chosen ?? [])]).toEqual(['a', 'b'])
  })
})
