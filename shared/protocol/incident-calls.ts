import { z } from 'zod'
import { breachStateSchema, longestNote } from '../model/breach-review'
import {
  incidentActionSchema,
  incidentDetailSchema,
  incidentFilterSchema,
  incidentPersonSchema,
  incidentSummarySchema,
  incidentTitleSchema,
  mostLinked,
  mostSavedFilters,
  savedFilterSchema,
} from '../model/incident'
import { longestPupilLeaseDays } from '../model/internet'
import { personKindSchema, routeActionSchema, routeBookSchema } from '../model/route'
import { idSchema, textSchema, timestampSchema } from '../model/scalars'
import { staffSchema } from '../model/staff'
import { doneSchema, message, staffCall } from './table'

const readers = ['officer', 'head'] as const
const breachIdsSchema = z.array(idSchema).max(mostLinked)
const incidentIdsSchema = z.array(idSchema).min(1).max(mostLinked)
const describedSchema = z.object({ title: incidentTitleSchema, person: incidentPersonSchema, personKind: personKindSchema })
const summariesSchema = z.array(incidentSummarySchema).max(mostLinked)
const reasonSchema = textSchema(500)

/** Calls about incidents and the routes they go: an officer decides, the head reads. */
export const incidentOrders = {
  /** How many are open: new, under review or escalated. */
  'incident:count': staffCall(readers, z.object({}), z.object({ open: z.number().int().nonnegative() })),
  /** Newest opened first; those numbered below `before`, or the newest when it is null. */
  'incident:list': staffCall(
    readers,
    incidentFilterSchema.extend({ before: z.number().int().positive().nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ incidents: z.array(incidentSummarySchema).max(200), open: z.number().int().nonnegative() }),
  ),
  'incident:get': staffCall(readers, z.object({ incidentId: idSchema }), incidentDetailSchema),
  /** Of these concerns, which come under review with it; without any it is what a person saw. A concern belongs to one incident: `in-use`. */
  'incident:open': staffCall(['officer'], describedSchema.extend({ breachIds: breachIdsSchema }), incidentDetailSchema),
  'incident:describe': staffCall(['officer'], describedSchema.extend({ incidentId: idSchema }), incidentDetailSchema),
  'incident:link': staffCall(['officer'], z.object({ incidentId: idSchema, breachIds: breachIdsSchema.min(1) }), incidentDetailSchema),
  /** They stand again where they stood before they were linked. */
  'incident:unlink': staffCall(['officer'], z.object({ incidentId: idSchema, breachIds: breachIdsSchema.min(1) }), incidentDetailSchema),
  /** [PU6] A report belongs to one incident: `in-use`. A closed incident comes under review again. */
  'incident:link-report': staffCall(['officer'], z.object({ incidentId: idSchema, reportId: idSchema }), incidentDetailSchema),
  'incident:unlink-report': staffCall(['officer'], z.object({ incidentId: idSchema, reportId: idSchema }), incidentDetailSchema),
  /** All or none. The concerns that stood where their incident stood go along. */
  'incident:decide': staffCall(
    ['officer'],
    z.object({ incidentIds: incidentIdsSchema, state: breachStateSchema, note: textSchema(longestNote) }),
    summariesSchema,
  ),
  /** To an officer, or to nobody. */
  'incident:assign': staffCall(['officer'], z.object({ incidentIds: incidentIdsSchema, staffId: idSchema.nullable() }), summariesSchema),
  /** Who an incident can be assigned to. */
  'incident:assignees': staffCall(readers, z.object({}), z.array(staffSchema.pick({ staffId: true, displayName: true })).max(2_000)),
  'incident:note': staffCall(
    ['officer'],
    z.object({ incidentId: idSchema, note: textSchema(longestNote).trim().min(1) }),
    incidentDetailSchema,
  ),
  /** Another row or other actions than proposed need a reason (`reason-needed`). Actions that are done already stay. */
  'incident:route': staffCall(
    ['officer'],
    z.object({
      incidentId: idSchema,
      rowId: textSchema(60),
      actions: z.array(z.object({ action: routeActionSchema, dueAt: timestampSchema.nullable() })).max(20),
      reason: reasonSchema,
    }),
    incidentDetailSchema,
  ),
  /** Says when an action is due, and when and with what outcome it was done; `doneAt` null takes that back. */
  'incident:act': staffCall(
    ['officer'],
    incidentActionSchema.pick({ actionId: true, dueAt: true, doneAt: true, outcome: true }).extend({ incidentId: idSchema }),
    incidentDetailSchema,
  ),
  /** Carries out the action `remove-access`: the person's internet is removed wherever they sign in, coursework excepted. */
  'incident:remove-access': staffCall(
    ['officer'],
    z.object({
      incidentId: idSchema,
      actionId: idSchema,
      orderId: idSchema,
      days: z.number().int().min(1).max(longestPupilLeaseDays),
      exceptions: z.array(textSchema(300)).max(100),
      /** The pupil reads it. */
      reason: textSchema(200).min(1),
    }),
    incidentDetailSchema,
  ),

  /** The filters this person keeps. */
  'filter:list': staffCall(readers, z.object({}), z.array(savedFilterSchema).max(mostSavedFilters)),
  /** One of the same name is replaced. */
  'filter:save': staffCall(readers, savedFilterSchema.omit({ filterId: true }), savedFilterSchema),
  'filter:delete': staffCall(readers, z.object({ filterId: idSchema }), doneSchema),

  'route:read': staffCall(readers, z.object({}), routeBookSchema),
  'route:write': staffCall(['officer'], routeBookSchema, doneSchema),
} as const

export const incidentFeeds = {
  /** An incident is new, or has changed; `was` is its state before, null when it is new. */
  'incident:changed': message(z.object({ was: breachStateSchema.nullable(), incident: incidentSummarySchema }), doneSchema),
} as const
