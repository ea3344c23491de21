import { randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { Staff } from '#shared/model/staff'
import { type Outcome, fail, ok } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Records, Store } from '../../store/store'
import { type Subject, countTry, forgive, waitAdvice } from './attempt-limits'
import { hashPassword, weighPassword } from './passwords'
import { hashToken, randomSpokenCode, readSpokenCode, sameHash } from './secrets'

export interface FirstAccount {
  readonly code: string
  readonly signInName: string
  readonly displayName: string
  readonly password: string
}

export type FirstRunCode = 'first-run-code-wrong' | 'first-run-done' | 'password-weak' | 'too-many-attempts' | StoreFaultCode

/** The way from no account to the first one (ST3). */
export interface FirstRun {
  /** Whether no account exists yet. */
  firstRun(): Promise<Outcome<boolean, StoreFaultCode>>
  /** A new one-time code for the first account, kept hashed; an earlier one stops working. Null once an account exists. Print it, never log it. */
  renewFirstRunCode(): Promise<Outcome<string | null, StoreFaultCode>>
  /** Makes the first account, a technician. */
  createFirst(account: FirstAccount, address: string): Promise<Outcome<Staff, FirstRunCode>>
}

const subjectsOf = (address: string): readonly Subject[] => [{ kind: 'account-at-address', name: `first-run ${address}` }]

const done = fail('first-run-done', 'The first account exists already. Sign in with it.')
const wrongCode = fail('first-run-code-wrong', 'That is not the code this hub printed at its start. Restart the hub to get a new one.')

const weighCode = async ({ settings }: Records, code: string): Promise<Outcome<null, 'first-run-code-wrong'>> => {
  const kept = await settings.find('first-run-code')
  return kept !== null && sameHash(kept, hashToken(readSpokenCode(code))) ? ok(null) : wrongCode
}

export const firstRunOf = (store: Store, clock: Clock): FirstRun => ({
  firstRun: () => store.transact(async ({ staff }) => ok(!(await staff.any()))),

  renewFirstRunCode: () =>
    store.transact(async ({ staff, settings }) => {
      if (await staff.any()) return ok(null)
      const code = randomSpokenCode()
      await settings.keep('first-run-code', hashToken(readSpokenCode(code)), clock.now())
      return ok(code)
    }),

  createFirst: async ({ code, signInName, displayName, password }, address) => {
    const admitted = await store.transact<Outcome<null, FirstRunCode>>(async (records) => {
      if (await records.staff.any()) return ok(done)
      const waitMs = await countTry(records, subjectsOf(address), clock.now())
      if (waitMs > 0) return ok(fail('too-many-attempts', waitAdvice(waitMs)))
      const weighed = await weighCode(records, code)
      if (weighed.ok) await forgive(records, subjectsOf(address))
      else
        await records.audit.append({
          at: clock.now(),
          action: 'staff:sign-in-failed',
          staff: null,
          subject: signInName,
          detail: weighed.code,
          address,
        })
      return ok(weighed)
    })
    if (!admitted.ok) return admitted
    if (!admitted.value.ok) return admitted.value

    const weighed = weighPassword(password, [signInName, displayName])
    if (!weighed.ok) return weighed
    const passwordHash = await hashPassword(password)
    return store.transact(async (records) => {
      // Another browser may have been quicker while the password was hashed.
      if (await records.staff.any()) return done
      const again = await weighCode(records, code)
      if (!again.ok) return again
      const now = clock.now()
      const staff = await records.staff.add({
        profile: { staffId: randomUUID(), signInName, displayName, role: 'technician', roomIds: null, expiresAt: null },
        passwordHash,
        createdAt: now,
      })
      await records.settings.remove('first-run-code')
      await records.settings.keepSchool({ ...(await records.settings.school()), secondFactorRequired: true }, now)
      await records.audit.append({ at: now, action: 'staff:first-account', staff, subject: signInName, detail: staff.role, address })
      return ok(staff)
    })
  },
})
