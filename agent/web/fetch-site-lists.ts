import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import type { SiteListShelf } from './site-list-shelf'

const unzip = promisify(gunzip)

/** A hundred thousand names of the greatest length. */
const mostListBytes = 26 * 1024 * 1024
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
        const text = await fetchText(hash, session, clock)
        if (text.ok && (await shelf.put(hash, text.value))) break
        log(`A list of sites could not be fetched: ${text.ok ? 'what came is another list.' : text.detail}`)
        await clock.sleep(tryAgainMs, session.ended)
      }
    }
  }
}

async function fetchText(hash: string, session: Session, clock: AgentClock): Promise<Outcome<string>> {
  const gathered: Uint8Array[] = []
  for (let [part, parts] = [0, 1]; part < parts; part += 1) {
    const answer = await session.tell('sites:fetch', { hash, part }, clock.now())
    if (!answer.ok) return answer
    gathered.push(answer.value.bytes)
    parts = answer.value.parts
  }
  try {
    return ok((await unzip(Buffer.concat(gathered), { maxOutputLength: mostListBytes })).toString('latin1'))
  } catch {
    // zlib's only word on what is cut short, changed or too large.
    return fail('malformed', 'What came does not unfold to a list.')
  }
}
