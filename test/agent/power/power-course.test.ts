import { describe, expect, it } from 'vitest'
import { beginCourse, isInUse, mayPutOff, nextStep, putOff, untilNextTurn } from '../../../agent/power/power-course'
import { powerOrder } from '../../support/power'

const minute = 60_000
const start = Date.UTC(2027, 0, 11, 15)
const user = { name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: start - 60 * minute }

describe('an order on its way', () => {
  const course = beginCourse(powerOrder(start, { warnSeconds: 300, putOffMinutes: 10 }))

  it('[PW2] warns for as long as was ordered, then acts', () => {
    expect(nextStep(course, start, false)).toBe('warn')
    expect(nextStep(course, start + 5 * minute - 1, false)).toBe('warn')
    expect(nextStep(course, start + 5 * minute, false)).toBe('act')
  })

  it('[PW3] is not carried out more than a minute after its moment', () => {
    expect(nextStep(course, start + 6 * minute, false)).toBe('act')
    expect(nextStep(course, start + 6 * minute + 1, false)).toBe('too-late')
    expect(nextStep(beginCourse(powerOrder(start, { warnSeconds: 0 })), start + minute + 1, false)).toBe('too-late')
  })

  it('[PW2] waits without words when it was put off, and warns again as long before', () => {
    const later = putOff(course)
    expect(nextStep(later, start + 9 * minute, false)).toBe('wait')
    expect(nextStep(later, start + 10 * minute, false)).toBe('warn')
    expect(nextStep(later, start + 15 * minute, false)).toBe('act')
    expect([mayPutOff(course), mayPutOff(later), mayPutOff(putOff(later))]).toEqual([true, true, false])
    expect(mayPutOff(beginCourse(powerOrder(start)))).toBe(false)
  })

  it('[PW4] spares a PC in use only where that was ordered', () => {
    const sparing = beginCourse(powerOrder(start, { spareInUse: true }))
    expect(nextStep(sparing, start, true)).toBe('spare')
    expect(nextStep(sparing, start + minute, true)).toBe('spare')
    expect(nextStep(course, start, true)).toBe('warn')
    // What nobody expects any more stays undone for that reason.
    expect(nextStep(sparing, start + 3 * minute, true)).toBe('too-late')
  })

  it('looks again at each whole minute, and at the deed', () => {
    expect(untilNextTurn(course, start)).toBe(minute)
    expect(untilNextTurn(course, start + minute / 2)).toBe(minute / 2)
    expect(untilNextTurn(course, start + 4 * minute)).toBe(minute)
    expect(untilNextTurn(course, start + 5 * minute)).toBe(0)
    expect(untilNextTurn(putOff(course), start)).toBe(10 * minute)
  })
})

describe('[PW4] a PC in use', () => {
  const idleFor = (minutes: number) => ({ idle: true, since: start - minutes * minute })

  it('has somebody signed in who was active within ten minutes', () => {
    expect(isInUse(user, { idle: false, since: start - 120 * minute }, start)).toBe(true)
    expect(isInUse(user, idleFor(9), start)).toBe(true)
    expect(isInUse(user, idleFor(10), start)).toBe(false)
    expect(isInUse(null, { idle: false, since: start }, start)).toBe(false)
  })

  it('is one whose input cannot be told', () => {
    expect(isInUse(user, null, start)).toBe(true)
  })
})
