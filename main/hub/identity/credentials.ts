import type { Clock } from '#shared/clock'
import type { Staff } from '#shared/model/staff'
import { type Outcome, fail, ok } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { StaffRecord } from '../../store/staff'
import type { Records, Store } from '../../store/store'
import type { Actor } from './actor'
import { countTry, forget, forgive, signInSubjects, waitAdvice } from './attempt-limits'
import { makeTotpSecret, readTotpCode, totpUri } from './one-time-codes'
import { hashPassword, makeDecoy, verifyPassword, weighPassword } from './passwords'

export interface SignIn {
  readonly signInName: string
  readonly password: string
  readonly totpCode: string | null
  readonly address: string
}

export type ProofCode = 'sign-in-wrong' | 'too-many-attempts' | StoreFaultCode
export type SignInCode = ProofCode | 'second-factor-needed' | 'account-expired' | 'account-disabled'

/** How staff prove who they are, and change what they prove it with. */
export interface Credentials {
  /** Checks name, password and second factor; begins no session. Unknown names take the same time and get the same answer (ST1). */
  signIn(attempt: SignIn): Promise<Outcome<Staff, SignInCode>>
  /** Ends every other session of the account in the store. `sign-in-wrong`: the present password is not right. */
  changePassword(
    change: { readonly present: string; readonly next: string; readonly keepSessionId: string },
    actor: Actor,
  ): Promise<Outcome<null, ProofCode | 'password-weak'>>
  /** Answers the otpauth:// address for an authenticator; in force only after `totpConfirm`. */
  totpBegin(password: string, actor: Actor): Promise<Outcome<{ readonly otpauthUri: string }, ProofCode>>
  /** `not-found`: nothing was begun. */
  totpConfirm(totpCode: string, actor: Actor): Promise<Outcome<null, ProofCode | 'not-found'>>
  totpRemove(password: string, actor: Actor): Promise<Outcome<null, ProofCode>>
}

const wrong = fail('sign-in-wrong', 'The name or the password is not right.')
const wrongPassword = fail('sign-in-wrong', 'The present password is not right.')
const wrongCode = fail('sign-in-wrong', 'That code is not right, or was used already. Wait for the next one in the authenticator.')

