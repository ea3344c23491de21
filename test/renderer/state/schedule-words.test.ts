import { describe, expect, it } from 'vitest'
import { dayList, nextRunWords } from '../../../renderer/state/schedule-words'

describe('the words of a schedule', () => {
  it('draw days together that follow each other', () => {
    expect(dayList([1, 2, 3, 4, 5], 'to')).toBe('Mon to Fri')
    expect(dayList([7, 6], 'to')).toBe('Sat, Sun')
    expect(dayList([1, 3, 5, 6, 7], 'to')).toBe('Mon, Wed, Fri to Sun')
    expect(dayList([1, 2, 3, 4, 5, 6, 7], 'to')).toBeNull()
  })

  it('write the next run out', () => {
    const [year, month, date] = [2026, 10, 23] as const
    expect(nextRunWords(new Date(year, month, date, 16, 30).getTime())).toBe('Monday 23 November at 16:30')
  })
})
