import { z } from 'zod'
import { fail, ok, type Outcome } from '../outcome'
import type { Category } from '../policy/categories'
import { listChangeSchema } from './list-change'
import {
  type PolicyBody,
  policyActSchema,
  policyExceptionSchema,
  type PolicySet,
  policySetSchema,
  policyTargetSchema,
  schoolTermSchema,
  secondPersonSchema,
} from './policy-set'
import { idSchema, textSchema, timestampSchema } from './scalars'

const { limits } = policySetSchema.shape

export const policyChangeSchema = z.discriminatedUnion('kind', [
  /** `on` null: for everybody again. */
  z.object({ kind: z.literal('limit'), target: policyTargetSchema, on: limits.element.shape.on.nullable() }),
  /** New, or in place of the one of that id. */
  z.object({ kind: z.literal('term'), term: schoolTermSchema }),
  z.object({ kind: z.literal('remove-term'), termId: idSchema }),
  z.object({ kind: z.literal('exception'), exception: policyExceptionSchema }),
  z.object({ kind: z.literal('remove-exception'), exceptionId: idSchema }),
  z.object({ kind: z.literal('act'), act: policyActSchema }),
  z.object({ kind: z.literal('remove-act'), target: policyTargetSchema }),
  z.object({ kind: z.literal('typed-text'), on: z.boolean() }),
  z.object({ kind: z.literal('second-person'), when: secondPersonSchema }),
  z.object({ kind: z.literal('second-person-lists'), on: z.boolean() }),
])
/** One step from one state of the school's policies to the next. */
export type PolicyChange = z.infer<typeof policyChangeSchema>

/** Why: the log keeps it for good. */
export const changeReasonSchema = z.string().trim().min(5).pipe(textSchema(300))

/** What stands in the one change log: of the policies, and of the lists that colleagues share. */
const loggedChangeSchema = z.discriminatedUnion('kind', [...policyChangeSchema.options, ...listChangeSchema.options])
export type LoggedChange = z.infer<typeof loggedChangeSchema>

const namedSchema = z.object({ staffId: idSchema, displayName: textSchema(80) })

export const policyChangeRecordSchema = z.object({
  changeId: idSchema,
  change: loggedChangeSchema,
  /** Empty only of a shared list where the school asks for none. */
  reason: textSchema(300),
  proposedBy: namedSchema,
  proposedAt: timestampSchema,
  /** `waiting`: for a second person. */
  state: z.enum(['waiting', 'in-force', 'refused', 'withdrawn']),
  /** Who approved, refused or withdrew it; null while nobody has, and where nobody had to. */
  decidedBy: namedSchema.nullable(),
  decidedAt: timestampSchema.nullable(),
  note: textSchema(300),
  /** The revision of the policies it made; null until it is in force, and for lists. */
  revision: z.number().int().positive().nullable(),
})
/** A line of the change log (E6). */
export type PolicyChangeRecord = z.infer<typeof policyChangeRecordSchema>

/** Categories about a lesson rather than a child's safety; every other is safeguarding. */
const lessonCategories: readonly Category[] = ['games', 'social-media', 'time-online', 'piracy']
const isSafeguarding = (category: Category): boolean => !lessonCategories.includes(category)

const replaced = <T>(all: readonly T[], one: T, isSame: (other: T) => boolean): T[] => [...all.filter((other) => !isSame(other)), one]

const changedBody = (set: PolicySet, change: PolicyChange): Partial<PolicyBody> | null => {
  switch (change.kind) {
    case 'limit': {
      const others = set.limits.filter(({ target }) => target !== change.target)
      return { limits: change.on === null ? others : [...others, { target: change.target, on: change.on }] }
    }
    case 'term':
      return { terms: replaced(set.terms, change.term, ({ termId }) => termId === change.term.termId) }
    case 'remove-term':
      return set.terms.some(({ termId }) => termId === change.termId)
        ? { terms: set.terms.filter(({ termId }) => termId !== change.termId) }
        : null
    case 'exception':
      return {
        exceptions: replaced(set.exceptions, change.exception, ({ exceptionId }) => exceptionId === change.exception.exceptionId),
      }
    case 'remove-exception':
      return set.exceptions.some(({ exceptionId }) => exceptionId === change.exceptionId)
        ? { exceptions: set.exceptions.filter(({ exceptionId }) => exceptionId !== change.exceptionId) }
        : null
    case 'act':
      return { acts: replaced(set.acts, change.act, ({ target }) => target === change.act.target) }
    case 'remove-act':
      return set.acts.some(({ target }) => target === change.target)
        ? { acts: set.acts.filter(({ target }) => target !== change.target) }
        : null
    case 'typed-text':
      return { typedText: change.on }
    case 'second-person':
      return { secondPerson: change.when }
    case 'second-person-lists':
      return { secondPersonForLists: change.on }
  }
}

/** The set after one change, under a new id. `not-found`: it takes away what is not there. `policy-full`: there are too many of its kind. */
export const applyPolicyChange = (
  set: PolicySet,
  change: PolicyChange,
  policyId: string,
): Outcome<PolicySet, 'not-found' | 'policy-full'> => {
  const body = changedBody(set, change)
  if (body === null) return fail('not-found', 'That is no longer part of the policies. Look at them again.')
  const next = policySetSchema.safeParse({ ...set, ...body, policyId, revision: set.revision + 1 })
  return next.success ? ok(next.data) : fail('policy-full', 'The school has as many of these as it can have. Remove one first.')
}

/** Whether changes of shared lists and scenes wait for somebody else. */
export const listsNeedSecondPerson = ({ secondPerson, secondPersonForLists }: PolicySet): boolean =>
  secondPersonForLists || secondPerson === 'always'

const strictness = { never: 0, safeguarding: 1, always: 2 } as const

/** [PO6] Whether somebody else has to approve the change. `categoriesOf` tells what a pack or rule is about. */
export const needsSecondPerson = (set: PolicySet, change: PolicyChange, categoriesOf: (target: string) => readonly Category[]): boolean => {
  if (change.kind === 'second-person-lists' && set.secondPersonForLists && !change.on) return true
  if (set.secondPerson === 'never') return false
  // Whoever may switch the second person off alone needs none.
  if (change.kind === 'second-person') return strictness[change.when] < strictness[set.secondPerson]
  if (set.secondPerson === 'always') return true
  return change.kind === 'limit' && change.on !== null && categoriesOf(change.target).some(isSafeguarding)
}
