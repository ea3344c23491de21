import { ok, type Outcome, fail } from '#shared/outcome'
import { listPartBytes } from '#shared/protocol/agent-hub'
import type { StoreFaultCode } from '../../store/faults'
import type { Store } from '../../store/store'

/** A class asks for the same text at once: so many are held ready. */
const mostReady = 4

/** The texts of lists as agents fetch them. */
export interface ListTexts {
  part(
    hash: string,
    part: number,
  ): Promise<Outcome<{ readonly parts: number; readonly bytes: Uint8Array<ArrayBuffer> }, 'not-found' | StoreFaultCode>>
}

export const createListTexts = (store: Store): ListTexts => {
  const ready = new Map<string, Promise<Outcome<Uint8Array<ArrayBuffer> | null, StoreFaultCode>>>()

  const textOf = (hash: string): Promise<Outcome<Uint8Array<ArrayBuffer> | null, StoreFaultCode>> => {
    const asked = ready.get(hash) ?? store.transact(async ({ siteLists }) => ok(await siteLists.text(hash)))
    ready.delete(hash)
    ready.set(hash, asked)
    const [oldest] = ready.keys()
    if (ready.size > mostReady && oldest !== undefined) ready.delete(oldest)
    return asked
  }

  return {
    part: async (hash, part) => {
      const text = await textOf(hash)
      // What is not there now may be saved later.
      if (!text.ok || text.value === null) ready.delete(hash)
      if (!text.ok) return text
      const parts = Math.max(1, Math.ceil((text.value?.byteLength ?? 0) / listPartBytes))
      if (text.value === null || part >= parts) return fail('not-found', 'The hub keeps no such list, or not so much of it.')
      return ok({ parts, bytes: text.value.subarray(part * listPartBytes, (part + 1) * listPartBytes) })
    },
  }
}
