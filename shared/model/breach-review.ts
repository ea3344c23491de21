import { z } from 'zod'
import { categorySchema, gradeSchema } from '../policy/categories'
import { breachSchema, snapshotSchema } from './breach'
import { yearGroupSchema } from './pupil-record'
import { downloadSchema, mostDownloads, usageSchema } from './outbox'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** Where a person has brought a concern. Staff read "concern"; the code says breach from the sensor to the view. */
export const breachStates = ['new', 'under-review', 'false-positive', 'resolved', 'escalated'] as const
export const breachStateSchema = z.enum(breachStates)
export type BreachState = z.infer<typeof breachStateSchema>

/** A concern as a list shows it. */
export const breachSummarySchema = breachSchema
  .pick({ breachId: true, takenAt: true, rule: true, category: true, grade: true, source: true, match: true, user: true, test: true })
  .extend({
    /** Counts the hub's concerns in the order they were learned: short enough to be said aloud. */
    breachNumber: z.number().int().positive(),
    deviceId: idSchema,
    deviceName: textSchema(120),
    roomId: idSchema,
    application: textSchema(120),
    url: breachSchema.shape.url,
    /** When the hub learned it, which may be much later than it happened. */
    receivedAt: timestampSchema,
    /** How often the same was seen, and when last. */
    count: z.number().int().positive(),
    lastAt: timestampSchema,
    /** Pictures the hub holds. */
    pictures: z.number().int().nonnegative(),
    state: breachStateSchema,
    /** Who decided last; null while nobody has. */
    decidedBy: textSchema(80).nullable(),
    decidedAt: timestampSchema.nullable(),
    /** The incident it is linked into. */
    incident: z.object({ incidentId: idSchema, incidentNumber: z.number().int().positive() }).nullable().default(null),
    /** Its pictures are sealed away for good: nobody is shown them again. */
    quarantined: z.boolean().default(false),
  })
export type BreachSummary = z.infer<typeof breachSummarySchema>

export const longestNote = 1_000

export const breachDecisionSchema = z.object({
  at: timestampSchema,
  by: textSchema(80),
  from: breachStateSchema,
  to: breachStateSchema,
  note: textSchema(longestNote),
})
export type BreachDecision = z.infer<typeof breachDecisionSchema>

/** A picture the hub holds, without the picture. */
const snapshotEntrySchema = snapshotSchema.pick({
  part: true,
  takenAt: true,
  monitor: true,
  width: true,
  height: true,
  sha256: true,
})
export type SnapshotEntry = z.infer<typeof snapshotEntrySchema>

/** A concern as its page shows it. */
export const breachDetailSchema = breachSummarySchema.extend({
  ...breachSchema.pick({ why: true, window: true, inFront: true }).shape,
  /** In the order they were taken. */
  snapshots: z.array(snapshotEntrySchema).max(3),
  /** The most that may come; some may be on their way, or were given up on the PC. */
  snapshotsTold: z.number().int().nonnegative(),
  /** Whether who asked may see the pictures at all. */
  maySeePictures: z.boolean(),
  /** The reason who asked gave for seeing them; null while none was given. */
  revealReason: textSchema(200).nullable(),
  /** Oldest first. */
  decisions: z.array(breachDecisionSchema).max(200),
})
export type BreachDetail = z.infer<typeof breachDetailSchema>

/** What a list is narrowed to; an empty list of states, grades or categories lets all through. */
export const breachFilterSchema = z.object({
  states: z.array(breachStateSchema).max(breachStates.length).default([]),
  grades: z.array(gradeSchema).max(5).default([]),
  categories: z.array(categorySchema).max(40).default([]),
  /** Of pupils of the roster. */
  years: z.array(yearGroupSchema).max(14).default([]),
  /** The account it is about, whatever its case; empty for anybody's. */
  person: textSchema(120).default(''),
  roomId: idSchema.nullable().default(null),
  /** When it happened. */
  from: timestampSchema.nullable().default(null),
  until: timestampSchema.nullable().default(null),
  /**
   * Words, or how they begin, in the matched text and its surroundings, the account, PC, window, address or rule: all of them, whatever their order
   * and case.
   */
  text: textSchema(120).default(''),
})
export type BreachFilter = z.infer<typeof breachFilterSchema>

/** How long before and after a concern its history is shown. */
export const aroundMs = 15 * 60_000

/** What was in front on the PC around a concern, and what else there is about the same person. */
export const breachSurroundingsSchema = z.object({
  /** Oldest first. */
  spans: z.array(usageSchema).max(1_000),
  downloads: z.array(downloadSchema).max(mostDownloads),
  /** Of the same account, newest first. */
  earlier: z.array(breachSummarySchema).max(20),
})

/** Concerns one act may name. */
export const mostBreachesAtOnce = 200

/** A reason is a few words, not a keystroke. */
export const longestRevealReason = 200
export const revealReasonSchema = textSchema(longestRevealReason).trim().min(3)

/** What of the concerns the teachers of a class get; never more than the officer has. */
export const breachSharingSchema = z.object({
  categories: z.array(categorySchema).max(40),
  pictures: z.boolean(),
})
export type BreachSharing = z.infer<typeof breachSharingSchema>

/** Nothing of safeguarding: that goes to the officer alone until the school says otherwise. */
export const defaultBreachSharing: BreachSharing = { categories: ['games', 'social-media', 'time-online'], pictures: false }
