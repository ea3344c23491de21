import type { Clock } from '#shared/clock'
import type { SelfTestSchedule, SelfTestScheduleView } from '#shared/model/self-test'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import { createPlanBook } from '../power/schedule-times'
import type { Roster } from '../presence/roster'
import type { SelfTestDesk } from './self-test-desk'

/** Which rooms are checked by the clock (SF7). */
export interface SelfTestSchedules {
  /** With their next runs, the soonest first. */
  list(): SelfTestScheduleView[]
  /** The store holds these now. */
  keep(schedules: readonly SelfTestSchedule[]): void
  /** Orders the checks that have come due since it was last called. */
  run(): Promise<void>
}

interface SelfTestSchedulesParts {
  readonly schedules: readonly SelfTestSchedule[]
  /** The school's, an IANA name. */
  readonly timeZone: () => string
  readonly store: Store
  readonly roster: Roster
  readonly desk: SelfTestDesk
  readonly clock: Clock
  readonly log: Log
}

export const createSelfTestSchedules = (parts: SelfTestSchedulesParts): SelfTestSchedules => {
  const { store, roster, desk, clock, log } = parts
  const plans = createPlanBook(parts.schedules, parts.timeZone, clock)

  const runOne = async ({ scheduleId, roomIds, owner, inUse }: SelfTestSchedule): Promise<void> => {
    const deviceIds = roomIds.flatMap((roomId) => roster.inRoom(roomId).map(({ deviceId }) => deviceId))
    const noted = await store.transact(async ({ audit }) => {
      const detail = `by schedule ${scheduleId} on ${deviceIds.length}`
      await audit.append({ at: clock.now(), action: 'self-test:run', staff: owner, subject: scheduleId, detail, address: '' })
      return ok(null)
    })
    if (!noted.ok) log.warn('self-test-run-not-audited', { code: noted.code })
    const begun = await desk.run(deviceIds, { owner, scheduled: true, inUse, inLesson: false })
    if (!begun.ok) log.warn('self-test-run-not-kept', { code: begun.code })
  }

  return {
    list: () => plans.list(),
    keep: (kept) => {
      plans.keep(kept)
    },
    run: async () => {
      const { run, missed } = plans.due()
      for (const { scheduleId } of missed) log.warn('self-test-run-missed', { scheduleId })
      for (const schedule of run) await runOne(schedule)
      desk.tend()
    },
  }
}
