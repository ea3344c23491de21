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
    const facts = untilUnknown(waiting, protocol.minor)
    const [first] = facts
    if (first === undefined) {
      log('This hub is older than this PC and does not take what it has to tell: it waits until the hub is updated.')
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

/** The minor of the protocol that brought what may not be lost; a hub that does not know it would have it dropped. */
const knownSince: Partial<Record<QueuedFact['fact']['kind'], number>> = { breach: 3, 'breach-repeat': 3, agreement: 4, 'pupil-report': 4 }

/** [BC7, PU1] What a hub of this minor takes. */
function untilUnknown(facts: QueuedFact[], minor: number): QueuedFact[] {
  const first = facts.findIndex(({ fact }) => (knownSince[fact.kind] ?? 0) > minor)
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
