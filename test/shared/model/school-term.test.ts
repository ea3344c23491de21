import { describe, expect, it } from 'vitest'
import { termAt, termBefore, termSchema, termSpan, termWords } from '#shared/model/school-term'

const london = 'Europe/London'

describe('school terms', () => {
  it('begin in September, January and April, by the clocks of the school', () => {
    expect(termSpan('autumn-2026', london)).toEqual({ from: Date.UTC(2026, 7, 31, 23), until: Date.UTC(2027, 0, 1) })
    expect(termSpan('spring-2027', london)).toEqual({ from: Date.UTC(2027, 0, 1), until: Date.UTC(2027, 2, 31, 23) })
    expect(termSpan('summer-2027', london).until).toBe(Date.UTC(2027, 7, 31, 23))
    expect(termSpan('spring-2027', 'Pacific/Auckland').from).toBe(Date.UTC(2026, 11, 31, 11))
  })

  it('hold every moment once', () => {
    for (const term of ['autumn-2026', 'spring-2027', 'summer-2027']) {
      const { from, until } = termSpan(term, london)
      expect([termAt(from, london), termAt(until - 1, london)]).toEqual([term, term])
      expect(termAt(from - 1, london)).toBe(termBefore(term))
    }
  })

  it('are written as people say them, and nothing else is one', () => {
    expect(termWords('autumn-2026')).toBe('Autumn term 2026')
    for (const wrong of ['winter-2026', 'autumn-26', 'autumn-2026x', '']) expect(termSchema.safeParse(wrong).success).toBe(false)
  })
})
