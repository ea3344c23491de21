import type { Activity } from '#shared/model/activity'
import type { Tab } from '#shared/model/page'
import type { AgentFacts } from '#shared/protocol/agent-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { AgentClock } from '../clock'
import type { LeaseKeeper } from '../leases/lease-keeper'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import type { PowerKeeper } from '../power/power-keeper'
import type { Observed, Platform } from '../platform/platform'
import type { TimeoutKeeper } from '../timeouts/timeout-keeper'

const tabsApartMs = 500

export interface SensorParts {
  readonly platform: Pick<Platform, 'display' | 'user' | 'idle' | 'monitors'>
  readonly activity: Observed<Activity | null>
  readonly tabs: Observed<readonly Tab[]>
  readonly leases: LeaseKeeper
  readonly timeouts: Pick<TimeoutKeeper, 'state'>
  readonly power: Pick<PowerKeeper, 'state'>
  readonly clock: AgentClock
  readonly log: Log
}

/**
 * Tells the hub every sensor's present value, then each later one, until the session is over. One fact of a kind is under way at a time: what
 * changes meanwhile is told as one newer value.
 */
export async function reportSensors(
  { platform, activity, tabs, leases, timeouts, power, clock, log }: SensorParts,
  session: Session,
): Promise<void> {
  const report = async <E extends EventOf<AgentFacts>, T>(
    event: E,
    sensor: Observed<T>,
    bodyOf: (value: T) => PayloadIn<AgentFacts, E>['body'] | undefined,
    apartMs = 0,
  ): Promise<void> => {
    for await (const value of sensor.watch(session.ended)) {
      const body = bodyOf(value)
      if (body === undefined) continue
      const told = await session.tell(event, body, clock.now())
      if (!told.ok && told.code !== 'link-lost') log(`The hub did not take ${event} (${told.code}): ${told.detail}`)
      if (apartMs > 0) await clock.sleep(apartMs, session.ended)
    }
  }
  let first = true
  await Promise.all([
    report('display:state', platform.display, (state) => state),
    report('screen:monitors', platform.monitors, (monitors) => [...monitors]),
    report('session:user', platform.user, (user) => user),
    report('window:foreground', activity, (front) => front),
    // [BR1] A page that changes its title all the time is told every half second at most.
    session.welcome.protocol.minor < 2 ? null : report('tab:list', tabs, (open) => [...open], tabsApartMs),
    report('session:idle', platform.idle, (idle) => idle ?? undefined),
    // A hub that named no rule knows no such fact.
    session.welcome.timeouts === null ? undefined : report('timeout:state', timeouts.state, (state) => state),
    report('power:state', power.state, (state) => state ?? undefined),
    // The answer to an order has told its report already; on a new connection nobody can know whether that answer arrived.
    report('lease:report', leases.report, (states) => {
      const known = !first && states === leases.answered
      first = false
      return known ? undefined : states
    }),
  ])
}
