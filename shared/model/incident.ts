import { z } from 'zod'
import { categorySchema, gradeSchema } from '../policy/categories'
import { breachFilterSchema, breachStateSchema, breachSummarySchema, longestNote } from './breach-review'
import { sha256Schema } from './evidence'
import { yearGroupSchema } from './pupil-record'
import { letterDraftSchema, letterSchema, mostDrafts, mostLetters } from './letter'
import { mostNotices, parentNoticeSchema, parentsToldSchema } from './parent-notice'
import { personKindSchema, routeActionSchema, routeProposalSchema } from './route'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** Concerns one incident may link, and how many one act may name. */
export const mostLinked = 200

export const incidentTitleSchema = textSchema(120).trim().min(3)
/** The account of the person it is about; null while nobody knows. */
export const incidentPersonSchema = textSchema(120).trim().min(1).nullable()

const staffRefSchema = z.object({ staffId: idSchema, displayName: textSchema(80) })

/** One or more concerns under review: what an officer decides about, assigns and follows to its end. States are those of a concern. */
export const incidentSummarySchema = z.object({
  incidentId: idSchema,
  /** Counts the hub's incidents: short enough to be said aloud. */
  incidentNumber: z.number().int().positive(),
  title: textSchema(120),
  state: breachStateSchema,
  person: textSchema(120).nullable(),
  personKind: personKindSchema,
  /** As the roster has it now. */
  displayName: textSchema(120).nullable(),
  yearGroup: yearGroupSchema.nullable(),
  /** Of its gravest concern; null without any. */
  grade: gradeSchema.nullable(),
  /** Of its concerns, the gravest first. */
  categories: z.array(categorySchema).max(40),
  concerns: z.number().int().nonnegative(),
  /** When its concerns happened, first and last. */
  earliestAt: timestampSchema.nullable(),
  latestAt: timestampSchema.nullable(),
  assignee: staffRefSchema.nullable(),
  openedAt: timestampSchema,
  openedBy: textSchema(80),
  changedAt: timestampSchema,
  /** Whether pictures of it are quarantined. */
  quarantined: z.boolean(),
  /** The row of the route matrix that a person confirmed; null while nobody has. */
  routeTitle: textSchema(200).nullable(),
  /** Actions of the route that are not done, and when the first of them is due. */
  actionsOpen: z.number().int().nonnegative(),
  dueAt: timestampSchema.nullable(),
})
export type IncidentSummary = z.infer<typeof incidentSummarySchema>

const longestOutcome = 1_000

/** One action of the confirmed route. */
export const incidentActionSchema = z.object({
  actionId: idSchema,
  action: routeActionSchema,
  dueAt: timestampSchema.nullable(),
  /** The day somebody says it was done; null while it is not. */
  doneAt: timestampSchema.nullable(),
  doneBy: textSchema(80).nullable(),
  outcome: textSchema(longestOutcome),
  /** The internet lease that carries out a removal of access. */
  leaseId: idSchema.nullable(),
})
export type IncidentAction = z.infer<typeof incidentActionSchema>

const breachNumbersSchema = z.array(z.number().int().positive()).max(mostLinked)

