import { z } from 'zod'
import { applicationRuleSchema } from './application'
import { internetRuleSchema, pupilSchema } from './internet'
import { idSchema, textSchema, timestampSchema } from './scalars'

export const restrictionKinds = ['lock', 'blank', 'message', 'internet', 'application'] as const
export const restrictionKindSchema = z.enum(restrictionKinds)
export type RestrictionKind = z.infer<typeof restrictionKindSchema>

/** Kinds of another teacher's leases that stand in the way of an order (LE10): of what closes a screen any, of the internet or of applications its like. */
export const contendingKinds = {
  lock: ['lock', 'blank'],
  blank: ['lock', 'blank'],
  internet: ['internet'],
  application: ['application'],
  message: [],
} as const satisfies Readonly<Record<RestrictionKind, readonly RestrictionKind[]>>

/** No restriction exists without one of these: who ordered it, why, from when and until when. */
export const leaseSchema = z.object({
  leaseId: idSchema,
  kind: restrictionKindSchema,
  owner: z.object({ staffId: idSchema, displayName: textSchema(80) }),
  /** Why, for the record and for whoever asks; empty when the owner gave none. */
  reason: textSchema(200),
  /** Shown to the pupil; empty on a lock shows the standing words only. */
  text: textSchema(500),
  /** The lesson this ends with; null when it stands alone. */
  lessonId: idSchema.nullable().default(null),
  /** The user name this follows from PC to PC; null for whoever sits at the PC. */
  pupil: pupilSchema.nullable().default(null),
  /** What an `internet` lease does; null for every other kind. */
  internet: internetRuleSchema.nullable().default(null),
  /** What an `application` lease does; null for every other kind. */
  application: applicationRuleSchema.nullable().default(null),
  from: timestampSchema,
  until: timestampSchema,
})
export type Lease = z.infer<typeof leaseSchema>

/** Everything that restricts one device. Applying it is "make the PC match this", so that a repeat is harmless. */
export const leaseSetSchema = z.object({
  /** Grows with every change to the device's leases; a set older than the one held is not applied. */
  revision: z.number().int().nonnegative(),
  /** The hub's wall clock when it wrote the set; lease times are read against it. */
  hubNow: timestampSchema,
  leases: z.array(leaseSchema).max(32),
})
export type LeaseSet = z.infer<typeof leaseSetSchema>

const leaseFailures = [
  'no-display',
  'grab-refused',
  'draw-failed',
  'unsupported',
  'no-browser-part',
  'list-missing',
  'not-stopped',
] as const
export const leaseFailureSchema = z.enum(leaseFailures)
/**
 * Why a lease is not in force on a PC. `grab-refused`: the screen is covered but another program holds the keyboard or pointer.
 * `no-browser-part`: nothing on this PC can hold browsers to an internet rule. `list-missing`: the PC lacks a list of the rule, and keeps the web
 * closed until it has it. `not-stopped`: a program that the rule does not allow runs on although it was told to end.
 */
export type LeaseFailure = z.infer<typeof leaseFailureSchema>

/** What the PC itself says of one lease; `seen` is a message the pupil closed. */
export const leaseStateSchema = z.object({
  leaseId: idSchema,
  state: z.enum(['applied', 'failed', 'ended', 'seen']),
  failure: leaseFailureSchema.nullable(),
  at: timestampSchema,
})
export type LeaseState = z.infer<typeof leaseStateSchema>

export const leaseReportSchema = z.object({
  revision: z.number().int().nonnegative(),
  states: z.array(leaseStateSchema).max(64),
})
export type LeaseReport = z.infer<typeof leaseReportSchema>

/** A lease nobody gave an end lasts this long, so that a lost hub strands nobody. */
export const defaultLeaseMinutes = 60
/** The bound of the school's own setting for the longest lease. */
export const longestLeaseMinutes = 240
