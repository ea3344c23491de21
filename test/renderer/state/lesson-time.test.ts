import { describe, expect, it } from 'vitest'
import { minutesToEnd, minutesUntil, offeredEnd, shareLeft, timeField } from '../../../renderer/state/lesson-time'

const minute = 60_000
const at = (hours: number, minutes: number): number => new Date(2027, 0, 11, hours, minutes).getTime()

describe('the time of a lesson', () => {
  it('draws how much is left', () => {
    const lesson = { startedAt: at(9, 0), endsAt: at(10, 0) }
    expect([at(8, 59), at(9, 0), at(9, 45), at(10, 1)].map((now) => shareLeft(lesson, now))).toEqual([1, 1, 0.25, 0])
  })

  it('[LE9] asks for enough that a lock lasts to the end and moves with it', () => {
    expect(minutesToEnd(at(10, 0), at(9, 30))).toBeGreaterThanOrEqual(30)
    expect(minutesToEnd(at(10, 0), at(10, 0) - 1)).toBeGreaterThanOrEqual(1)
    expect(minutesToEnd(at(10, 0), at(11, 0))).toBe(1)
  })

  it('offers an end on five minutes of the clock', () => {
    expect(timeField(offeredEnd(at(9, 2)))).toBe('09:50')
    expect(timeField(offeredEnd(at(9, 5)))).toBe('09:50')
  })

  it('reads an end as the next time the clock shows it, within four hours', () => {
    expect(minutesUntil('10:40', at(9, 55))).toBe(45)
    expect(minutesUntil('00:10', at(23, 50))).toBe(20)
    expect(minutesUntil('14:00', at(9, 55))).toBeNull()
    expect(minutesUntil('09:55', at(9, 55))).toBeNull()
    expect(minutesUntil('', at(9, 55))).toBeNull()
    expect(minutesUntil('10:40', at(9, 55) + minute / 2)).toBe(44.5)
  })
})
