import { z } from 'zod'
import { dayTimeSchema } from './power-schedule'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** [SF2] The pack with the rule that self-tests break. It ships like any, and no school sees it among those it chooses from. */
export const selfTestPack = 'self-test'

/** [SF2] The title of a self-test's window: the words its rule matches, and after them what no other run has. */
export const selfTestTitle = (testId: string): string => `Classwarden self-test phrase ${testId.replaceAll('-', '').slice(0, 12)}`

/** In their order. The first five are the PC's own word, the others what the hub found. */
export const agentStages = ['window', 'sensor', 'policy', 'snapshot', 'browser'] as const
export const hubStages = ['concern', 'picture', 'inbox'] as const
const selfTestStages = [...agentStages, ...hubStages] as const

const stageFaults = [
  'no-display',
  'draw-failed',
  'not-in-front',
  'no-policies',
  'rule-missing',
  'capture-failed',
  'disk-refuses',
  'browser-silent',
  'not-stored',
  'no-picture',
  'not-listed',
  // skipped
  'no-browser',
  'not-reached',
] as const

export const stageResultSchema = z.object({
  stage: z.enum(selfTestStages),
  state: z.enum(['passed', 'failed', 'skipped']),
  /** Since the test began on that side. */
  afterMs: z.number().int().nonnegative().max(600_000),
  /** Why it did not pass. */
  why: z.enum(stageFaults).nullable(),
})
export type StageResult = z.infer<typeof stageResultSchema>

/** Why a PC puts a test off. `in-use`: somebody is signed in and was active within the minutes of `inUseMinutes`. */
const putOffReasons = ['in-use', 'staff', 'covered', 'no-display', 'busy'] as const

export const selfTestOrderSchema = z.object({
  /** The id of the concern that comes of it, too. */
  testId: idSchema,
  /** Whether it may show itself to somebody who uses the PC. */
  inUse: z.boolean(),
})
export type SelfTestOrder = z.infer<typeof selfTestOrderSchema>

/** What a PC says to an order at once; what came of it follows as `self-test:report`. */
export const selfTestAnswerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('begun') }),
  z.object({ state: z.literal('put-off'), why: z.enum(putOffReasons) }),
])
export type SelfTestAnswer = z.infer<typeof selfTestAnswerSchema>

/** What a PC found of its own stages. */
export const selfTestReportSchema = z.object({ testId: idSchema, stages: z.array(stageResultSchema).max(agentStages.length) })
export type SelfTestReport = z.infer<typeof selfTestReportSchema>

const selfTestReasons = [...putOffReasons, 'silent', 'lesson', 'no-answer', 'unsupported', 'interrupted'] as const
const reasonSchema = z.enum(selfTestReasons)
export type SelfTestReason = z.infer<typeof reasonSchema>

const ownerSchema = z.object({ staffId: idSchema, displayName: textSchema(80) })

/** [SF6] The record of one check of one PC. */
export const selfTestSchema = z.object({
  testId: idSchema,
  deviceId: idSchema,
  deviceName: textSchema(120),
  roomId: idSchema,
  roomName: textSchema(80),
  /** Who ordered it, or set up the schedule. */
  owner: ownerSchema,
  scheduled: z.boolean(),
  orderedAt: timestampSchema,
  endedAt: timestampSchema,
  result: z.enum(['passed', 'failed', 'not-run']),
  /** Why it was not run, or of which no word came. */
  why: reasonSchema.nullable(),
  stages: z.array(stageResultSchema).max(selfTestStages.length),
})
export type SelfTest = z.infer<typeof selfTestSchema>

/** A check that is under way, or waits for its PC. */
export const pendingSelfTestSchema = selfTestSchema
  .pick({ testId: true, deviceId: true, deviceName: true, roomId: true, roomName: true, orderedAt: true })
  .extend({
    state: z.enum(['running', 'waiting']),
    /** What it waits for. */
    why: reasonSchema.nullable(),
    /** It is given up then. */
    until: timestampSchema,
  })
export type PendingSelfTest = z.infer<typeof pendingSelfTestSchema>

/** Which rooms are checked by the clock, and when. */
export const selfTestPlanSchema = z.object({
  roomIds: z.array(idSchema).min(1).max(500),
  /** 1 is Monday, 7 Sunday (ISO 8601). */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  time: dayTimeSchema,
  inUse: z.boolean(),
})

export const selfTestScheduleSchema = selfTestPlanSchema.extend({ scheduleId: idSchema, owner: ownerSchema })
export type SelfTestSchedule = z.infer<typeof selfTestScheduleSchema>

export const selfTestScheduleViewSchema = selfTestScheduleSchema.extend({ nextRunAt: timestampSchema.nullable() })
export type SelfTestScheduleView = z.infer<typeof selfTestScheduleViewSchema>

/** Most schedules a school may have. */
export const mostSelfTestSchedules = 100
/** How long a check by the clock waits for a PC that is silent or in use. */
export const selfTestWaitMinutes = 240
