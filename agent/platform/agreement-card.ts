import pupilWords from '../../assets/locales/pupil-en.json'
import { agreementButtons, agreementChoices } from './agreement-place'
import { type Card, type CardLine, type Letters, lineHeight, setText, type TextRoom } from './card'
import { noticeColours } from './notice-spec'
import type { AgreementNotice } from './platform'
import type { Rectangle } from './rectangle'

const frame = 3
const corner = 2

/** Title, points and the two buttons, for whoever draws it; what the keyboard has chosen is shown by whoever shows the card. */
export function layOutAgreement(
  { title, text, again }: AgreementNotice,
  { width, height }: { readonly width: number; readonly height: number },
  letters: Letters,
): Card {
  const { agreement } = pupilWords
  const buttons = agreementButtons({ width, height })
  const side = Math.min(64, Math.round(width * 0.05))
  const quiet = { size: 22, weight: 400, colour: noticeColours.bannerQuiet } as const
  const footTop = buttons.agreed.y - quiet.size * lineHeight * 2 - 12
  const lines: CardLine[] = []
  /** Sets text below `y` in the room given; returns where it ends. */
  const set = (said: string, room: Partial<TextRoom> & { y: number; height: number }, style: Parameters<typeof setText>[2]): number => {
    const fitted = setText(said, { align: 'left', x: side, width: width - 2 * side, ...room }, style, letters)
    lines.push(...fitted.lines)
    return fitted.bottom
  }

  const heading = { size: Math.min(46, Math.round(height * 0.06)), weight: 700, colour: noticeColours.bannerText } as const
  let y = set(title, { y: side * 0.75, height: height * 0.14 }, heading)
  const lead = { size: 24, weight: 700, colour: again ? noticeColours.focus : noticeColours.accent } as const
  y = set(again ? agreement.again : agreement.lead, { y: y + 4, height: 68 }, lead)
  const points = text
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .map((line) => `• ${line.trim()}`)
    .join('\n')
  set(points, { y: y + 14, height: footTop - y - 26 }, { size: 34, weight: 400, colour: noticeColours.bannerText })
  set(agreement.help, { y: footTop, height: quiet.size * lineHeight * 2 }, quiet)
  const bands = [{ x: 0, y: 0, width, height: 8, colour: noticeColours.accent }]
  for (const choice of agreementChoices) {
    const area = buttons[choice]
    const filled = choice === 'agreed'
    bands.push(...button(area, 0, noticeColours.accent))
    if (!filled) bands.push(...button(area, frame, noticeColours.bannerGround))
    const style = { size: 24, weight: 700, colour: filled ? noticeColours.bannerGround : noticeColours.bannerText } as const
    const room = { align: 'middle', x: area.x + area.width / 2, width: area.width - 20, height: style.size * lineHeight } as const
    set(agreement[choice], { ...room, y: area.y + (area.height - room.height) / 2 }, style)
  }
  return { width, height, ground: noticeColours.bannerGround, padlock: null, bands, lines }
}

/** Its corners are cut. */
const button = ({ x, y, width, height }: Rectangle, by: number, colour: number): Card['bands'] => [
  { x: x + by, y: y + by + corner, width: width - 2 * by, height: height - 2 * (by + corner), colour },
  { x: x + by + corner, y: y + by, width: width - 2 * (by + corner), height: height - 2 * by, colour },
]
