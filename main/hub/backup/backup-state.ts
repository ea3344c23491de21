import { Cron } from 'croner'
import type { BackupHealth, BackupRun, BackupSettings, BackupView } from '#shared/model/backup'
import type { KeptBackup } from '../../store/settings'

const hourMs = 3_600_000
/** A day's backup that failed or was slept through does not alarm anybody before the next one could be there too. */
const lateAfterMs = 48 * hourMs
/** A disk that was put in again is found soon, and one that is full is not hammered. */
const tryAgainAfterMs = hourMs

const lastGood = ({ runs }: Pick<KeptBackup, 'runs'>): BackupRun | null => runs.find(({ failure }) => failure === null) ?? null

/** The first moment after another that a schedule names, in the school's time zone. */
const nextTime = ({ time }: Pick<BackupSettings, 'time'>, timeZone: string, after: number): number | null => {
  const [hour, minute] = time.split(':').map(Number)
  return new Cron(`${minute} ${hour} * * *`, { timezone: timeZone }).nextRun(new Date(after))?.getTime() ?? null
}

/** [BK5] When the next one is made by itself: at once where the time of the last was slept through, an hour after a failure. */
export const nextBackupAt = (kept: KeptBackup, timeZone: string): number | null => {
  const { settings, key, setAt, runs } = kept
  if (settings?.on !== true || key === null) return null
  const scheduled = nextTime(settings, timeZone, Math.max(lastGood(kept)?.startedAt ?? 0, setAt))
  const [newest] = runs
  if (scheduled === null || newest === undefined || newest.failure === null) return scheduled
  return Math.max(scheduled, newest.endedAt + tryAgainAfterMs)
}

export const backupHealth = (kept: KeptBackup, now: number): BackupHealth => {
  const { settings, key, setAt, runs } = kept
  if (settings === null || key === null) return 'unset'
  const good = lastGood(kept)
  if (settings.on && now - Math.max(good?.startedAt ?? 0, good === null ? setAt : 0) >= lateAfterMs) return 'late'
  if (runs[0] !== undefined && runs[0].failure !== null) return 'failed'
  if (!settings.on) return 'off'
  return good === null ? 'due' : 'good'
}

interface Present {
  readonly now: number
  readonly timeZone: string
  readonly runningSince: number | null
  readonly sameDisk: boolean
}

export const backupView = (kept: KeptBackup, { now, timeZone, runningSince, sameDisk }: Present): BackupView => ({
  health: backupHealth(kept, now),
  settings: kept.settings,
  key: kept.key,
  runningSince,
  nextAt: nextBackupAt(kept, timeZone),
  lastGood: lastGood(kept),
  sameDisk,
  runs: [...kept.runs],
})
