import { z } from 'zod'
import { applicationWishSchema } from '../model/application'
import { auditEntrySchema } from '../model/audit'
import { deviceViewSchema, restrictionSchema, roomSchema, roomSummarySchema } from '../model/device'
import { internetWishSchema, longestPupilLeaseDays, pupilSchema } from '../model/internet'
import { leaseSchema, longestLeaseMinutes, restrictionKindSchema } from '../model/lease'
import { lessonSchema, longestLessonMinutes } from '../model/lesson'
import { downloadSchema, flagSchema, longestTimelineMs, mostDownloads, usageSchema } from '../model/outbox'
import { powerWishSchema } from '../model/power'
import { mostSchedules, powerPlanSchema, powerScheduleSchema, powerScheduleViewSchema } from '../model/power-schedule'
import { privacyListSchema } from '../model/privacy-list'
import { iconHashSchema, iconPngSchema } from '../model/site-icon'
import { idSchema, textSchema, timestampSchema } from '../model/scalars'
import { schoolSettingsSchema } from '../model/school-settings'
import { thumbnailSchema } from '../model/screen'
import { openedUrlSchema, tabCloseSchema, tabResultSchema } from '../model/tab-order'
import { schoolTimeoutsSchema, timeoutRuleSchema } from '../model/timeout'
import { wakeResultSchema } from '../model/wake'
import { agreementCalls } from './agreement-calls'
import { backupOrders } from './backup-calls'
import { approvalCalls } from './approval-calls'
import { breachFeeds, breachOrders } from './breach-calls'
import { coverageCalls } from './coverage-calls'
import { buildCalls } from './build-calls'
import { consoleBuildCalls } from './console-build-calls'
import { deviceOrders } from './device-calls'
import { doctorOrders } from './doctor-calls'
import { incidentFeeds, incidentOrders } from './incident-calls'
import { inventoryOrders } from './inventory-calls'
import { letterOrders } from './letter-calls'
import { sceneOrders } from './scene-orders'
import { policyCalls } from './policy-calls'
import { evidenceOrders } from './evidence-calls'
import { retentionOrders } from './retention-calls'
import { registerOrders } from './register-calls'
import { selfTestCalls } from './self-test-calls'
import { staffOrders } from './staff-calls'
import { staffGateOrders } from './staff-gate-calls'
import { reportCalls } from './report-calls'
import { pupilReportCalls, pupilReportFeeds } from './pupil-report-calls'
import { doneSchema, message, staffCall } from './table'
import { protocolVersionSchema } from './version'

const targetSchema = z.object({ roomId: idSchema, deviceIds: z.array(idSchema).min(1).max(1_000) })

/** A PC at which a pupil sits, and how the lease stands there. */
const pupilPlaceSchema = z.object({
  deviceId: idSchema,
  deviceName: textSchema(120),
  state: restrictionSchema.shape.state,
  failure: restrictionSchema.shape.failure,
})

/** Every role may watch a room; pictures and titles go to these only. */
export const screenViewers = ['teacher', 'head'] as const
const everyone = ['teacher', 'technician', 'officer', 'head'] as const

