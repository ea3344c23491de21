import { type Card, type Letters, lineHeight, setText } from './card'
import { noticeColours } from './notice-spec'

const margin = 28
const tallest = 400
const small = { size: 24, weight: 700, colour: noticeColours.accent } as const
const body = { size: 28, weight: 400, colour: noticeColours.bannerText, smallest: 18 } as const

/** The card of a self-test: what it is, as high as its words. */
export function layOutTestCard({ title, text }: { readonly title: string; readonly text: string }, width: number, letters: Letters): Card {
  const inner = { align: 'left', x: margin, width: width - 2 * margin } as const
  const head = setText(title, { ...inner, y: margin, height: small.size * lineHeight }, small, letters)
  const said = setText(text, { ...inner, y: head.bottom + 8, height: tallest - head.bottom - 8 - margin }, body, letters)
  const edge = { x: 0, y: 0, width, height: 6, colour: noticeColours.accent }
  return {
    width,
    height: Math.ceil(said.bottom + margin),
    ground: noticeColours.bannerGround,
    padlock: null,
    bands: [edge],
    lines: [...head.lines, ...said.lines],
  }
}
