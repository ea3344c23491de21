import { z } from 'zod'
import { categorySchema, gradeSchema } from '../policy/categories'
import { siteSchema } from './internet'
import { groupSchema, yearGroupSchema } from './pupil-record'
import { idSchema, textSchema } from './scalars'
import { allowedHoursSchema, timeZoneSchema } from './timeout'

/** Whom and when something is for; each part left empty restricts nothing. A pupil of one of the years or of one of the groups is meant. */
export const policyScopeSchema = z.object({
  yearGroups: z.array(yearGroupSchema).max(14),
  groups: z.array(groupSchema).max(50),
  /** Stretches of the week in the school's time zone. */
  hours: z.array(allowedHoursSchema).max(21),
})
export type PolicyScope = z.infer<typeof policyScopeSchema>

export const everybodyAlways: PolicyScope = { yearGroups: [], groups: [], hours: [] }

/** A pack (`games`) or one of its rules (`games/game-pages`). */
export const policyTargetSchema = z
  .string()
  .max(121)
  .regex(/^[a-z0-9-]+(?:\/[a-z0-9-]+)?$/u)

/** More different whoms and whens than this one limit cannot have. */
export const mostScopes = 20
const scopesSchema = z.array(policyScopeSchema).max(mostScopes)

/** A pack or rule that is not simply on for everybody: on where one of the scopes holds, off when there is none. */
const policyLimitSchema = z.object({ target: policyTargetSchema, on: scopesSchema })

/** A phrase of the language of packs (docs/policies.md). */
const policyPhraseSchema = z.string().trim().min(2).pipe(textSchema(200))

export const schoolTermSchema = z.object({
  termId: idSchema,
  phrase: policyPhraseSchema,
  language: z.enum(['en', 'cy']),
  category: categorySchema,
  grade: gradeSchema,
  /** One sentence, shown with each concern. */
  why: textSchema(300).min(10),
  scope: policyScopeSchema,
})
/** A phrase the school itself wants flagged. */
export type SchoolTerm = z.infer<typeof schoolTermSchema>

/** What a pack or rule no longer flags: a match that touches the phrase is none. */
export const policyExceptionSchema = z.object({
  exceptionId: idSchema,
  target: policyTargetSchema,
  phrase: policyPhraseSchema,
  /** Only on this site and what is below it; null everywhere. */
  domain: siteSchema.nullable(),
})

/** The longest a PC locks itself for a rule, in minutes. */
export const longestOwnLockMinutes = 30

export const policyActSchema = z.object({
  target: policyTargetSchema,
  scope: policyScopeSchema,
  /** Closes the tab in which it was found. */
  closeTab: z.boolean(),
  /** Locks the PC for so long; null does not. */
  lockMinutes: z.number().int().min(1).max(longestOwnLockMinutes).nullable(),
  /** The pupil reads it under the lock. */
  message: textSchema(200),
})
/** What a PC does by itself when a rule matches (E10). */
export type PolicyAct = z.infer<typeof policyActSchema>

/** When a second person has to approve a change. `safeguarding`: of what takes anything from a safeguarding pack. */
export const secondPersonSchema = z.enum(['never', 'safeguarding', 'always'])

const policyBodySchema = z.object({
  limits: z.array(policyLimitSchema).max(300),
  terms: z.array(schoolTermSchema).max(500),
  exceptions: z.array(policyExceptionSchema).max(1_000),
  acts: z.array(policyActSchema).max(200),
  /** Whether what pupils type into pages is looked at, on their PC. */
  typedText: z.boolean(),
  secondPerson: secondPersonSchema,
  /** Whether a change of a shared list or scene waits for a second person too. */
  secondPersonForLists: z.boolean().default(false),
})
export type PolicyBody = z.infer<typeof policyBodySchema>

export const policySetSchema = policyBodySchema.extend({
  /** Another one for every state the policies were ever in. */
  policyId: idSchema,
  /** Grows by one with each change. */
  revision: z.number().int().nonnegative(),
})
/** What a school has made of the shipped packs. */
export type PolicySet = z.infer<typeof policySetSchema>

export const policyOrderSchema = z.object({ set: policySetSchema, timeZone: timeZoneSchema })
/** What one PC goes by: the hours of the set are read in the school's time zone. */
export type PolicyOrder = z.infer<typeof policyOrderSchema>

/** Owner of the lock a PC puts on itself for a rule: nobody's order, but the school's. */
export const policyOwner = { staffId: '00000000-0000-4000-8000-000000000001', displayName: 'School policy' } as const

/** The packs as they ship: everything on for everybody, nothing done by itself. */
export const shippedPolicy: PolicySet = {
  policyId: '00000000-0000-4000-8000-000000000000',
  revision: 0,
  limits: [],
  terms: [],
  exceptions: [],
  acts: [],
  typedText: false,
  secondPerson: 'safeguarding',
  secondPersonForLists: false,
}
