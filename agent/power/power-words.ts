import type { PowerAction } from '#shared/model/power'
import words from '../../assets/locales/pupil-en.json'
import { mayPutOff, minutesLeft, type PowerCourse } from './power-course'

const clockTime = (at: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)

const left = (leftMs: number): string => {
  const minutes = minutesLeft(leftMs)
  return minutes === 1 ? words.power.inOneMinute : words.power.inMinutes.replace('{minutes}', String(minutes))
}

/** What the pupil reads; `actsAt` by the PC's own clock. */
export const warningWords = (action: PowerAction, leftMs: number, actsAt: number): string =>
  words.power.warning[action].replace('{left}', left(leftMs)).replace('{time}', clockTime(actsAt))

/** What a click on the warning does. */
export const pressWords = (course: PowerCourse): string =>
  mayPutOff(course) ? words.power.putOff.replace('{minutes}', String(course.order.putOffMinutes)) : words.power.close

/** The last words before programs are closed. */
export const actingWords = (action: PowerAction): string => words.power.acting[action]
