import type { Clock } from '#shared/clock'
import type { CoverageRow } from '#shared/model/coverage'
import { worseOf } from '#shared/model/coverage-order'
import { type CoverageReason, reasonWeight } from '#shared/model/coverage-reason'
import { dayOf, dayStart } from '#shared/model/school-day'
import { ok } from '#shared/outcome'
import type { NewCoverage } from '../../store/coverage-days'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { CoverageDesk } from './coverage-desk'
import { expectPlaces } from './expect-places'

/** Writes down, room by room and day by day, how well PCs were watched. */
export interface DayBook {
  /** Writes what came together since the last time. */
  keep(): Promise<void>
}

interface DayBookParts {
  readonly desk: Pick<CoverageDesk, 'rows' | 'onJudged' | 'expect'>
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** An IANA name. */
  readonly timeZone: () => string
}

/** PCs are counted every minute: after a longer time the hub's machine slept, and saw nothing. */
const longestStepMs = 5 * 60_000

interface Running {
  linkedMs: number
  watchedMs: number
  worst: CoverageReason | null
}

/** A PC that is off or whose cable is out says nothing of how well others are watched. */
const tells = (reason: CoverageReason): boolean =>
  reasonWeight[reason] === 'blind' || reason === 'refused' || reason === 'version-unsupported'

export const createDayBook = ({ desk, store, clock, log, timeZone }: DayBookParts): DayBook => {
  /** By PC, until when its time is counted. */
  const countedUntil = new Map<string, number>()
  let running = new Map<string, Running>()

  const count = (row: CoverageRow): void => {
    const now = clock.now()
    const from = countedUntil.get(row.deviceId) ?? now
    countedUntil.set(row.deviceId, now)
    const room = running.get(row.roomId) ?? { linkedMs: 0, watchedMs: 0, worst: null }
    running.set(row.roomId, room)
    room.worst = worseOf(room.worst, row.reasons.find(tells) ?? null)
    if (row.presence.state !== 'live') return
    const ms = Math.min(Math.max(0, now - from), longestStepMs)
    room.linkedMs += ms
    if (row.state !== 'blind') room.watchedMs += ms
  }
  desk.onJudged((before, after) => {
    count(before)
    if (after === null) countedUntil.delete(before.deviceId)
  })

  return {
    keep: async () => {
      await expectPlaces(store, desk)
      // Judges every PC anew, which counts its time up to now.
      const rows = desk.rows()
      const now = clock.now()
      const day = dayOf(now, timeZone())
      const begins = dayStart(day, timeZone())
      const counted = running
      running = new Map()
      const rooms = new Map<string, CoverageRow[]>()
      for (const row of rows) rooms.set(row.roomId, [...(rooms.get(row.roomId) ?? []), row])
      const days: NewCoverage[] = [...rooms].map(([roomId, there]) => {
        const { linkedMs = 0, watchedMs = 0, worst = null } = counted.get(roomId) ?? {}
        const reporting = there.filter(({ presence }) => presence.state === 'live' || (presence.since ?? 0) >= begins).length
        return { roomId, day, expected: there.length, reporting, linkedMs: Math.round(linkedMs), watchedMs: Math.round(watchedMs), worst }
      })
      if (days.length === 0) return
      const kept = await store.transact(async ({ coverageDays }) => {
        for (const one of days) await coverageDays.add(one)
        return ok(null)
      })
      if (!kept.ok) log.warn('coverage-not-kept', { code: kept.code })
    },
  }
}
