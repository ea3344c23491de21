import { Cron } from 'croner'
import type { PowerPlan } from '#shared/model/power-schedule'

/** A run noticed later than this is not made up: the hub was off, or asleep. */
const missedAfterMs = 2 * 60_000

/** When a plan runs next after a moment, in the school's time zone (IANA name), daylight saving included; null when never again. */
export const nextRun = ({ days, time }: Pick<PowerPlan, 'days' | 'time'>, timeZone: string, after: number): number | null => {
  const [hour, minute] = time.split(':').map(Number)
  return new Cron(`${minute} ${hour} * * ${days.join(',')}`, { timezone: timeZone }).nextRun(new Date(after))?.getTime() ?? null
}

/** [PW7] What has come due since the last look: `run` now, or `missed`. */
export const dueRuns = <P extends Pick<PowerPlan, 'days' | 'time'>>(
  plans: readonly P[],
  timeZone: string,
  lookedAt: number,
  now: number,
): { readonly run: readonly P[]; readonly missed: readonly P[] } => {
  const run: P[] = []
  const missed: P[] = []
  for (const plan of plans) {
    let due = nextRun(plan, timeZone, lookedAt)
    if (due === null || due > now) continue
    // Of a long absence only the newest counts.
    for (let later = nextRun(plan, timeZone, due); later !== null && later <= now; later = nextRun(plan, timeZone, later)) due = later
    if (now - due <= missedAfterMs) run.push(plan)
    else missed.push(plan)
  }
  return { run, missed }
}
