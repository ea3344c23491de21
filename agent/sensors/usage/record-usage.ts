import type { Activity } from '#shared/model/activity'
import type { DurableFact } from '#shared/model/outbox'
import type { AgentClock } from '../../clock'
import type { Observed, Platform } from '../../platform/platform'
import { finish, heartbeat, type InFront, nothingOpen } from './usage-merge'

const heartbeatMs = 10_000

export interface UsageParts {
  readonly platform: Pick<Platform, 'user' | 'idle'>
  readonly activity: Observed<Activity | null>
  readonly clock: AgentClock
  /** The hub's time as the PC reckons it. */
  readonly hubNow: () => number
  readonly add: (fact: DurableFact) => void
  /** Whether this window is the agent's own, for a moment. */
  readonly isOwn: (front: Activity) => boolean
}

/** Records what is in front while somebody uses the PC, linked or not, until `signal` aborts. */
export async function recordUsage({ platform, activity, clock, hubNow, add, isOwn }: UsageParts, signal: AbortSignal): Promise<void> {
  let merging = nothingOpen

  const inFront = (): InFront | null => {
    const user = platform.user.value
    const front = activity.value
    if (user === null || front === null || platform.idle.value?.idle === true || isOwn(front)) return null
    // Of the web only the site is kept: which of its pages, and what stood there, is nobody's history.
    const title = front.page === null || front.page.site === '' ? front.title : front.page.site
    return { user: user.name, application: front.application, title }
  }
  const note = (at: number): void => {
    const merged = heartbeat(merging, inFront(), at)
    merging = merged.merging
    for (const usage of merged.done) add(usage)
  }
  const follow = async (sensor: Observed<unknown>): Promise<void> => {
    for await (const _value of sensor.watch(signal)) {
      const idle = platform.idle.value
      // Rest is noticed late: what was in front counts until it began.
      const restedMs = sensor === platform.idle && idle?.idle === true ? Math.max(0, clock.now() - idle.since) : 0
      note(hubNow() - restedMs)
    }
  }
  const beat = async (): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(heartbeatMs, signal)
      note(hubNow())
    }
  }
  await Promise.all([follow(activity), follow(platform.user), follow(platform.idle), beat()])
  for (const usage of finish(merging).done) add(usage)
}
