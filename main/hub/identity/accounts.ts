import type { Role, Staff } from '#shared/model/staff'
import type { Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Actor } from './actor'

export interface FirstAccount {
  readonly code: string
  readonly signInName: string
  readonly displayName: string
  readonly password: string
}

export interface NewAccount {
  readonly signInName: string
  readonly displayName: string
  readonly role: Role
  /** Null is every room. */
  readonly roomIds: string[] | null
  readonly password: string
  readonly expiresAt: number | null
}

export interface SignIn {
  readonly signInName: string
  readonly password: string
  readonly totpCode: string | null
  readonly address: string
}

export type SignInCode =
  'sign-in-wrong' | 'second-factor-needed' | 'too-many-attempts' | 'account-expired' | 'account-disabled' | StoreFaultCode

/** Staff accounts. Every call that changes or tries something writes its own audit entry. */
export interface Accounts {
  /** Whether no account exists yet. */
  firstRun(): Promise<Outcome<boolean, StoreFaultCode>>
  /** A new one-time code for the first account, kept hashed; an earlier one stops working. Null once an account exists. Print it, never log it. */
  renewFirstRunCode(): Promise<Outcome<string | null, StoreFaultCode>>
  /** The first account is a technician. */
  createFirst(
    account: FirstAccount,
    address: string,
  ): Promise<Outcome<Staff, 'first-run-code-wrong' | 'first-run-done' | 'password-weak' | 'too-many-attempts' | StoreFaultCode>>
  /** Checks name, password and second factor; begins no session. Unknown names cost the same time and get the same answer. */
  signIn(attempt: SignIn): Promise<Outcome<Staff, SignInCode>>
  list(): Promise<Outcome<Staff[], StoreFaultCode>>
  /** `not-found`: one of the rooms. */
  create(account: NewAccount, actor: Actor): Promise<Outcome<Staff, 'name-taken' | 'password-weak' | 'not-found' | StoreFaultCode>>
  /** Ends the account's sessions in the store too; its live connections are for the caller to cut. */
  disable(staffId: string, actor: Actor): Promise<Outcome<null, 'not-found' | StoreFaultCode>>
  /** Ends every other session of the account in the store. `sign-in-wrong`: the present password is not right. */
  changePassword(
    change: { readonly present: string; readonly next: string; readonly keepSessionId: string },
    actor: Actor,
  ): Promise<Outcome<null, 'sign-in-wrong' | 'password-weak' | 'too-many-attempts' | StoreFaultCode>>
  /** Answers the otpauth:// address for an authenticator; in force only after `totpConfirm`. */
  totpBegin(
    password: string,
    actor: Actor,
  ): Promise<Outcome<{ readonly otpauthUri: string }, 'sign-in-wrong' | 'too-many-attempts' | StoreFaultCode>>
  /** `not-found`: nothing was begun. */
  totpConfirm(totpCode: string, actor: Actor): Promise<Outcome<null, 'sign-in-wrong' | 'not-found' | 'too-many-attempts' | StoreFaultCode>>
  totpRemove(password: string, actor: Actor): Promise<Outcome<null, 'sign-in-wrong' | 'too-many-attempts' | StoreFaultCode>>
}
