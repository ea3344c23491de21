import { session, type Session } from 'electron'
import { NET_SESSION_NAME } from 'electron-updater/out/electronHttpExecutor'
import { mostInstallerBytes } from '#shared/model/console-build'
import { fail, ok } from '#shared/outcome'
import { pinCertificates, type SessionLimits } from '../page-limits'
import type { ReadOffered } from './signed-offer'

/** Time for a channel or a signature. */
const answerWithinMs = 15_000

/**
 * The session that electron-updater fetches by, held to the hub: the certificate is checked as for the pages, nothing but the hub's updates is asked for,
 * and no answer may be endless.
 */
export function openUpdateSession(limits: SessionLimits, updatesUrl: () => string | null): Session {
  const own = session.fromPartition(NET_SESSION_NAME, { cache: false })
  pinCertificates(own, limits)
  own.webRequest.onBeforeRequest(({ url }, answer) => {
    const allowed = updatesUrl()
    const cancel = allowed === null || !url.startsWith(allowed)
    if (cancel) limits.log('refused to fetch an update from elsewhere')
    answer({ cancel })
  })
  own.webRequest.onHeadersReceived(({ statusCode, responseHeaders }, answer) => {
    const [told] = Object.entries(responseHeaders ?? {}).find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? []
    const cancel = (statusCode === 200 || statusCode === 206) && !(Number(told) <= mostInstallerBytes)
    if (cancel) limits.log('refused an update of unknown or too great a length')
    answer({ cancel })
  })
  return own
}

/** Reads small files of the hub's updates whole. */
export const readOfferedBy =
  (own: Session, updatesUrl: () => string | null): ReadOffered =>
  async (name, mostBytes) => {
    const base = updatesUrl()
    if (base === null) return fail('unreachable', 'There is no hub yet.')
    try {
      const response = await own.fetch(`${base}${name}`, {
        redirect: 'error',
        signal: AbortSignal.timeout(answerWithinMs),
      })
      if (response.status === 404) return ok(null)
      if (!response.ok) return fail('unreachable', `The hub answered ${response.status}.`)
      const chunks: Uint8Array[] = []
      let bytes = 0
      const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? []
      for await (const chunk of body) {
        bytes += chunk.byteLength
        if (bytes > mostBytes) return fail('malformed', `${name} is too long.`)
        chunks.push(chunk)
      }
      return ok(Buffer.concat(chunks))
    } catch (error) {
      return fail('unreachable', (error instanceof Error ? error.message : String(error)).slice(0, 300))
    }
  }
