import { limits } from '#shared/protocol/limits'
import type { RefusalCode } from '#shared/protocol/refusal'

/** Refusals that tell of the thing asked for, not of how it was asked: an honest peer meets them (PR6). */
const harmless: ReadonlySet<RefusalCode> = new Set([
  'sign-in-wrong',
  'second-factor-needed',
  'too-many-attempts',
  'account-expired',
  'account-disabled',
  'session-expired',
  'first-run-code-wrong',
  'first-run-done',
  'name-taken',
  'password-weak',
  'not-found',
  'device-silent',
  'held-by-another',
  'lesson-needed',
  'site-unclear',
  'reason-needed',
  'picture-damaged',
  'mail-failed',
  'policy-locked',
  'policy-full',
  'phrase-unclear',
  'own-proposal',
  'store-full',
  'store-unavailable',
  'internal',
])

export interface RefusalTally {
  /** Notes one refusal; the answer says what it means for the connection. */
  note(code: RefusalCode): 'harmless' | 'counted' | 'drop'
}

/** Counts what a connection is refused; `drop` comes once, when the limit is reached. */
export const createRefusalTally = (limit: number = limits.refusalsPerConnection): RefusalTally => {
  let count = 0
  return {
    note: (code) => {
      if (harmless.has(code)) return 'harmless'
      count += 1
      return count === limit ? 'drop' : 'counted'
    },
  }
}
