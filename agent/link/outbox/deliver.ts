import { mostFactsDelivered } from '#shared/model/outbox'
import type { AgentClock } from '../../clock'
import type { Log } from '../../log'
import type { Session } from '../hub-link'
import type { Outbox } from './outbox'

/** A hub that cannot store now (a full disk) is asked again after this. */
const retryAfterMs = 15_000

/**
 * [OB2, OB3] Hands the outbox to the hub over one session, oldest first, until the session is over. One delivery is under way at a time, and
 * nothing is dropped here before the hub said that it holds it.
 */
export async function deliverOutbox(outbox: Outbox, session: Session, { clock, log }: { clock: AgentClock; log: Log }): Promise<void> {
  const { protocol, factsHeld } = session.welcome
  if (protocol.minor < 1) return
  await outbox.held(factsHeld)
  let most = mostFactsDelivered
  while (!session.ended.aborted) {
    await outbox.filled(session.ended)
    const facts = await outbox.oldest(most)
    const [first] = facts
    if (first === undefined) continue
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
