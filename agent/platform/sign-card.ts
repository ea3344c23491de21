import type { Watched } from '#shared/model/screen'
import pupilWords from '../../assets/locales/pupil-en.json'
import type { Card, Letters } from './card'
import { signHeight, signStates } from './notice-spec'
import type { TimeLeft } from './platform'

const style = { size: 14, weight: 400 } as const
const margin = 10
const frame = 1

/** `Lesson: 24 min left`, from an hour on `Lesson: 1 h 05 min left`. */
function timeWords({ of, minutes }: TimeLeft): string {
  const { hours, left } = pupilWords.timeLeft
  const whole = Math.floor(minutes / 60)
  const rest = String(minutes % 60)
  return `${pupilWords.timeLeft[of]} ${whole === 0 ? rest : `${whole} ${hours} ${rest.padStart(2, '0')}`} ${left}`
}

/** The pupil's sign as a card, for a display whose pictures the agent paints itself: as wide as its words, in a frame. */
export function layOutSign(watched: Watched, timeLeft: TimeLeft | null, letters: Letters): Card {
  const state = signStates.find((one) => one.watched === watched)
  const [ground, ink] = [state?.ground ?? 0, state?.ink ?? 0xffffff]
  const weight = watched === 'closely' ? 700 : style.weight
  const [size = style.size] = letters.sizes(weight, style.size, style.size)
  const words = [pupilWords.sign[watched], ...(timeLeft === null ? [] : [timeWords(timeLeft)])].join('  |  ')
  const width = Math.ceil(letters.measure(words, size, weight)) + 2 * margin
  const edges = [
    { x: 0, y: 0, width, height: frame },
    { x: 0, y: signHeight - frame, width, height: frame },
    { x: 0, y: 0, width: frame, height: signHeight },
    { x: width - frame, y: 0, width: frame, height: signHeight },
  ]
  const line = { text: words, size, weight, colour: ink, align: 'left', x: margin, middleY: signHeight / 2 } as const
  return { width, height: signHeight, ground, bands: edges.map((edge) => ({ ...edge, colour: ink })), padlock: null, lines: [line] }
}
