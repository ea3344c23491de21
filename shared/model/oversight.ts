import { z } from 'zod'
import { auditEntrySchema } from './audit'
import { idSchema, textSchema, timestampSchema } from './scalars'
import { roleSchema } from './staff'
import { categorySchema, gradeSchema } from '../policy/categories'

const hourMs = 3_600_000

/** How long a concern of a grade may wait for somebody, before the head is told that it waits too long. */
export const overdueAfterMs: Readonly<Record<number, number>> = {
  1: 14 * 24 * hourMs,
  2: 7 * 24 * hourMs,
  3: 3 * 24 * hourMs,
  4: 24 * hourMs,
  5: hourMs,
}

const countSchema = z.number().int().nonnegative()

/** What one member of staff looked at and took out. */
export const lookSchema = z.object({
  staffId: idSchema,
  displayName: textSchema(80),
  role: roleSchema.nullable(),
  /** Classes and single PCs, live. */
  screens: countSchema,
  /** History of windows. */
  histories: countSchema,
  /** Concerns opened. */
  concerns: countSchema,
  /** Concerns whose pictures a reason was given for. */
  reveals: countSchema,
  /** Reports, packs and letters taken out of the hub. */
  exports: countSchema,
  /** Tries that the role does not allow. */
  refusals: countSchema,
})
export type Look = z.infer<typeof lookSchema>

export const overdueSchema = z.object({
  breachNumber: z.number().int().positive(),
  category: categorySchema,
  grade: gradeSchema,
  receivedAt: timestampSchema,
})

export type Overdue = z.infer<typeof overdueSchema>

const overdueIncidentSchema = z.object({
  incidentNumber: z.number().int().positive(),
  title: textSchema(120),
  /** Whose it is; null where nobody's. */
  assignee: textSchema(80).nullable(),
  /** Actions of its route that are not done, and the day the first of them was due. */
  actionsOpen: countSchema,
  dueAt: timestampSchema,
})

export const mostOversightEntries = 100

/** For the head: who looked at what, and what waits too long. */
export const oversightSchema = z.object({
  from: timestampSchema,
  looks: z.array(lookSchema).max(2_000),
  /** Newest first, with the reasons given. */
  reveals: z.array(auditEntrySchema).max(mostOversightEntries),
  exports: z.array(auditEntrySchema).max(mostOversightEntries),
  /** The longest wait first; `overdueCount` counts them all. */
  overdue: z.array(overdueSchema).max(mostOversightEntries),
  overdueCount: countSchema,
  /** Open incidents with an action whose day is over, the longest overdue first. */
  overdueIncidents: z.array(overdueIncidentSchema).max(mostOversightEntries).default([]),
})
export type Oversight = z.infer<typeof oversightSchema>
