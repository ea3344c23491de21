import { z } from 'zod'
import { pupilSchema } from './internet'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** What a pupil writes at most: a page. */
export const longestReport = 2_000
export const longestReply = 1_000

const reportTextSchema = textSchema(longestReport).trim().min(1)

/** A durable fact: what a pupil told the school's e-safety officers. `at` is the hub's time, as the PC reckons it. */
export const pupilReportSchema = z.object({
  kind: z.literal('pupil-report'),
  reportId: idSchema,
  /** Account of whoever was signed in. */
  user: textSchema(120),
  guest: z.boolean(),
  /** Asked that the name stays sealed. */
  confidential: z.boolean(),
  about: z.enum(['self', 'other']),
  text: reportTextSchema,
  at: timestampSchema,
})
export type PupilReport = z.infer<typeof pupilReportSchema>

/** `read`: an officer has opened it. */
const pupilReportStates = ['new', 'read', 'closed'] as const
export const pupilReportStateSchema = z.enum(pupilReportStates)
export type PupilReportState = z.infer<typeof pupilReportStateSchema>

const replySchema = z.object({ at: timestampSchema, by: textSchema(80), text: textSchema(longestReply) })

/** Replies to one report. */
export const mostReplies = 50
/** Openings and acts shown of one report, the newest. */
export const mostReportActs = 200

export const toldReportSchema = z.object({
  reportId: idSchema,
  at: timestampSchema,
  state: pupilReportStateSchema,
  /** Oldest first. */
  replies: z.array(replySchema).max(mostReplies),
})
/** As much of a report as goes back to whoever made it; never the text, which others at the PC could read. */
export type ToldReport = z.infer<typeof toldReportSchema>

export const mostToldReports = 10

export const toldReportsSchema = z.object({ userName: pupilSchema, reports: z.array(toldReportSchema).max(mostToldReports) })
export type ToldReports = z.infer<typeof toldReportsSchema>

/** Why an officer opens a sealed name: a few words, not a keystroke. */
export const openReasonSchema = textSchema(200).trim().min(3)

export const pupilReportSummarySchema = pupilReportSchema.pick({ reportId: true, about: true, confidential: true, at: true }).extend({
  /** Counts the hub's reports: short enough to be said aloud. */
  reportNumber: z.number().int().positive(),
  receivedAt: timestampSchema,
  state: pupilReportStateSchema,
  /** Null while it is sealed for who asks, and in what the feed tells. */
  user: textSchema(120).nullable(),
  /** From a guest account, which names nobody and gets no reply. */
  guest: z.boolean(),
  /** The PC; null while the name is sealed, for it would tell. */
  deviceName: textSchema(120).nullable(),
  replies: z.number().int().nonnegative(),
})
export type PupilReportSummary = z.infer<typeof pupilReportSummarySchema>

const reportIncidentSchema = z.object({ incidentId: idSchema, incidentNumber: z.number().int().positive() })
export type ReportIncident = z.infer<typeof reportIncidentSchema>

export const pupilReportDetailSchema = pupilReportSummarySchema.extend({
  text: textSchema(longestReport),
  /** The incident it belongs to. */
  incident: reportIncidentSchema.nullable().default(null),
  /** Oldest first, as the next two. */
  replyList: z.array(replySchema).max(mostReplies),
  openings: z.array(z.object({ at: timestampSchema, by: textSchema(80), reason: textSchema(200) })).max(mostReportActs),
  acts: z
    .array(z.object({ at: timestampSchema, by: textSchema(80), state: pupilReportStateSchema, note: textSchema(500) }))
    .max(mostReportActs),
})
export type PupilReportDetail = z.infer<typeof pupilReportDetailSchema>
