import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'
import { termSchema } from './school-term'

/** The termly paper for governors; the check of the school's own monitoring; what is kept of whom, for the impact assessment. */
export const reportKinds = ['governors', 'self-check', 'data-map'] as const
const reportKindSchema = z.enum(reportKinds)
export type ReportKind = z.infer<typeof reportKindSchema>

export const reportSchema = z.object({
  reportId: idSchema,
  kind: reportKindSchema,
  /** Of the governors' report; null of the others, which tell of the day they are made. */
  term: termSchema.nullable(),
  madeAt: timestampSchema,
  /** Null: by the schedule. */
  madeBy: textSchema(80).nullable(),
  bytes: z.number().int().positive(),
})
export type Report = z.infer<typeof reportSchema>

/** Reports a hub keeps; with one more, the oldest goes. */
export const mostReports = 60
export const largestReport = 4_000_000

/** What to make: a term belongs to the governors' report, and to no other. */
export const reportWishSchema = z
  .object({ kind: reportKindSchema, term: termSchema.nullable() })
  .refine(({ kind, term }) => (kind === 'governors') === (term !== null), 'term: of a governors’ report, and of that alone')

/** As the file is called: nothing in it names anybody. */
export const reportFileName = ({ kind, term, madeAt }: Pick<Report, 'kind' | 'term' | 'madeAt'>): string =>
  `classwarden-${kind}-${term ?? new Date(madeAt).toISOString().slice(0, 10)}.pdf`

export const reportSettingsSchema = z.object({
  /** Whether the governors' report is made by itself when a term is over. */
  scheduled: z.boolean(),
  /** As it stands on papers; empty where nobody has said it. */
  schoolName: textSchema(120),
})
export type ReportSettings = z.infer<typeof reportSettingsSchema>

export const longestAnswer = 1_000

/** A line of the self-check: what the hub has measured, and what the school says of itself. */
export const selfCheckItemSchema = z.object({
  questionId: z.string().max(40),
  section: textSchema(80),
  question: textSchema(300),
  /** Null where no program can know it. */
  measured: textSchema(1_000).nullable(),
  answer: textSchema(longestAnswer),
})
export type SelfCheckItem = z.infer<typeof selfCheckItemSchema>
