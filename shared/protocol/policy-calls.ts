import { z } from 'zod'
import { siteSchema } from '../model/internet'
import { changeReasonSchema, policyChangeRecordSchema, policyChangeSchema } from '../model/policy-change'
import { policySetSchema, policyTargetSchema } from '../model/policy-set'
import { replaySchema } from '../model/policy-replay'
import { appliedPolicySchema, packEntrySchema } from '../model/policy-view'
import { mostPupils, mostPupilsSent, pupilRecordSchema } from '../model/pupil-record'
import { idSchema, textSchema, timestampSchema } from '../model/scalars'
import { doneSchema, staffCall } from './table'

/** The school's policies: reading, changing by one or two people, trying out, and what holds for a pupil. */
export const policyCalls = {
  'policy:read': staffCall(
    ['officer', 'head'],
    z.object({}),
    z.object({
      set: policySetSchema,
      packs: z.array(packEntrySchema).max(300),
      /** Changes that wait for a second person. */
      waiting: z.number().int().nonnegative(),
      /** PCs that are linked, and how many of them hold these policies. */
      pcs: z.object({ linked: z.number().int().nonnegative(), current: z.number().int().nonnegative() }),
    }),
  ),
  /** In force at once, or waiting for a second person; the answer says which. */
  'policy:propose': staffCall(['officer'], z.object({ change: policyChangeSchema, reason: changeReasonSchema }), policyChangeRecordSchema),
  /** "Never for this phrase here": an exception from a rule, from a concern in one click. */
  'policy:except': staffCall(
    ['officer'],
    z.object({
      target: policyTargetSchema,
      phrase: textSchema(200).min(2),
      /** Null: on every site and in every window. */
      domain: siteSchema.nullable(),
      reason: changeReasonSchema,
    }),
    policyChangeRecordSchema,
  ),
  /** Approves or refuses what somebody else proposed. */
  'policy:decide': staffCall(
    ['officer', 'head'],
    z.object({ changeId: idSchema, approve: z.boolean(), note: textSchema(300) }),
    policyChangeRecordSchema,
  ),
  /** Takes back one's own proposal while it waits; a teacher's is of a shared list or scene. */
  'policy:withdraw': staffCall(['teacher', 'officer'], z.object({ changeId: idSchema }), policyChangeRecordSchema),
  /** The change log, newest first, with what waits. */
  'policy:changes': staffCall(
    ['officer', 'head'],
    z.object({ before: timestampSchema.nullable(), limit: z.number().int().min(1).max(100) }),
    z.array(policyChangeRecordSchema).max(100),
  ),
  /** What applies to a pupil now, and why; a teacher asks for pupils who sit in the own rooms. */
  'policy:applies': staffCall(['teacher', 'officer', 'head'], z.object({ pupil: textSchema(120).min(1) }), appliedPolicySchema),
  /** Begins to try a change on what the hub has kept of the last days; one at a time for each person. */
  'policy:replay': staffCall(
    ['officer', 'head'],
    z.object({ change: policyChangeSchema, days: z.number().int().min(1).max(90) }),
    replaySchema,
  ),
  /** How far it is, and what was found. */
  'policy:replay-read': staffCall(['officer', 'head'], z.object({ replayId: idSchema }), replaySchema),

  /** The roster, by user name. */
  'pupil:list': staffCall(['technician', 'officer', 'head'], z.object({}), z.array(pupilRecordSchema).max(mostPupils)),
  /** Adds pupils, or puts them in place of those of the same user name. */
  'pupil:put': staffCall(
    ['technician', 'officer'],
    z.object({ pupils: z.array(pupilRecordSchema).min(1).max(mostPupilsSent) }),
    doneSchema,
  ),
  'pupil:remove': staffCall(
    ['technician', 'officer'],
    z.object({ userNames: z.array(textSchema(120)).min(1).max(mostPupilsSent) }),
    doneSchema,
  ),
} as const