/** Orders from a console, each with who may give it. */
export const consoleOrders = {
  'hub:about': staffCall(
    'anonymous',
    z.object({ protocol: protocolVersionSchema }),
    z.object({
      hubName: textSchema(80),
      hubVersion: textSchema(40),
      protocol: protocolVersionSchema,
      hubNow: timestampSchema,
      firstRun: z.boolean(),
    }),
  ),
  ...staffOrders,

  'room:list': staffCall(everyone, z.object({}), z.array(roomSummarySchema).max(1_000)),
  'room:create': staffCall(['technician'], z.object({ name: textSchema(80).min(1) }), roomSchema),
  /** Begins the room's feed: the reply is the snapshot that `room:patch` number `patch + 1` continues. Asking again re-snapshots. */
  'room:watch': staffCall(
    everyone,
    z.object({ roomId: idSchema }),
    z.object({
      room: roomSchema,
      patch: z.number().int().nonnegative(),
      hubNow: timestampSchema,
      screens: z.boolean(),
      lesson: lessonSchema.nullable().default(null),
      devices: z.array(deviceViewSchema).max(2_000),
    }),
  ),
  'room:unwatch': staffCall(everyone, z.object({ roomId: idSchema }), doneSchema),

  ...deviceOrders,
  ...registerOrders,
  ...inventoryOrders,
  ...approvalCalls,

  /** One lease for every device named. `orderId` is made by the console once a click: a repeat is refused as `replayed`. */
  'restriction:order': staffCall(
    ['teacher'],
    targetSchema
      .extend({
        orderId: idSchema,
        kind: restrictionKindSchema,
        reason: textSchema(200),
        text: textSchema(500),
        minutes: z.number().positive().max(longestLeaseMinutes),
        /** What an `internet` order does, and null in any other; a class is granted nothing it has anyway. */
        internet: internetWishSchema.nullable().default(null),
        /** What an `application` order does, and null in any other. */
        application: applicationWishSchema.nullable().default(null),
        /** Without this an order over another teacher's lesson or restriction is `held-by-another`; with it the other is told. */
        takeOver: z.boolean().default(false),
      })
      .refine(({ kind, internet }) => (kind === 'internet') === (internet !== null), 'internet: what an internet order does, and only that')
      .refine(
        ({ kind, application }) => (kind === 'application') === (application !== null),
        'application: what an application order does, and only that',
      )
      .refine(({ internet }) => internet?.access !== 'granted', 'internet: only a pupil is granted it'),
    z.object({ leaseId: idSchema, until: timestampSchema, silentDeviceIds: z.array(idSchema) }),
  ),
  /** Ends the live leases of these kinds on these devices, whoever ordered them. */
  'restriction:lift': staffCall(
    ['teacher', 'technician', 'head'],
    targetSchema.extend({ orderId: idSchema, kinds: z.array(restrictionKindSchema).min(1) }),
    z.object({ lifted: z.number().int().nonnegative(), silentDeviceIds: z.array(idSchema) }),
  ),

  /** Opens an address on each PC that is linked now; the answer holds each PC's own word. */
  'tab:open': staffCall(
    ['teacher'],
    targetSchema.extend({ orderId: idSchema, url: openedUrlSchema }),
    z.object({ results: z.array(tabResultSchema).max(1_000) }),
  ),
  /** Closes tabs there; pages may ask the pupil about unsaved work. */
  'tab:close': staffCall(
    ['teacher'],
    targetSchema.extend({ orderId: idSchema, ...tabCloseSchema.shape }),
    z.object({ results: z.array(tabResultSchema).max(1_000) }),
  ),

  /** [BR12] The icon of a site that a page names; `not-found` once the hub let it go. */
  'icon:read': staffCall(screenViewers, z.object({ hash: iconHashSchema }), z.object({ png: iconPngSchema })),

  /** What the school adds to the privacy list that ships, of which nothing can be taken out. */
  'privacy:read': staffCall(everyone, z.object({}), privacyListSchema),
  /** In place of what was added before; as people type it. */
  'privacy:write': staffCall(
    ['officer', 'technician'],
    z.object({ sites: z.array(textSchema(300)).max(500), helplines: z.array(textSchema(300)).max(100) }),
    privacyListSchema,
  ),

  /** Log off, restart or shut down: once on each PC that is linked now, never later on one that is silent. */
  'power:order': staffCall(
    ['teacher', 'technician'],
    targetSchema.extend({ orderId: idSchema, ...powerWishSchema.shape }),
    z.object({ powerId: idSchema, silentDeviceIds: z.array(idSchema) }),
  ),
  /** Stops what has not come to its deed on these PCs, whoever ordered it. */
  'power:cancel': staffCall(
    ['teacher', 'technician', 'head'],
    targetSchema.extend({ orderId: idSchema }),
    z.object({ cancelled: z.number().int().nonnegative(), silentDeviceIds: z.array(idSchema) }),
  ),
  /** [WL3] Wakes those of these PCs that are silent, through PCs that are awake on their networks. */
  'power:wake': staffCall(
    ['teacher', 'technician'],
    targetSchema.extend({ orderId: idSchema }),
    z.object({ results: z.array(wakeResultSchema).max(1_000) }),
  ),
  /** The soonest first. */
  'power:schedules': staffCall(['teacher', 'technician', 'head'], z.object({}), z.array(powerScheduleViewSchema).max(mostSchedules)),
  'power:schedule': staffCall(['technician'], powerPlanSchema, powerScheduleSchema),
  /** Puts another plan in the place of a schedule's; whoever changed it is its owner from then on. */
  'power:reschedule': staffCall(['technician'], powerPlanSchema.extend({ scheduleId: idSchema }), powerScheduleSchema),
  'power:unschedule': staffCall(['technician'], z.object({ scheduleId: idSchema }), doneSchema),
  /**
   * Removes or grants one pupil's internet wherever he signs in, in place of the earlier of the same standing. A teacher's belongs to the own
   * lesson in `roomId` and ends with it; an officer's stands alone, with `roomId` null.
   */
  'internet:order': staffCall(
    ['teacher', 'officer'],
    z.object({
      orderId: idSchema,
      pupil: pupilSchema,
      roomId: idSchema.nullable(),
      internet: internetWishSchema,
      /** The pupil reads it. */
      reason: textSchema(200).min(1),
      minutes: z
        .number()
        .positive()
        .max(longestPupilLeaseDays * 24 * 60),
    }),
    leaseSchema,
  ),
  /** Ends one pupil's removal or grant; a teacher only the own ones. */
  'internet:lift': staffCall(['teacher', 'officer', 'head'], z.object({ orderId: idSchema, leaseId: idSchema }), doneSchema),
  /** Removals and grants now running: a teacher's own, and those of pupils who sit in the teacher's rooms. The soonest end first. */
  'internet:list': staffCall(
    ['teacher', 'officer', 'head'],
    z.object({}),
    z.array(z.object({ lease: leaseSchema, at: z.array(pupilPlaceSchema).max(100) })).max(2_000),
  ),

  ...sceneOrders,

  /** Begins a lesson in the room; an earlier one of the same teacher ends, and so does what was ordered in it. */
  'lesson:start': staffCall(
    ['teacher'],
    z.object({
      roomId: idSchema,
      title: textSchema(80),
      minutes: z.number().positive().max(longestLessonMinutes),
      takeOver: z.boolean().default(false),
    }),
    lessonSchema,
  ),
  /** Moves the end by so many minutes; leases that end with the lesson move with it. */
  'lesson:extend': staffCall(
    ['teacher'],
    z.object({ roomId: idSchema, lessonId: idSchema, minutes: z.number().positive().max(60) }),
    lessonSchema,
  ),
  'lesson:end': staffCall(['teacher', 'head'], z.object({ roomId: idSchema, lessonId: idSchema }), doneSchema),

  'setting:read': staffCall(everyone, z.object({}), schoolSettingsSchema),
  /** Replaces what is named. */
  'setting:write': staffCall(['technician'], schoolSettingsSchema.partial(), doneSchema),

  /** When sessions end: the school's rule, and each room this account may see with its own rule, null where the school's holds. */
  'timeout:read': staffCall(
    everyone,
    z.object({}),
    z.object({
      school: schoolTimeoutsSchema,
      rooms: z.array(roomSchema.extend({ rule: timeoutRuleSchema.nullable() })).max(1_000),
    }),
  ),
  'timeout:write': staffCall(['technician', 'head'], schoolTimeoutsSchema, doneSchema),
  /** Gives a room a rule of its own; null takes the school's again. Teachers may where the school lets them. */
  'timeout:write-room': staffCall(
    ['teacher', 'technician', 'head'],
    z.object({ roomId: idSchema, rule: timeoutRuleSchema.nullable() }),
    doneSchema,
  ),
  /** Begins a new session on each of these PCs; a lock of one that ended is lifted. */
  'timeout:renew': staffCall(
    ['teacher', 'technician', 'head'],
    targetSchema.extend({ orderId: idSchema }),
    z.object({ silentDeviceIds: z.array(idSchema) }),
  ),
  /** What was in front, when, on the PCs of a room: spans that touch the time asked for, oldest first. `cut`: there were more. */
  'usage:timeline': staffCall(
    screenViewers,
    z
      .object({ roomId: idSchema, deviceId: idSchema.nullable(), from: timestampSchema, until: timestampSchema })
      .refine(({ from, until }) => from < until && until - from <= longestTimelineMs, 'a timeline spans at most a day'),
    z.object({
      devices: z.array(z.object({ deviceId: idSchema, deviceName: textSchema(120), spans: z.array(usageSchema) })).max(2_000),
      cut: z.boolean(),
      /** Begun in that time, newest first. */
      downloads: z
        .array(downloadSchema.extend({ deviceId: idSchema }))
        .max(mostDownloads)
        .default([]),
    }),
  ),

  /** Newest learned first; `roomId` null for every room the account may see. */
  'flag:list': staffCall(
    everyone,
    z.object({ roomId: idSchema.nullable(), before: timestampSchema.nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ flags: z.array(flagSchema).max(200), unseen: z.number().int().nonnegative() }),
  ),
  'flag:seen': staffCall(['teacher', 'technician', 'officer'], z.object({ flagId: idSchema }), flagSchema),

  ...breachOrders,
  ...incidentOrders,
  ...letterOrders,
  ...policyCalls,
  ...staffGateOrders,
  ...reportCalls,
  ...agreementCalls,
  ...pupilReportCalls,
  ...retentionOrders,
  ...selfTestCalls,
  ...evidenceOrders,
  ...coverageCalls,
  ...backupOrders,
  ...doctorOrders,
  ...buildCalls,
  ...consoleBuildCalls,

  /** Newest first. */
  'audit:list': staffCall(
    ['head', 'officer'],
    z.object({ beforeAuditId: z.number().int().positive().nullable(), limit: z.number().int().min(1).max(200) }),
    z.array(auditEntrySchema).max(200),
  ),
} as const

