import type { DeviceHealth } from '#shared/model/health'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import { gistOf } from './health'

/** Browsers are linked a moment after the link to the hub. */
const firstAfterMs = 3_000
/** An agent that has just started still reads its policies: only after this their absence is told. */
const policiesWithinMs = 20_000
const lookEveryMs = 15_000
const atMostEveryMs = 60_000
/** What always moves, such as the last picture and the clock, is told anew after this. */
const atLeastEveryMs = 10 * 60_000

interface ReportParts {
  readonly look: () => Promise<DeviceHealth>
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly log: Log
}

interface ReportSession extends Pick<Session, 'tell' | 'ended'> {
  readonly welcome: Pick<Session['welcome'], 'health'>
}

/** [CO1] Tells the hub how the agent does: soon after the link, then on change, at most once a minute, until the session is over. */
export async function reportHealth({ look, clock, hubNow, log }: ReportParts, session: ReportSession): Promise<void> {
  if (!session.welcome.health) return
  let told: { readonly gist: string; readonly atMs: number } | null = null
  const linkedMs = clock.uptimeMs()
  await clock.sleep(firstAfterMs, session.ended)
  while (!session.ended.aborted) {
    const health = await look()
    if (told === null && health.policyVersion === null && clock.uptimeMs() - linkedMs < policiesWithinMs) {
      await clock.sleep(firstAfterMs, session.ended)
      continue
    }
    const gist = gistOf(health, clock.now() - hubNow())
    const sinceMs = told === null ? Number.POSITIVE_INFINITY : clock.uptimeMs() - told.atMs
    if (sinceMs >= (gist === told?.gist ? atLeastEveryMs : atMostEveryMs)) {
      const answer = await session.tell('agent:health', health, clock.now())
      if (!answer.ok && answer.code !== 'link-lost') log(`The hub did not take agent:health (${answer.code}): ${answer.detail}`)
      told = { gist, atMs: clock.uptimeMs() }
    }
    await clock.sleep(lookEveryMs, session.ended)
  }
}
