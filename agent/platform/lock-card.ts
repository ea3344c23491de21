import pupilWords from '../../assets/locales/pupil-en.json'
import { noticeColours } from './notice-spec'
import type { Notice } from './platform'
import { fitText } from './word-wrap'

const words = {
  locked: 'Your teacher has locked this PC',
  lockedBy: (name: string) => `${name} has locked this PC`,
  until: (time: string) => `Until ${time}`,
  help: 'Need help? Tell your teacher, or Childline 0800 1111',
}

const lineHeight = 1.3

export type Weight = 400 | 700

/** What letters there are, and how wide they are: a canvas has every size, a glyph file those it was drawn in. */
export interface Letters {
  /** Type sizes in pixels from `largest` down to about `smallest`, at least one. */
  sizes(weight: Weight, largest: number, smallest: number): readonly number[]
  /** Width of a line in pixels. */
  measure(line: string, size: number, weight: Weight): number
}

export interface CardLine {
  readonly text: string
  readonly size: number
  readonly weight: Weight
  /** 0xRRGGBB. */
  readonly colour: number
  /** Where the middle of the line is from the top of the card; every line is centred from left to right. */
  readonly middleY: number
}

export interface LockCard {
  readonly padlock: { readonly top: number; readonly size: number }
  readonly lines: readonly CardLine[]
}

/** Where everything stands on the card of a locked PC, for whoever draws it. */
export function layOutLockCard(
  { lockedBy, text, until }: Notice,
  { width, height }: { readonly width: number; readonly height: number },
  letters: Letters,
): LockCard {
  const lines: CardLine[] = []
  /** Sets text below `y` in the room given; returns where it ends. */
  const set = (
    line: string,
    room: { y: number; width: number; height: number },
    style: { size: number; weight: Weight; colour: number },
  ): number => {
    const { weight, colour } = style
    const sizes = letters.sizes(weight, style.size, Math.max(12, style.size / 4))
    const fitted = fitText(line, { ...room, lineHeight }, sizes, (part, size) => letters.measure(part, size, weight))
    const step = fitted.size * lineHeight
    for (const [index, part] of fitted.lines.entries()) {
      lines.push({ text: part, size: fitted.size, weight, colour, middleY: room.y + (index + 0.5) * step })
    }
    return room.y + fitted.lines.length * step
  }

  const padlock = { top: height * 0.04, size: height * 0.16 }
  const heading = { size: Math.round(height * 0.075), weight: 700, colour: noticeColours.lockText } as const
  const help = { size: Math.round(height * 0.042), weight: 400, colour: noticeColours.lockQuiet } as const
  let y = padlock.top + padlock.size + heading.size * 1.5
  y = set(
    lockedBy === null ? pupilWords.timeout.over : lockedBy === '' ? words.locked : words.lockedBy(lockedBy),
    { y, width: width * 0.94, height: heading.size * lineHeight * 2 },
    heading,
  )
  const helpTop = height - help.size * 2
  if (until !== null) {
    const time = clockTime(until)
    const ends = lockedBy === null ? pupilWords.timeout.lockedUntil.replace('{time}', time) : words.until(time)
    y = set(ends, { y, width, height: help.size * 2 }, { ...help, size: Math.round(height * 0.055) })
  }
  if (text !== '') {
    const room = { y: y + help.size * 0.5, width: width * 0.94, height: helpTop - y - help.size }
    set(text, room, { ...heading, size: Math.round(height * 0.065), weight: 400 })
  }
  set(words.help, { y: helpTop, width: width * 0.94, height: help.size * lineHeight }, help)
  return { padlock, lines }
}

/** As the PC's own clock shows it. Without Intl, whose tables an agent needs for nothing else. */
function clockTime(at: number): string {
  const time = new Date(at)
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
