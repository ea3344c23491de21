import { inUseMinutes, mostPutOffs, type PowerOrder } from '#shared/model/power'
import type { Idle, SignedInUser } from '#shared/model/activity'

const minuteMs = 60_000
/** [PW3] An order that could not be carried out within this time of its moment never is: nobody expects it any more. */
const lateMs = 60_000

/** One order on its way to its moment. Times are the hub's, in ms. */
export interface PowerCourse {
  readonly order: PowerOrder
  readonly actsAt: number
  readonly putOffs: number
}

export const beginCourse = (order: PowerOrder): PowerCourse => ({ order, actsAt: order.from + order.warnSeconds * 1_000, putOffs: 0 })

export const mayPutOff = ({ order, putOffs }: PowerCourse): boolean => order.putOffMinutes > 0 && putOffs < mostPutOffs

export const putOff = (course: PowerCourse): PowerCourse => ({
  ...course,
  actsAt: course.actsAt + course.order.putOffMinutes * minuteMs,
  putOffs: course.putOffs + 1,
})

/** `wait`: it was put off, and the warning has not begun again. */
export type PowerStep = 'too-late' | 'spare' | 'act' | 'warn' | 'wait'

/** [PW2, PW3, PW4] What to do about an order now. */
export function nextStep({ order, actsAt, putOffs }: PowerCourse, hubNow: number, inUse: boolean): PowerStep {
  if (hubNow > actsAt + lateMs) return 'too-late'
  if (order.spareInUse && inUse) return 'spare'
  if (hubNow >= actsAt) return 'act'
  // A PC that hears its order a moment before its own clock says so warns all the same.
  return putOffs === 0 || hubNow >= actsAt - order.warnSeconds * 1_000 ? 'warn' : 'wait'
}

/** How long until the words on the screen, or the step, are others. */
export function untilNextTurn({ order, actsAt }: PowerCourse, hubNow: number): number {
  const leftMs = actsAt - hubNow
  const warnMs = order.warnSeconds * 1_000
  if (leftMs > warnMs) return leftMs - warnMs
  return leftMs > minuteMs ? leftMs - (minutesLeft(leftMs) - 1) * minuteMs : Math.max(0, leftMs)
}

/** As told to the pupil: minutes begun. */
export const minutesLeft = (leftMs: number): number => Math.max(1, Math.ceil(leftMs / minuteMs))

/** [PW4] Whether somebody uses the PC: signed in, with input within `inUseMinutes`. Where the display tells no input, whoever is signed in counts. */
export function isInUse(user: SignedInUser | null, idle: Idle | null, now: number): boolean {
  if (user === null) return false
  return idle?.idle !== true || now - idle.since < inUseMinutes * minuteMs
}
