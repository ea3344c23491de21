import { ok, type Outcome } from '#shared/outcome'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import type { SiteListShelf } from './site-list-shelf'

/** [LE6] */
const tryAgainMs = 10_000

export interface FetchParts {
  readonly clock: AgentClock
  readonly log: Log
}

/** Fetches what the shelf lacks from the hub, over one link, until the link is over. */
export async function fetchSiteLists(shelf: SiteListShelf, session: Session, { clock, log }: FetchParts): Promise<void> {
  for await (const lacking of shelf.lacking.watch(session.ended)) {
    for (const hash of lacking) {
      // Another rule may hold by now.
      while (!session.ended.aborted && shelf.lacking.value.includes(hash)) {
        const list = await fetchList(hash, session, clock)
        if (list.ok && (await shelf.put(hash, list.value))) break
        log(`A list of sites could not be fetched: ${list.ok ? 'what came is another list.' : list.detail}`)
        await clock.sleep(tryAgainMs, session.ended)
      }
    }
  }
}

/** Gzipped, as it came. */
async function fetchList(hash: string, session: Session, clock: AgentClock): Promise<Outcome<Buffer>> {
  const gathered: Uint8Array[] = []
  for (let [part, parts] = [0, 1]; part < parts; part += 1) {
    const answer = await session.tell('sites:fetch', { hash, part }, clock.now())
    if (!answer.ok) return answer
    gathered.push(answer.value.bytes)
    parts = answer.value.parts
  }
  return ok(Buffer.concat(gathered))
}
