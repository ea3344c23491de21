import { describe, expect, it } from 'vitest'
import { fitText, sizesDown, wrapWords } from '../../../agent/platform/word-wrap'

/** Every letter is one wide. */
const letters = (line: string): number => line.length

describe('wrapped words', () => {
  it('break between words, keep the writer’s own breaks, and split a word only when it must', () => {
    expect(wrapWords('eyes on the board', 9, letters)).toEqual(['eyes on', 'the board'])
    expect(wrapWords('one\n\ntwo', 9, letters)).toEqual(['one', '', 'two'])
    expect(wrapWords('a supercalifragilistic word', 8, letters)).toEqual(['a', 'supercal', 'ifragili', 'stic', 'word'])
  })
})

describe('fitted text', () => {
  const measure = (line: string, size: number): number => line.length * size
  const room = { width: 100, height: 40, lineHeight: 1 }

  it('takes the largest type that fits the room', () => {
    expect(fitText('short', room, sizesDown(20, 5), measure)).toEqual({ lines: ['short'], size: 20 })
    const long = fitText('quite a lot more text than that', room, sizesDown(20, 5), measure)
    expect(long.size).toBeLessThan(20)
    expect(long.lines.length * long.size).toBeLessThanOrEqual(room.height)
    expect(long.lines.join(' ')).toBe('quite a lot more text than that')
  })

  it('ends in an ellipsis when even the smallest type is too large', () => {
    const cut = fitText('word '.repeat(200), room, sizesDown(20, 10), measure)
    expect(cut.size).toBe(10)
    expect(cut.lines).toHaveLength(4)
    expect(cut.lines.at(-1)).toMatch(/…$/)
  })

  it('has only the sizes it is given', () => {
    expect(fitText('quite a lot more', room, [20, 9, 3], measure).size).toBe(9)
  })
})
