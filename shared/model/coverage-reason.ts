import { z } from 'zod'

/**
 * Why a PC is not watched, or not well: what most needs a person comes first. Tiles, the coverage page, the command line and the agent's doctor name
 * trouble by this list; their words are `assets/locales/reasons-en.json`.
 */
export const coverageReasons = [
  'version-unsupported',
  'refused',
  'capture-blocked',
  'not-authorised',
  'unsupported',
  'no-server',
  'extension-missing',
  'no-policy',
  'link-lost',
  'clock-off',
  'disk-low',
  'queue-long',
  'extension-old',
  'browsers-not-set-up',
  'browsers-unmanaged',
  'only-watched',
  'policy-behind',
  'not-told',
  'not-enrolled',
  'never-seen',
  'agent-stopped',
  'agent-behind',
  'no-session',
  'revoked',
] as const
export const coverageReasonSchema = z.enum(coverageReasons)
export type CoverageReason = z.infer<typeof coverageReasonSchema>

/**
 * What a reason makes of a PC: `silent` is not heard, `blind` is heard but does not see all it should, `look` works but will not for long or
 * cannot be vouched for. A `note` changes nothing: nobody is there to be watched, or an update is on its way.
 */
export const coverageStates = ['silent', 'blind', 'look', 'fine'] as const
export type CoverageState = (typeof coverageStates)[number]

export const reasonWeight: Readonly<Record<CoverageReason, Exclude<CoverageState, 'fine'> | 'note'>> = {
  'version-unsupported': 'silent',
  refused: 'silent',
  'capture-blocked': 'blind',
  'not-authorised': 'blind',
  unsupported: 'blind',
  'no-server': 'blind',
  'extension-missing': 'blind',
  'no-policy': 'blind',
  'link-lost': 'silent',
  'clock-off': 'look',
  'disk-low': 'look',
  'queue-long': 'look',
  'extension-old': 'look',
  'browsers-not-set-up': 'look',
  'browsers-unmanaged': 'look',
  'only-watched': 'look',
  'policy-behind': 'look',
  'not-told': 'look',
  'not-enrolled': 'silent',
  'never-seen': 'silent',
  'agent-stopped': 'silent',
  'agent-behind': 'note',
  'no-session': 'note',
  revoked: 'silent',
}

const rank = new Map(coverageReasons.map((reason, at) => [reason, at]))
/** For sorting: the reason that most needs a person first. */
export const byUrgency = (left: CoverageReason, right: CoverageReason): number => (rank.get(left) ?? 0) - (rank.get(right) ?? 0)

/** The worst that these reasons make of a PC. */
export const stateOf = (reasons: readonly CoverageReason[]): CoverageState =>
  coverageStates.find((state) => reasons.some((reason) => reasonWeight[reason] === state)) ?? 'fine'

/** Leases are read against the hub's clock, so a difference is no danger to them; certificates and records suffer from a larger one. */
export const clockToleranceMs = 120_000
/** Less free disk than this, and what waits for the hub may soon find no room. */
export const leastDiskFreeMb = 500
/** A linked PC hands over what waits in seconds. */
export const longQueue = { facts: 500, pictures: 50 } as const