/** What can happen to an incident. Each is chained as it is written; a new kind is added here. */
export const incidentDeedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), title: textSchema(120), person: textSchema(120).nullable(), personKind: personKindSchema }),
  z.object({ kind: z.literal('described'), title: textSchema(120), person: textSchema(120).nullable(), personKind: personKindSchema }),
  z.object({ kind: z.literal('linked'), breachNumbers: breachNumbersSchema }),
  z.object({ kind: z.literal('unlinked'), breachNumbers: breachNumbersSchema }),
  z.object({ kind: z.literal('decided'), from: breachStateSchema, to: breachStateSchema, note: textSchema(longestNote) }),
  z.object({ kind: z.literal('assigned'), to: textSchema(80).nullable() }),
  z.object({ kind: z.literal('noted'), note: textSchema(longestNote) }),
  z.object({
    kind: z.literal('routed'),
    rowId: textSchema(60),
    title: textSchema(200),
    actions: z.array(routeActionSchema).max(40),
    proposedRowId: textSchema(60).nullable(),
    /** Why it is another row, or other actions, than proposed; empty where it is not. */
    reason: textSchema(500),
  }),
  z.object({
    kind: z.literal('acted'),
    action: routeActionSchema,
    dueAt: timestampSchema.nullable(),
    doneAt: timestampSchema.nullable(),
    outcome: textSchema(longestOutcome),
  }),
  z.object({ kind: z.literal('access-removed'), leaseId: idSchema, until: timestampSchema, exceptions: z.array(textSchema(300)).max(100) }),
  z.object({
    kind: z.literal('quarantined'),
    breachNumbers: breachNumbersSchema,
    pictures: z.number().int().nonnegative(),
    reason: textSchema(500),
  }),
  /** An evidence pack was made of it, and handed to whoever asked. */
  z.object({
    kind: z.literal('packed'),
    packId: idSchema,
    /** Of the archive. */
    sha256: sha256Schema,
    pictures: z.number().int().nonnegative(),
    picturesLeftOut: z.number().int().nonnegative(),
    reason: textSchema(300),
  }),
  parentsToldSchema.extend({ kind: z.literal('parents-told'), noticeId: idSchema }),
  z.object({ kind: z.literal('parents-withheld'), noticeId: idSchema, reason: textSchema(500) }),
  z.object({ kind: z.literal('parents-taken-back'), noticeId: idSchema, reason: textSchema(500) }),
  z.object({ kind: z.literal('letter-decided'), title: textSchema(120), approve: z.boolean(), note: textSchema(500) }),
  letterSchema
    .pick({ letterId: true, letterNumber: true, title: true, pdfSha256: true, docxSha256: true })
    .extend({ kind: z.literal('letter-issued') }),
  /** A pupil's report, by its number alone: what stands in it is for officers. */
  z.object({ kind: z.literal('report-linked'), reportNumber: z.number().int().positive() }),
  z.object({ kind: z.literal('report-unlinked'), reportNumber: z.number().int().positive() }),
])
export type IncidentDeed = z.infer<typeof incidentDeedSchema>

const incidentEventSchema = z.object({ at: timestampSchema, by: textSchema(80), deed: incidentDeedSchema })
export type IncidentEvent = z.infer<typeof incidentEventSchema>

/** Most events and earlier concerns one answer holds. */
export const mostEvents = 500
export const mostEarlier = 50

/** Reports of pupils that one incident may have. */
export const mostIncidentReports = 50

const incidentReportSchema = z.object({ reportId: idSchema, reportNumber: z.number().int().positive(), at: timestampSchema })
/** A pupil's report that belongs to an incident, as the head may know it too: neither what was written, nor by whom. */
export type IncidentReport = z.infer<typeof incidentReportSchema>

/** An incident as its page shows it. */
export const incidentDetailSchema = incidentSummarySchema.extend({
  /** Newest first. */
  breaches: z.array(breachSummarySchema).max(mostLinked),
  /** In the order of the matrix. */
  actions: z.array(incidentActionSchema).max(40),
  /** The confirmed row and what of it was deviated from. */
  route: z.object({ rowId: textSchema(60), at: timestampSchema, by: textSchema(80), reason: textSchema(500) }).nullable(),
  proposal: routeProposalSchema,
  /** The newest, oldest of them first. */
  events: z.array(incidentEventSchema).max(mostEvents),
  /** Other concerns of the same person, newest first. */
  earlier: z.array(breachSummarySchema).max(mostEarlier),
  /** What its person's parents were told, newest first. */
  notices: z.array(parentNoticeSchema).max(mostNotices).default([]),
  /** Letters that have not gone out, and those that have; newest first. */
  drafts: z.array(letterDraftSchema).max(mostDrafts).default([]),
  letters: z.array(letterSchema).max(mostLetters).default([]),
  /** Reports of pupils that belong to it, oldest first. */
  reports: z.array(incidentReportSchema).max(mostIncidentReports).default([]),
})
export type IncidentDetail = z.infer<typeof incidentDetailSchema>

/** What a list of incidents is narrowed to; an empty list lets all through. `from` and `until` are about its concerns. */
export const incidentFilterSchema = breachFilterSchema.extend({
  /** `nobody`: those assigned to no one. */
  assignee: z
    .union([idSchema, z.literal('nobody')])
    .nullable()
    .default(null),
  /** Only those with an action whose day is over. */
  overdue: z.boolean().default(false),
})
export type IncidentFilter = z.infer<typeof incidentFilterSchema>

export const mostSavedFilters = 40

/** A filter that one member of staff keeps under a name. */
export const savedFilterSchema = z.object({
  filterId: idSchema,
  name: textSchema(60).trim().min(1),
  saved: z.discriminatedUnion('of', [
    z.object({ of: z.literal('breaches'), filter: breachFilterSchema }),
    z.object({ of: z.literal('incidents'), filter: incidentFilterSchema }),
  ]),
})
export type SavedFilter = z.infer<typeof savedFilterSchema>
