import { z } from 'zod'
import { idSchema, textSchema } from '../model/scalars'
import {
  longestStaffMonitoringDays,
  type StaffRequest,
  someStaffSignsSchema,
  staffAuthorisationSchema,
  staffAuthorisationViewSchema,
  staffDecisionNote,
  staffDropSchema,
  staffRequestSchema,
  staffSignsSchema,
} from '../model/staff-gate'
import { staffCall } from './table'

const isBounded = ({ from, until }: StaffRequest): boolean => from < until && until - from <= longestStaffMonitoringDays * 24 * 60 * 60_000

/** The gate before any monitoring of staff [SG1 to SG7]. */
export const staffGateOrders = {
  /** Who counts as staff. */
  'gate:signs': staffCall(['technician', 'officer', 'head'], z.object({}), staffSignsSchema),
  /** PCs by name, to be named as staff's or in an authorisation. */
  'gate:devices': staffCall(
    ['technician', 'officer', 'head'],
    z.object({}),
    z.array(z.object({ deviceId: idSchema, name: textSchema(120) })).max(10_000),
  ),
  /** Counts more as staff; the answer says who all do. */
  'gate:add': staffCall(['technician', 'officer', 'head'], someStaffSignsSchema, staffSignsSchema),
  /** Counts these as staff no longer: from then on they are monitored like pupils. */
  'gate:remove': staffCall(['head'], someStaffSignsSchema, staffSignsSchema),

  /** Every authorisation, newest first, with what was recorded under it; and what was thrown away for want of one. */
  'gate:read': staffCall(
    ['officer', 'head'],
    z.object({}),
    z.object({ authorisations: z.array(staffAuthorisationViewSchema).max(500), drops: z.array(staffDropSchema).max(1_000) }),
  ),
  /** Waits for somebody else's approval. */
  'gate:request': staffCall(
    ['officer', 'head'],
    staffRequestSchema.refine(isBounded, 'it ends after it begins, and lasts a term at most'),
    staffAuthorisationSchema,
  ),
  /** Approves or refuses what somebody else asked for. */
  'gate:decide': staffCall(
    ['officer', 'head'],
    z.object({ authorisationId: idSchema, approve: z.boolean(), note: staffDecisionNote }),
    staffAuthorisationSchema,
  ),
  /** Takes back one that waits, or ends one before its time, at once. */
  'gate:end': staffCall(['officer', 'head'], z.object({ authorisationId: idSchema }), staffAuthorisationSchema),
} as const
