import { limits } from '#shared/protocol/limits'
import { countsAgainstPeer, type RefusalCode } from '#shared/protocol/refusal'

export interface RefusalTally {
  /** Notes one refusal; the answer says what it means for the connection. */
  note(code: RefusalCode): 'harmless' | 'counted' | 'drop'
}

/** Counts what a connection is refused; `drop` comes once, when the limit is reached. */
export const createRefusalTally = (limit: number = limits.refusalsPerConnection): RefusalTally => {
  let count = 0
  return {
    note: (code) => {
      if (!countsAgainstPeer(code)) return 'harmless'
      count += 1
      return count === limit ? 'drop' : 'counted'
    },
  }
}
