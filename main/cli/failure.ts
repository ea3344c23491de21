import type { CallFailure } from '#shared/protocol/call'
import type { Failure, Outcome } from '#shared/outcome'

/** What can go wrong on this side, before or beside the hub's own refusals. */
type LocalFailure =
  | 'hub-unreachable'
  | 'hub-untrusted'
  | 'hub-unknown'
  | 'settings-unreadable'
  | 'password-missing'
  | 'password-file-open'
  | 'password-file-unreadable'
  | 'target-unknown'
  | 'target-ambiguous'
  | 'nothing-to-do'
  | 'file-exists'
  | 'file-unwritable'
  | 'file-unreadable'

export type CliFailure = CallFailure | LocalFailure
export type CliOutcome<T> = Outcome<T, CliFailure>

/** What a script can rely on. A new number is a change of the command's contract. */
export const exitCodes = {
  done: 0,
  /** The order was given, and at least one PC did not carry it out. */
  incomplete: 1,
  /** The command line itself is wrong: an option, a room or a PC that does not exist. */
  usage: 2,
  /** Signing in failed, or the session is over. */
  notSignedIn: 3,
  /** The role or the account's rooms do not allow it. */
  forbidden: 4,
  /** No hub there, or not the hub that was pinned. */
  noHub: 5,
  /** The hub refused for another reason, named in the message. */
  refused: 6,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const byCode: Partial<Record<CliFailure, ExitCode>> = {
  'hub-unreachable': exitCodes.noHub,
  'hub-untrusted': exitCodes.noHub,
  'link-lost': exitCodes.noHub,
  'no-answer': exitCodes.noHub,
  'version-unsupported': exitCodes.noHub,
  'hub-unknown': exitCodes.usage,
  'settings-unreadable': exitCodes.usage,
  'password-file-open': exitCodes.usage,
  'password-file-unreadable': exitCodes.usage,
  'target-unknown': exitCodes.usage,
  'target-ambiguous': exitCodes.usage,
  'nothing-to-do': exitCodes.usage,
  'file-exists': exitCodes.usage,
  'file-unwritable': exitCodes.usage,
  'file-unreadable': exitCodes.usage,
  malformed: exitCodes.usage,
  'password-missing': exitCodes.notSignedIn,
  'sign-in-needed': exitCodes.notSignedIn,
  'sign-in-wrong': exitCodes.notSignedIn,
  'second-factor-needed': exitCodes.notSignedIn,
  'second-factor-missing': exitCodes.notSignedIn,
  'too-many-attempts': exitCodes.notSignedIn,
  'account-expired': exitCodes.notSignedIn,
  'account-disabled': exitCodes.notSignedIn,
  'session-expired': exitCodes.notSignedIn,
  'first-run-code-wrong': exitCodes.notSignedIn,
  'role-forbids': exitCodes.forbidden,
  'room-forbids': exitCodes.forbidden,
}

export const exitCodeFor = (code: CliFailure): ExitCode => byCode[code] ?? exitCodes.refused

/** One line for standard error: what happened and what to do, with the code a script can look for. */
export const failureLine = (failure: Failure<CliFailure>): string =>
  `classwarden: ${failure.detail.replaceAll(/\s+/gu, ' ')} [${failure.code}]`
