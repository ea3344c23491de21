import { Cron } from 'croner'
import type { Clock } from '#shared/clock'
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

/** Plans that are carried out by the hub's clock. */
export interface PlanBook<P> {
  /** With their next runs, the soonest first. */
  list(): (P & { readonly nextRunAt: number | null })[]
  /** The store holds these now. */
  keep(plans: readonly P[]): void
  /** What has come due since it was last asked. */
  due(): { readonly run: readonly P[]; readonly missed: readonly P[] }
}

/** [PW7, SF7] What came due before the hub was there is not made up, and a clock set back runs nothing a second time. */
export const createPlanBook = <P extends Pick<PowerPlan, 'days' | 'time'>>(
  held: readonly P[],
  timeZone: () => string,
  clock: Clock,
): PlanBook<P> => {
  let plans = held
  let lookedAt = clock.now()
  return {
    list: () => {
      const now = clock.now()
      return plans
        .map((plan) => ({ ...plan, nextRunAt: nextRun(plan, timeZone(), now) }))
        .sort((a, b) => (a.nextRunAt ?? Infinity) - (b.nextRunAt ?? Infinity))
    },
    keep: (kept) => {
      plans = kept
    },
    due: () => {
      const now = clock.now()
      const due = dueRuns(plans, timeZone(), lookedAt, now)
      lookedAt = Math.max(lookedAt, now)
      return due
    },
  }
}
