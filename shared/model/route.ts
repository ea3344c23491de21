import { z } from 'zod'
import { type Category, categorySchema } from '../policy/categories'
import { textSchema } from './scalars'

/** Pupils and staff have a matrix each. */
export const personKinds = ['pupil', 'staff'] as const
export const personKindSchema = z.enum(personKinds)
export type PersonKind = z.infer<typeof personKindSchema>

/** The columns of each matrix, in the policy's order. `authority` is the local authority or HR, `e-services` whoever runs the filter. */
export const routeColumns = {
  pupil: ['class-teacher', 'headteacher', 'police', 'e-services', 'parents', 'remove-access', 'warning', 'further-sanction'],
  staff: ['headteacher', 'authority', 'police', 'e-services', 'warning', 'suspension', 'disciplinary'],
} as const
export const routeActionSchema = z.enum([...new Set([...routeColumns.pupil, ...routeColumns.staff])])
export type RouteAction = z.infer<typeof routeActionSchema>

/** What of a route punishes: more of the same after one of these is a continued infringement. */
export const sanctions: readonly RouteAction[] = ['remove-access', 'warning', 'further-sanction', 'suspension', 'disciplinary']

const mostRows = 60

const routeRowSchema = z.object({
  /** Shipped rows have a name, the school's own a UUID. */
  rowId: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  title: textSchema(200).trim().min(3),
  actions: z.array(routeActionSchema).max(routeActionSchema.options.length),
  /** Concerns of these propose the row. */
  categories: z.array(categorySchema).max(40),
  /** Proposed when a person goes on after warnings or sanctions. */
  continued: z.boolean().default(false),
})
export type RouteRow = z.infer<typeof routeRowSchema>

const rowsSchema = (who: PersonKind) =>
  z
    .array(routeRowSchema)
    .min(1)
    .max(mostRows)
    .refine((rows) => new Set(rows.map(({ rowId }) => rowId)).size === rows.length, 'a row stands twice')
    .refine(
      (rows) => rows.every(({ actions }) => actions.every((action) => routeColumns[who].some((column) => column === action))),
      `an action that is no column for ${who}`,
    )

/** Who is called when, as the school's page of next steps shows it. `reach` is empty until the school has filled it in. */
const contactSchema = z.object({ name: textSchema(120).trim().min(1), reach: textSchema(200), when: textSchema(400) })
const contactsSchema = z.array(contactSchema).max(40)

/** The school's route matrices, and what goes with them. */
export const routeBookSchema = z.object({
  pupil: rowsSchema('pupil'),
  staff: rowsSchema('staff'),
  /** Sites of examination coursework: open to whoever's access is removed, until somebody takes them out of the one removal. */
  coursework: z.array(textSchema(300)).max(100),
  contacts: contactsSchema,
})
export type RouteBook = z.infer<typeof routeBookSchema>

/** Why a row was proposed. `welfare`: the concern asks for help and not for a sanction, so that no row is proposed. */
const proposalReasonSchema = z.enum(['category', 'continued', 'welfare', 'none'])

export const routeProposalSchema = z.object({
  rowId: routeRowSchema.shape.rowId.nullable(),
  why: proposalReasonSchema,
  /** Earlier incidents of this person that ended in a warning or sanction. */
  repeats: z.number().int().nonnegative(),
})
export type RouteProposal = z.infer<typeof routeProposalSchema>

/** Where a child may need help: no sanction is ever proposed for these, and extremism goes to the safeguarding lead, never by itself. */
const welfare: readonly Category[] = ['self-harm', 'suicide', 'eating-disorder', 'grooming', 'extremism']

/**
 * The row an incident proposes to whoever decides. `categories`: of its concerns, the gravest first. A row that calls the police is never put
 * behind the one for continued infringements.
 */
export const proposeRow = (rows: readonly RouteRow[], categories: readonly Category[], repeats: number): RouteProposal => {
  const [gravest] = categories
  if (gravest !== undefined && welfare.includes(gravest)) return { rowId: null, why: 'welfare', repeats }
  const own = categories.flatMap((category) => rows.find((row) => row.categories.includes(category)) ?? []).at(0)
  const continued = repeats === 0 ? undefined : rows.find((row) => row.continued)
  if (continued !== undefined && own?.actions.includes('police') !== true) return { rowId: continued.rowId, why: 'continued', repeats }
  return own === undefined ? { rowId: null, why: 'none', repeats } : { rowId: own.rowId, why: 'category', repeats }
}
