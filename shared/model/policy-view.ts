import { z } from 'zod'
import { categorySchema, gradeSchema } from '../policy/categories'
import { leaseSchema } from './lease'
import { policyActSchema, policyExceptionSchema, policyScopeSchema, schoolTermSchema } from './policy-set'
import { policyPupilSchema } from './pupil-record'
import { textSchema, timestampSchema } from './scalars'
import { timeoutRuleSchema } from './timeout'

export const packEntrySchema = z.object({
  pack: z.string().max(60),
  title: textSchema(80),
  version: z.number().int().positive(),
  language: z.string().max(10),
  /** No school can take anything from it. */
  locked: z.boolean(),
  rules: z.array(z.object({ id: z.string().max(121), category: categorySchema, grade: gradeSchema, why: textSchema(300) })).max(1_000),
})
/** A shipped pack as people choose it. */
export type PackEntry = z.infer<typeof packEntrySchema>

/** Why a pack or rule is on or off for somebody: nobody limited it, it cannot be limited, or a limit says so. */
const appliedWhySchema = z.enum(['everybody', 'locked', 'limit'])

const appliedPackSchema = z.object({
  target: z.string().max(121),
  title: textSchema(80),
  on: z.boolean(),
  why: appliedWhySchema,
  /** The scopes of the limit, and of those the one that means this pupil now. */
  limit: z.array(policyScopeSchema).max(20),
  /** Who set the limit and why; null where nobody did, or the log no longer knows. */
  setBy: z.object({ displayName: textSchema(80), reason: textSchema(300), at: timestampSchema }).nullable(),
})

export const appliedPolicySchema = z.object({
  pupil: policyPupilSchema,
  displayName: textSchema(120),
  /** Whether the school has told anything of this pupil. */
  onRoster: z.boolean(),
  at: timestampSchema,
  revision: z.number().int().nonnegative(),
  /** Every pack, and each rule that is limited by itself. */
  packs: z.array(appliedPackSchema).max(600),
  terms: z.array(schoolTermSchema).max(500),
  exceptions: z.array(policyExceptionSchema).max(1_000),
  acts: z.array(policyActSchema).max(200),
  typedText: z.boolean(),
  /** What people ordered that holds now: for the pupil by name, and on the PCs where the pupil sits. */
  leases: z.array(leaseSchema).max(200),
  /** The PCs where the pupil sits, and when sessions end there; `own`: the room has a rule of its own. */
  places: z.array(z.object({ deviceName: textSchema(120), roomName: textSchema(80), rule: timeoutRuleSchema, own: z.boolean() })).max(20),
})
/** What holds for one pupil at one moment, and why. */
export type AppliedPolicy = z.infer<typeof appliedPolicySchema>
