import { z } from 'zod'
import { agreementAnswerSchema } from './agreement'
import { breachRepeatSchema, breachSchema } from './breach'
import { pupilReportSchema } from './pupil-report'
import { idSchema, textSchema, timestampSchema } from './scalars'

export const tamperKinds = [
  'agent-stopped',
  'agent-killed',
  'clock-moved',
  'link-lost',
  'disk-full',
  'capture-blocked',
  'lock-broken',
  'history-dropped',
  'browser-unwatched',
  'application-stopped',
  'program-elsewhere',
  'hub-restored',
  'self-test-failed',
  'hardware-missing',
] as const
export const tamperKindSchema = z.enum(tamperKinds)
export type TamperKind = z.infer<typeof tamperKindSchema>
/** `history-dropped`: usage that never reached the hub was given up, for want of room or because the disk lost it. `browser-unwatched`: a browser ran without our extension and was closed. `application-stopped`: a rule for applications ended it. `program-elsewhere`: it lay outside the folders the school approves. `hub-restored`: the hub was restored from a backup, and what the PC had told since that was made is gone; the hub's own. `self-test-failed`: the hub's own too, a self-test of the PC did not come through. `hardware-missing`: the PC has less memory, or a disk less, than when it was last read; the hub finds it. */

/** One application used without a break: equal heartbeats merged. Times are the hub's, as the PC reckons them. */
export const usageSchema = z.object({
  kind: z.literal('usage'),
  user: textSchema(120),
  application: textSchema(120),
  title: textSchema(512),
  from: timestampSchema,
  until: timestampSchema,
})
export type Usage = z.infer<typeof usageSchema>

/** More downloads are in no answer. */
export const mostDownloads = 500
/** Longer names of files are cut. */
export const longestDownloadName = 255

/** A file that began to be downloaded; `at` is the hub's time, as the PC reckons it. */
export const downloadSchema = z.object({
  kind: z.literal('download'),
  user: textSchema(120),
  /** Empty where it came from no site. */
  site: textSchema(255),
  /** Empty where it has no name, and of a site on the privacy list. */
  file: textSchema(longestDownloadName),
  at: timestampSchema,
})
export type Download = z.infer<typeof downloadSchema>

export const tamperSchema = z.object({
  kind: z.literal('tamper'),
  tamper: tamperKindSchema,
  from: timestampSchema,
  /** Null while it lasts, or when its end is not known. */
  until: timestampSchema.nullable(),
  detail: textSchema(200),
})
export type Tamper = z.infer<typeof tamperSchema>

export const durableFactSchema = z.discriminatedUnion('kind', [
  usageSchema,
  downloadSchema,
  tamperSchema,
  breachSchema,
  breachRepeatSchema,
  agreementAnswerSchema,
  pupilReportSchema,
])
/** A fact that must arrive even when the hub is away: it waits on the agent's disk. */
export type DurableFact = z.infer<typeof durableFactSchema>

export const queuedFactSchema = z.object({
  /** Grows by one with every fact of this device, across restarts: the hub takes each number once. */
  number: z.number().int().positive(),
  fact: durableFactSchema,
})
export type QueuedFact = z.infer<typeof queuedFactSchema>

/** Most facts in one delivery. */
export const mostFactsDelivered = 200

/** A tamper fact as staff see it. */
export const flagSchema = z.object({
  flagId: idSchema,
  deviceId: idSchema,
  deviceName: textSchema(120),
  roomId: idSchema,
  /** Account of the pupil who was signed in then; null when nobody was, or for roles that may not see who sits where. */
  user: textSchema(120).nullable().default(null),
  tamper: tamperKindSchema,
  from: timestampSchema,
  until: timestampSchema.nullable(),
  detail: textSchema(200),
  /** When the hub learned it, which may be much later. */
  learnedAt: timestampSchema,
  /** Who looked at it first; null while nobody has. */
  seenBy: textSchema(80).nullable(),
})
export type Flag = z.infer<typeof flagSchema>

/** Longest stretch one timeline may be asked for. */
export const longestTimelineMs = 24 * 60 * 60_000
