import type { Clock } from '#shared/clock'
import type { Store } from '../store/store'
import type { Vault } from '../store/vault'
import type { BackupDesk } from './backup/backup-desk'
import type { HubBounds } from './bounds'
import type { Desks } from './desks'
import { purgeOldRecords } from './facts/retention'
import type { Sessions } from './identity/sessions'
import { expireLessons } from './lessons/lesson-expiry'
import type { Log } from './log'

interface RoundParts {
  readonly desks: Desks
  readonly backups: BackupDesk
  readonly sessions: Sessions
  readonly store: Store
  readonly vault: Vault
  readonly bounds: HubBounds
  readonly clock: Clock
  readonly log: Log
}

/** What the hub does again and again, each round as often as its bound says. */
interface Rounds {
  start(): void
  stop(): void
  /** Deletes what is kept no longer, then writes the reports that are due. */
  runDaily(): Promise<void>
}

export const createRounds = ({ desks, backups, sessions, store, vault, bounds, clock, log }: RoundParts): Rounds => {
  const { connections, dayBook, leases, lessons, mail, power, reports, rollOuts, schedules, selfTestSchedules, timeouts, waker } = desks
  const timers: NodeJS.Timeout[] = []
  const whenever = (what: string, everyMs: number, work: () => Promise<void>): void => {
    const timer = setInterval(() => {
      work().catch((error: unknown) => {
        log.error(`${what}-failed`, error)
      })
    }, everyMs)
    timers.push(timer)
  }

  const sweep = async (): Promise<void> => {
    const ended = await sessions.sweep()
    if (!ended.ok) return
    for (const { sessionId, why } of ended.value) connections.endSession(sessionId, why)
  }

  const runDaily = async (): Promise<void> => {
    await purgeOldRecords({ store, vault, clock, log })
    await reports.runSchedule()
  }

  return {
    start() {
      whenever('lease-expiry', bounds.expireEveryMs, () => {
        timeouts.expire()
        return leases.expire()
      })
      whenever('lesson-expiry', bounds.expireEveryMs, () => expireLessons({ lessons, store, clock, log }))
      whenever('power-schedules', bounds.expireEveryMs, () => {
        power.expire()
        waker.expire()
        return schedules.run()
      })
      whenever('self-tests', bounds.expireEveryMs, () => selfTestSchedules.run())
      whenever('roll-out', bounds.expireEveryMs, async () => {
        rollOuts.run()
      })
      whenever('mail', bounds.mailEveryMs, () => mail.run())
      whenever('coverage', bounds.coverageEveryMs, () => dayBook.keep())
      whenever('backup', bounds.backupEveryMs, () => backups.runDue())
      whenever('session-sweep', bounds.sweepEveryMs, sweep)
      whenever('daily', bounds.purgeEveryMs, runDaily)
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
    runDaily,
  }
}