export const staffCredentials = (store: Store, clock: Clock): Credentials => {
  const decoy = makeDecoy()

  /** Counts a try against a password and weighs it. The record is of the moment before: `stillRight` looks again. */
  const tryPassword = async (
    find: (records: Records) => Promise<StaffRecord | null>,
    name: string | null,
    password: string,
    address: string,
  ): Promise<Outcome<{ readonly record: StaffRecord | null; readonly right: boolean }, 'too-many-attempts' | StoreFaultCode>> => {
    const admitted = await store.transact<Outcome<StaffRecord | null, 'too-many-attempts'>>(async (records) => {
      const record = await find(records)
      const waitMs = await countTry(records, signInSubjects(name ?? record?.profile.signInName ?? '', address), clock.now())
      return ok(waitMs > 0 ? fail('too-many-attempts', waitAdvice(waitMs)) : ok(record))
    })
    if (!admitted.ok) return admitted
    if (!admitted.value.ok) return admitted.value
    const record = admitted.value.value
    const matches = await verifyPassword(record?.passwordHash ?? (await decoy), password)
    return ok({ record, right: matches && record !== null })
  }

  /** Null when the account or its password changed while the password was weighed. */
  const stillRight = async ({ staff }: Records, { profile, passwordHash }: StaffRecord): Promise<StaffRecord | null> => {
    const now = await staff.find(profile.staffId)
    return now?.passwordHash === passwordHash ? now : null
  }

  const noteFailure = (records: Records, signInName: string, detail: string, address: string): Promise<void> =>
    records.audit.append({ at: clock.now(), action: 'staff:sign-in-failed', staff: null, subject: signInName, detail, address })

  /** Runs `work` for a signed-in person who typed the present password again. */
  const withPassword = async <T>(
    password: string,
    { staffId, address }: Actor,
    work: (records: Records, record: StaffRecord) => Promise<T>,
  ): Promise<Outcome<T, ProofCode>> => {
    const tried = await tryPassword(({ staff }) => staff.find(staffId), null, password, address)
    if (!tried.ok) return tried
    const { record, right } = tried.value
    const settled = await store.transact<Outcome<T, ProofCode>>(async (records) => {
      const now = right && record !== null ? await stillRight(records, record) : null
      if (now === null) {
        await noteFailure(records, record?.profile.signInName ?? '', 'present password', address)
        return ok(wrongPassword)
      }
      await forget(records, now.profile.signInName, address)
      return ok(ok(await work(records, now)))
    })
    return settled.ok ? settled.value : settled
  }

  const weighSignIn = async (records: Records, record: StaffRecord, { totpCode, address }: SignIn): Promise<Outcome<Staff, SignInCode>> => {
    const { profile, totpSecret, totpLastStep } = record
    const subjects = signInSubjects(profile.signInName, address)
    const now = clock.now()
    if (profile.disabled || (profile.expiresAt !== null && profile.expiresAt <= now)) {
      const failure = profile.disabled
        ? fail('account-disabled', 'This account was disabled. Ask the technician.')
        : fail('account-expired', 'This account has expired. Ask the technician.')
      await forgive(records, subjects)
      await noteFailure(records, profile.signInName, failure.code, address)
      return failure
    }
    if (totpSecret !== null) {
      if (totpCode === null) {
        await forgive(records, subjects)
        return fail('second-factor-needed', 'Type the six digits your authenticator shows.')
      }
      const step = readTotpCode(totpSecret, totpCode, totpLastStep, now)
      if (step === null) {
        await noteFailure(records, profile.signInName, 'second factor', address)
        return wrongCode
      }
      await records.staff.change(profile.staffId, { totpLastStep: step })
    }
    await forget(records, profile.signInName, address)
    await records.audit.append({
      at: now,
      action: 'staff:sign-in',
      staff: profile,
      subject: profile.signInName,
      detail: profile.role,
      address,
    })
    return ok(profile)
  }

  return {
    signIn: async (attempt) => {
      const { signInName, password, address } = attempt
      const tried = await tryPassword(({ staff }) => staff.findByName(signInName), signInName, password, address)
      if (!tried.ok) return tried
      const { record, right } = tried.value
      // Refusals travel as values, so that what they count and note is kept.
      const settled = await store.transact<Outcome<Staff, SignInCode>>(async (records) => {
        const now = right && record !== null ? await stillRight(records, record) : null
        if (now !== null) return ok(await weighSignIn(records, now, attempt))
        await noteFailure(records, signInName, 'name or password', address)
        return ok(wrong)
      })
      return settled.ok ? settled.value : settled
    },

    changePassword: async ({ present, next, keepSessionId }, actor) => {
      const found = await store.transact(async ({ staff }) => ok(await staff.find(actor.staffId)))
      if (!found.ok) return found
      const weighed = weighPassword(next, [found.value?.profile.signInName ?? '', actor.displayName])
      if (!weighed.ok) return weighed
      const passwordHash = await hashPassword(next)
      return withPassword(present, actor, async ({ staff, sessions, audit }, { profile }) => {
        await staff.change(profile.staffId, { passwordHash })
        await sessions.removeAllOf(profile.staffId, keepSessionId)
        await audit.append({
          at: clock.now(),
          action: 'staff:password',
          staff: actor,
          subject: profile.signInName,
          detail: '',
          address: actor.address,
        })
        return null
      })
    },

    totpBegin: (password, actor) =>
      withPassword(password, actor, async ({ staff }, { profile }) => {
        const secret = makeTotpSecret()
        await staff.change(profile.staffId, { totpPendingSecret: secret })
        return { otpauthUri: totpUri(secret, profile.signInName) }
      }),

    totpConfirm: async (totpCode, actor) => {
      const settled = await store.transact<Outcome<null, ProofCode | 'not-found'>>(async (records) => {
        const record = await records.staff.find(actor.staffId)
        if (record?.totpPendingSecret == null) return ok(fail('not-found', 'No second factor was begun, or it is in force already.'))
        const { signInName } = record.profile
        const now = clock.now()
        const waitMs = await countTry(records, signInSubjects(signInName, actor.address), now)
        if (waitMs > 0) return ok(fail('too-many-attempts', waitAdvice(waitMs)))
        const step = readTotpCode(record.totpPendingSecret, totpCode, null, now)
        if (step === null) {
          await noteFailure(records, signInName, 'second factor', actor.address)
          return ok(wrongCode)
        }
        await forget(records, signInName, actor.address)
        await records.staff.change(actor.staffId, { totpSecret: record.totpPendingSecret, totpPendingSecret: null, totpLastStep: step })
        await records.audit.append({
          at: now,
          action: 'staff:second-factor',
          staff: actor,
          subject: signInName,
          detail: 'set',
          address: actor.address,
        })
        return ok(ok(null))
      })
      return settled.ok ? settled.value : settled
    },

    totpRemove: (password, actor) =>
      withPassword(password, actor, async ({ staff, audit }, { profile }) => {
        await staff.change(profile.staffId, { totpSecret: null, totpPendingSecret: null, totpLastStep: null })
        await audit.append({
          at: clock.now(),
          action: 'staff:second-factor',
          staff: actor,
          subject: profile.signInName,
          detail: 'removed',
          address: actor.address,
        })
        return null
      }),
  }
}
