import { describe, expect, it } from 'vitest'
import { type BannerWords, layOutBanner } from '../../../agent/platform/banner-card'
import type { Card, Letters } from '../../../agent/platform/card'

const room = { width: 900, tallest: 560 }
/** Every letter is half as wide as high, in any size. */
const letters: Letters = {
  sizes: (_weight, largest, smallest) => [largest, smallest],
  measure: (line, size) => (line.length * size) / 2,
}
const banner = (words: Partial<BannerWords>): Card =>
  layOutBanner({ sender: 'Ms Okafor', text: 'Log off now', press: null, ...words }, room, letters)
const textsOf = ({ lines }: Card): readonly string[] => lines.map(({ text }) => text)

describe('the card of a message', () => {
  it('says who sends it, what, and how it is closed, one below the other', () => {
    const card = banner({})
    expect(textsOf(card)).toEqual(['Message from Ms Okafor', 'Log off now', 'Click to close'])
    const edges = card.lines.flatMap(({ middleY, size }) => [middleY - size / 2, middleY + size / 2])
    expect(edges).toEqual(edges.toSorted((a, b) => a - b))
    expect(edges.at(-1)).toBeLessThan(card.height)
  })

  it('names the teacher without a name, and the program for a notice of the PC itself', () => {
    expect(textsOf(banner({ sender: '' }))[0]).toBe('Message from your teacher')
    expect(textsOf(banner({ sender: null }))[0]).toBe('Classwarden on this PC')
  })

  it('has a button in its lower right corner where a click does something', () => {
    const card = banner({ press: 'Not yet' })
    expect(textsOf(card)).toEqual(['Message from Ms Okafor', 'Log off now', 'Not yet'])
    const lettering = card.lines.at(-1)
    const button = card.bands.at(-1)
    expect(button).toBeDefined()
    expect(lettering?.x).toBe((button?.x ?? 0) + (button?.width ?? 0) / 2)
    expect((button?.x ?? 0) + (button?.width ?? 0)).toBeLessThan(room.width)
    expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThan(card.height)
  })

  it('grows with its text, and cuts what is longer than there is room for', () => {
    const [short, longer, endless] = [1, 60, 5_000].map((count) => banner({ text: 'word '.repeat(count).trim() }))
    expect(longer?.height).toBeGreaterThan(short?.height ?? Infinity)
    expect(endless?.height).toBeLessThanOrEqual(room.tallest)
    expect(endless?.lines.at(-2)?.text).toMatch(/…$/u)
    expect(endless?.lines.at(-1)?.text).toBe('Click to close')
    expect((endless?.lines.at(-1)?.middleY ?? Infinity) + 10).toBeLessThan(endless?.height ?? 0)
  })

  it('joins a letter and its mark, so that the letters we have can write it', () => {
    expect(textsOf(banner({ sender: 'Zoe\u0308' }))[0]).toBe('Message from Zo\u00eb')
  })
})
