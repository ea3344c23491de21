import pupilWords from '../../assets/locales/pupil-en.json'
import { type Card, type Letters, lineHeight, setText } from './card'
import { noticeColours } from './notice-spec'

const words = {
  from: (name: string) => `Message from ${name}`,
  fromTeacher: 'Message from your teacher',
  close: 'Click to close',
}

const margin = 28
const buttonHeight = 42
/** How far the corners of a button are taken off. */
const corner = 2
const small = { size: 24, weight: 700, colour: noticeColours.accent } as const
const quiet = { size: 21, weight: 400, colour: noticeColours.bannerQuiet } as const
const body = { size: 36, weight: 400, colour: noticeColours.bannerText, smallest: 18 } as const
const label = { size: 21, weight: 700, colour: noticeColours.bannerGround } as const

/** What a banner says; see `Banner` of the platform. */
export interface BannerWords {
  readonly sender: string | null
  readonly text: string
  readonly press: string | null
}

/** A banner as high as its words, at most `tallest`: who sends it, the text, and what a click does. */
export function layOutBanner(
  { sender, text, press }: BannerWords,
  { width, tallest }: { readonly width: number; readonly tallest: number },
  letters: Letters,
): Card {
  const inner = { align: 'left', x: margin, width: width - 2 * margin } as const
  const from = sender === null ? pupilWords.title : sender === '' ? words.fromTeacher : words.from(sender)
  const title = setText(from, { ...inner, y: margin, height: small.size * lineHeight }, small, letters)
  const footHeight = press === null ? 8 + Math.ceil(quiet.size * lineHeight) : 16 + buttonHeight
  const textTop = title.bottom + 8
  const said = setText(text, { ...inner, y: textTop, height: tallest - textTop - footHeight - margin }, body, letters)
  const height = Math.min(tallest, Math.ceil(said.bottom + footHeight + margin))
  const edge = { x: 0, y: 0, width, height: 6, colour: noticeColours.accent }
  const card = { width, height, ground: noticeColours.bannerGround, padlock: null }
  const right = width - margin
  if (press === null) {
    const foot = setText(
      words.close,
      { ...inner, align: 'right', x: right, y: said.bottom + 8, height: quiet.size * lineHeight },
      quiet,
      letters,
    )
    return { ...card, bands: [edge], lines: [...title.lines, ...said.lines, ...foot.lines] }
  }
  const [size = label.size] = letters.sizes(label.weight, label.size, label.size)
  const buttonWidth = Math.min(inner.width, Math.ceil(letters.measure(press.normalize('NFC'), size, label.weight)) + 40)
  const y = Math.round(said.bottom) + 16
  const lettering = setText(
    press,
    {
      align: 'middle',
      x: right - buttonWidth / 2,
      y: y + (buttonHeight - size * lineHeight) / 2,
      width: buttonWidth,
      height: buttonHeight,
    },
    label,
    letters,
  )
  const button = [
    { x: right - buttonWidth, y: y + corner, width: buttonWidth, height: buttonHeight - 2 * corner, colour: noticeColours.accent },
    { x: right - buttonWidth + corner, y, width: buttonWidth - 2 * corner, height: buttonHeight, colour: noticeColours.accent },
  ]
  return { ...card, bands: [edge, ...button], lines: [...title.lines, ...said.lines, ...lettering.lines] }
}
