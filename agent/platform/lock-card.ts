import pupilWords from '../../assets/locales/pupil-en.json'
import { type Card, type CardLine, type Letters, lineHeight, setText, type TextStyle } from './card'
import { noticeColours } from './notice-spec'
import type { Notice } from './platform'

const words = {
  locked: 'Your teacher has locked this PC',
  lockedBy: (name: string) => `${name} has locked this PC`,
  until: (time: string) => `Until ${time}`,
  help: 'Need help? Tell your teacher, or Childline 0800 1111',
}

/** Where everything stands on the card of a locked PC, for whoever draws it. */
export function layOutLockCard(
  { lockedBy, text, until }: Notice,
  { width, height }: { readonly width: number; readonly height: number },
  letters: Letters,
): Card {
  const lines: CardLine[] = []
  /** Sets text below `y` in the room given; returns where it ends. */
  const set = (line: string, room: { y: number; width: number; height: number }, style: TextStyle): number => {
    const { lines: fitted, bottom } = setText(line, { align: 'middle', x: width / 2, ...room }, style, letters)
    lines.push(...fitted)
    return bottom
  }

  const padlock = { top: height * 0.04, size: height * 0.16, colour: noticeColours.lockText }
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
  return { width, height, ground: noticeColours.lockGround, bands: [], padlock, lines }
}

/** As the PC's own clock shows it. Without Intl, whose tables an agent needs for nothing else. */
function clockTime(at: number): string {
  const time = new Date(at)
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
