import { describe, expect, it } from 'vitest'
import type { Letters } from '../../../agent/platform/card'
import { layOutLockCard } from '../../../agent/platform/lock-card'

const size = { width: 1_536, height: 864 }
/** Every letter is half as wide as high, in any size. */
const letters: Letters = {
  sizes: (_weight, largest, smallest) => [largest, smallest],
  measure: (line, size) => (line.length * size) / 2,
}
const textsOf = (notice: Parameters<typeof layOutLockCard>[0]): readonly string[] =>
  layOutLockCard(notice, size, letters).lines.map(({ text }) => text)

describe('the card of a locked PC', () => {
  it('says who locked it, until when and why, one below the other, and where help is', () => {
    const until = new Date(2026, 10, 22, 9, 5).getTime()
    const { lines, padlock } = layOutLockCard({ lockedBy: 'Ms Okafor', text: 'Eyes on the board', until }, size, letters)
    expect(lines.map(({ text }) => text)).toEqual([
      'Ms Okafor has locked this PC',
      'Until 09:05',
      'Eyes on the board',
      'Need help? Tell your teacher, or Childline 0800 1111',
    ])
    const tops = lines.map(({ middleY, size }) => middleY - size / 2)
    const bottoms = lines.map(({ middleY, size }) => middleY + size / 2)
    expect(tops[0]).toBeGreaterThan((padlock?.top ?? Infinity) + (padlock?.size ?? 0))
    for (const [index, top] of tops.slice(1).entries()) expect(top).toBeGreaterThan(bottoms[index] ?? Infinity)
    expect(bottoms.at(-1)).toBeLessThan(size.height)
  })

  it('leaves out what is not known', () => {
    expect(textsOf({ lockedBy: '', text: '', until: null })).toEqual([
      'Your teacher has locked this PC',
      'Need help? Tell your teacher, or Childline 0800 1111',
    ])
  })

  it('names nobody where the session is over', () => {
    const [first] = textsOf({ lockedBy: null, text: '', until: null })
    expect(first).not.toMatch(/locked this PC/)
  })

  it('keeps a long message above the line on help', () => {
    const { lines } = layOutLockCard({ lockedBy: 'Mr J', text: 'word '.repeat(2_000), until: 1 }, size, letters)
    const message = lines.filter(({ text }) => text.startsWith('word'))
    const help = lines.at(-1)
    expect(message.length).toBeGreaterThan(1)
    expect(message.at(-1)?.text).toMatch(/…$/)
    expect((message.at(-1)?.middleY ?? Infinity) + 10).toBeLessThan((help?.middleY ?? 0) - (help?.size ?? 0) / 2)
  })
})
