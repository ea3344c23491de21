import { randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { PowerOrder } from '#shared/model/power'
import type { PowerSchedule, PowerScheduleView } from '#shared/model/power-schedule'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { LessonBoard } from '../lessons/lesson-board'
import type { Roster } from '../presence/roster'
import type { PowerDesk } from './power-desk'
import type { WakeDesk } from './wake-desk'
import { createPlanBook } from './schedule-times'

/** What is done by the clock, and when (PW7). */
export interface PowerSchedules {
  /** With their next runs, the soonest first. */
  list(): PowerScheduleView[]
  /** The store holds these now. */
  keep(schedules: readonly PowerSchedule[]): void
  /** Gives the orders that have come due since it was last called. */
  run(): Promise<void>
}

export interface PowerSchedulesParts {
  readonly schedules: readonly PowerSchedule[]
  /** The school's, an IANA name. */
  readonly timeZone: () => string
  readonly store: Store
  readonly roster: Roster
  readonly lessons: LessonBoard
  readonly power: PowerDesk
  readonly waker: WakeDesk
  readonly clock: Clock
  readonly log: Log
}

export const createPowerSchedules = (parts: PowerSchedulesParts): PowerSchedules => {
  const { store, roster, lessons, power, waker, clock, log } = parts
  const plans = createPlanBook(parts.schedules, parts.timeZone, clock)

  const give = (schedule: PowerSchedule, roomId: string): string => {
    const { action, warnSeconds, spareInUse, putOffMinutes, owner } = schedule
    const now = clock.now()
    const deviceIds = roster.inRoom(roomId).map(({ deviceId }) => deviceId)
    if (action === 'wake') {
      waker.wake(deviceIds, owner).catch((error: unknown) => {
        log.error('wake-failed', error, { roomId })
      })
      return `wake by schedule ${schedule.scheduleId}`
    }
    const wish = { action, warnSeconds, spareInUse, putOffMinutes }
    const order: PowerOrder = { ...wish, powerId: randomUUID(), owner, scheduled: true, from: now }
    const lesson = lessons.inRoom(roomId)
    if (lesson === null) {
      power.order(deviceIds, order)
      return `${action} by schedule ${schedule.scheduleId}`
    }
    power.spare(deviceIds, order, 'lesson')
    return `${action} by schedule ${schedule.scheduleId} left out: a lesson of ${lesson.teacher.displayName} goes on`
  }

  const note = async (schedule: PowerSchedule, deeds: readonly { readonly roomId: string; readonly detail: string }[]): Promise<void> => {
    const noted = await store.transact(async ({ audit, rooms }) => {
      for (const { roomId, detail } of deeds) {
        const room = await rooms.find(roomId)
        const subject = room?.name ?? roomId
        await audit.append({ at: clock.now(), action: 'power:run', staff: schedule.owner, subject, detail, address: '' })
      }
      return ok(null)
    })
    if (!noted.ok) log.warn('power-run-not-audited', { code: noted.code })
  }

  return {
    list: () => plans.list(),
    keep: (kept) => {
      plans.keep(kept)
    },
    run: async () => {
      const { run, missed } = plans.due()
      for (const schedule of missed) {
        log.warn('power-run-missed', { scheduleId: schedule.scheduleId })
        await note(
          schedule,
          schedule.roomIds.map((roomId) => ({ roomId, detail: `schedule ${schedule.scheduleId} missed: not made up` })),
        )
      }
      for (const schedule of run)
        await note(
          schedule,
          schedule.roomIds.map((roomId) => ({ roomId, detail: give(schedule, roomId) })),
        )
    },
  }
}