/** What the hub tells a console without being asked. */
export const consoleFeeds = {
  /** Numbered per watch: a gap means asking `room:watch` again. Devices are whole; one that left is in `removed`. */
  'room:patch': message(
    z.object({
      roomId: idSchema,
      patch: z.number().int().positive(),
      /** The room's lesson as it now stands. */
      lesson: lessonSchema.nullable().default(null),
      devices: z.array(deviceViewSchema),
      removed: z.array(idSchema),
    }),
    doneSchema,
  ),
  /** Another member of staff took over, or ended, what this one held in a room. */
  'lesson:handed-over': message(
    z.object({
      roomId: idSchema,
      roomName: textSchema(80),
      byName: textSchema(80),
      what: z.enum(['lesson', 'restrictions']),
      at: timestampSchema,
    }),
    doneSchema,
  ),
  /** Acknowledged when drawn; the next picture of the same device waits for that. */
  'screen:thumbnail': message(z.object({ deviceId: idSchema, takenAt: timestampSchema, thumbnail: thumbnailSchema }), doneSchema),
  /** A flag is new, or has changed: it ended, or somebody has seen it. */
  'flag:raised': message(flagSchema, doneSchema),
  ...breachFeeds,
  ...incidentFeeds,
  ...pupilReportFeeds,
  /** Somebody made the first account: to consoles where nobody is signed in, which may still offer to make it. */
  'hub:first-run-done': message(z.object({}), doneSchema),
  'staff:session-ended': message(
    z.object({ why: z.enum(['idle', 'expired', 'signed-out', 'disabled', 'hub-stopping', 'too-many-refusals']) }),
    doneSchema,
  ),
} as const

export type ConsoleOrders = typeof consoleOrders
export type ConsoleFeeds = typeof consoleFeeds
