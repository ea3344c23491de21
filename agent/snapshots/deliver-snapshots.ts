import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import type { SnapshotQueue } from './snapshot-queue'

/** A hub that cannot store now (a full disk) is asked again after this. */
const retryAfterMs = 15_000
/** After a long time without a link many wait: thirty PCs that come back at once leave the hub time for other things. */
const backlogApartMs = 250
const backlogFrom = 4

/** What a delivery needs of a session. */
interface DeliverySession extends Pick<Session, 'tell' | 'ended'> {
  readonly welcome: Pick<Session['welcome'], 'protocol'>
}

/** [BC3, BC7] Hands the waiting pictures to the hub, one after the other, until the session is over; each stays until the hub holds it. */
export async function deliverSnapshots(
  queue: SnapshotQueue,
  session: DeliverySession,
  { clock, log }: { readonly clock: AgentClock; readonly log: Log },
): Promise<void> {
  if (session.welcome.protocol.minor < 3) return
  while (!session.ended.aborted) {
    await queue.filled(session.ended)
    const snapshot = isOver(session.ended) ? null : await queue.next()
    if (snapshot === null) continue
    const told = await session.tell('snapshot:deliver', snapshot, clock.now())
    if (told.ok) {
      queue.done(snapshot)
      if (queue.waiting >= backlogFrom) await clock.sleep(backlogApartMs, session.ended)
    } else if (told.code === 'malformed') {
      log(`The hub does not take a picture of a breach (${told.detail}): it is given up.`)
      queue.done(snapshot)
    } else if (told.code !== 'link-lost') {
      log(`The hub did not take a picture of a breach (${told.code}): ${told.detail}`)
      await clock.sleep(retryAfterMs, session.ended)
    }
  }
}

/** Asked again after a wait, where the compiler still believes the answer before it. */
const isOver = (signal: AbortSignal): boolean => signal.aborted
