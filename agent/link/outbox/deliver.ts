import { mostFactsDelivered, type QueuedFact } from '#shared/model/outbox'
import type { AgentClock } from '../../clock'
import type { Log } from '../../log'
import type { Session } from '../hub-link'
import type { Outbox } from './outbox'

/** What a delivery needs of a session. */
interface DeliverySession extends Pick<Session, 'tell' | 'ended'> {
  readonly welcome: Pick<Session['welcome'], 'protocol' | 'factsHeld'>
}

/** A hub that cannot store now (a full disk) is asked again after this. */
const retryAfterMs = 15_000

/**
 * [OB2, OB3] Hands the outbox to the hub over one session, oldest first, until the session is over. One delivery is under way at a time, and
 * nothing is dropped here before the hub said that it holds it.
 */
export async function deliverOutbox(
  outbox: Outbox,
  session: DeliverySession,
  { clock, log }: { clock: AgentClock; log: Log },
): Promise<void> {
  const { protocol, factsHeld } = session.welcome
  if (protocol.minor < 1) return
  await outbox.held(factsHeld)
  let most = mostFactsDelivered
  while (!session.ended.aborted) {
    await outbox.filled(session.ended)
    const waiting = await outbox.oldest(most)
    if (waiting.length === 0) continue
    const facts = protocol.minor < 3 ? untilConcern(waiting) : waiting
    const [first] = facts
    if (first === undefined) {
      log('This hub takes no concerns yet: what this PC has to tell waits until the hub is updated.')
      await over(session.ended)
      return
    }
    const told = await session.tell('outbox:deliver', { facts }, clock.now())
    if (told.ok) {
      await outbox.held(told.value.factsHeld)
      most = mostFactsDelivered
    } else if (told.code === 'malformed' && facts.length > 1) {
      // One of them is of a kind this hub does not know: found by itself.
      most = 1
    } else if (told.code === 'malformed') {
      log(`The hub does not take fact ${first.number} (${told.detail}): it is given up.`)
      outbox.refuse(first.number)
      most = mostFactsDelivered
    } else if (told.code !== 'link-lost') {
      log(`The hub did not take ${facts.length} facts (${told.code}): ${told.detail}`)
      await clock.sleep(retryAfterMs, session.ended)
    }
  }
}

/** [BC7] A hub that knows no concerns would have them dropped. */
function untilConcern(facts: QueuedFact[]): QueuedFact[] {
  const first = facts.findIndex(({ fact }) => fact.kind === 'breach' || fact.kind === 'breach-repeat')
  return first < 0 ? facts : facts.slice(0, first)
}

const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else
      signal.addEventListener('abort', () => {
        resolve()
      })
  })
