import { describe, expect, it } from 'vitest'
import { hideSmallNumber, hideSmallNumbers } from '#shared/model/small-numbers'

describe('[RP2] small numbers', () => {
  it('are hidden, and with them as many more as it takes that no sum gives them away', () => {
    expect(hideSmallNumbers([20, 0, 7])).toEqual({ counts: [20, 0, 7], total: 27 })
    expect(hideSmallNumbers([20, 3, 7, 0])).toEqual({ counts: [20, null, null, 0], total: 30 })
    // Two of them add up to 3: a reader who knows the rest would know that each is 1 or 2.
    expect(hideSmallNumbers([100, 1, 2, 50])).toEqual({ counts: [100, null, null, null], total: 153 })
  })

  it('are hidden with the total where there is nothing to hide behind', () => {
    expect(hideSmallNumbers([3, 0, 0])).toEqual({ counts: [null, 0, 0], total: null })
    expect(hideSmallNumbers([4, 3])).toEqual({ counts: [null, null], total: null })
    expect(hideSmallNumbers([])).toEqual({ counts: [], total: 0 })
  })

  it('whatever the counts, what is shown never tells a small one', () => {
    for (let seed = 1; seed < 400; seed += 1) {
      const counts = Array.from({ length: 1 + (seed % 6) }, (_, at) => (seed * 7 + at * at * 13) % 11)
      const { counts: shown, total } = hideSmallNumbers(counts)
      const hidden = counts.filter((_, at) => shown[at] === null)
      for (const [at, count] of counts.entries()) if (count > 0 && count < 5) expect(shown[at]).toBeNull()
      if (hidden.length > 0 && total !== null) {
        expect(hidden.length).toBeGreaterThan(1)
        expect(hidden.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10)
      }
    }
    expect([0, 1, 4, 5].map(hideSmallNumber)).toEqual([0, null, null, 5])
  })
})
