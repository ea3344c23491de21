import { z } from 'zod'
import { samePupil } from './internet'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** What of a member of staff may be recorded once it is authorised: windows, sites and downloads; concerns; the pictures of concerns. */
export const staffScopes = ['history', 'concerns', 'pictures'] as const
export const staffScopeSchema = z.enum(staffScopes)
export type StaffScope = z.infer<typeof staffScopeSchema>

/** An account as the PCs give it, or the beginning of several with a `*` at its end. Not everybody: `*` alone would end the monitoring. */
export const staffNameSchema = z
  .string()
  .trim()
  .pipe(textSchema(120))
  .refine((name) => /^[^*]+\*?$/u.test(name), 'a name, or the beginning of names and a *')
const groupNameSchema = z.string().trim().min(1).pipe(textSchema(120))

/** Who counts as staff. Every other account is a pupil's, guests included. */
export const staffSignsSchema = z.object({
  userNames: z.array(staffNameSchema).max(1_000),
  /** Groups of the PC's own accounts (getent, Active Directory); looked up by the PC, unknown to the hub. */
  groups: z.array(groupNameSchema).max(50),
  /** Rooms whose PCs are of staff, whoever sits there. */
  roomIds: z.array(idSchema).max(500),
  deviceIds: z.array(idSchema).max(1_000),
})
export type StaffSigns = z.infer<typeof staffSignsSchema>

/** Some of these, as somebody names them. */
export const someStaffSignsSchema = z.object({
  userNames: staffSignsSchema.shape.userNames.default([]),
  groups: staffSignsSchema.shape.groups.default([]),
  roomIds: staffSignsSchema.shape.roomIds.default([]),
  deviceIds: staffSignsSchema.shape.deviceIds.default([]),
})

export const noStaffSigns: StaffSigns = { userNames: [], groups: [], roomIds: [], deviceIds: [] }

/** No authorisation lasts longer: a term. */
export const longestStaffMonitoringDays = 92
const reasoned = z.string().trim().min(10).pipe(textSchema(1_000))

/** A calendar day (ISO 8601). */
const daySchema = z.iso.date()

/** What is asked for, and on what grounds. */
export const staffRequestSchema = z.object({
  subject: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('user'), userName: z.string().trim().min(1).pipe(textSchema(120)) }),
    z.object({ kind: z.literal('device'), deviceId: idSchema }),
  ]),
  scope: z.array(staffScopeSchema).min(1).max(staffScopes.length),
  purpose: reasoned,
  /** Why nothing milder will do, against what it takes of the person's privacy. */
  necessity: reasoned,
  /** When the person or the staff were consulted, and how; or when it was decided that they must not be, and why. */
  consultation: z.object({ on: daySchema, how: reasoned }),
  from: timestampSchema,
  until: timestampSchema,
})
export type StaffRequest = z.infer<typeof staffRequestSchema>

const namedSchema = z.object({ staffId: idSchema, displayName: textSchema(80) })
export const longestStaffDecisionNote = 500
export const staffDecisionNote = textSchema(longestStaffDecisionNote)

export const staffAuthorisationSchema = staffRequestSchema.extend({
  authorisationId: idSchema,
  requestedBy: namedSchema,
  requestedAt: timestampSchema,
  /** `ended`: before its time. One whose time is over stays `approved`: its `until` tells. */
  state: z.enum(['waiting', 'approved', 'refused', 'withdrawn', 'ended']),
  /** Somebody other than who asked; null while nobody has decided. */
  decidedBy: namedSchema.nullable(),
  decidedAt: timestampSchema.nullable(),
  note: staffDecisionNote,
  endedBy: namedSchema.nullable(),
  endedAt: timestampSchema.nullable(),
})
export type StaffAuthorisation = z.infer<typeof staffAuthorisationSchema>

const countSchema = z.number().int().nonnegative()

/** An authorisation with what was recorded under it. */
export const staffAuthorisationViewSchema = staffAuthorisationSchema.extend({
  /** Name of the PC, of one of a PC. */
  deviceName: textSchema(120).nullable(),
  kept: z.object({ history: countSchema, concerns: countSchema, pictures: countSchema }),
  lastKeptAt: timestampSchema.nullable(),
  /** How often somebody looked at a concern or a history that it brought. */
  looks: countSchema,
})
export type StaffAuthorisationView = z.infer<typeof staffAuthorisationViewSchema>

/** What a PC told of staff without an authorisation: it was thrown away. */
export const staffDropSchema = z.object({
  deviceId: idSchema,
  deviceName: textSchema(120),
  facts: z.number().int().positive(),
  lastAt: timestampSchema,
})

/** As much of it as one PC has to know. */
export const staffGateOrderSchema = staffSignsSchema.pick({ userNames: true, groups: true }).extend({
  /** The PC is one of staff, whoever sits there. */
  staffDevice: z.boolean(),
  /** Those approved; `userName` null: whoever sits at this PC. */
  authorisations: z
    .array(
      z.object({
        authorisationId: idSchema,
        userName: textSchema(120).nullable(),
        scope: staffRequestSchema.shape.scope,
        from: timestampSchema,
        until: timestampSchema,
      }),
    )
    .max(500),
})
export type StaffGateOrder = z.infer<typeof staffGateOrderSchema>

export const openGate: StaffGateOrder = { userNames: [], groups: [], staffDevice: false, authorisations: [] }

/** Somebody at a PC; `user` null for nobody signed in. */
export interface AtPc {
  readonly user: string | null
  /** Groups of the account, as far as they are known. */
  readonly groups: readonly string[]
}

const isNamed = (userName: string, sign: string): boolean =>
  sign.endsWith('*') ? userName.toLowerCase().startsWith(sign.slice(0, -1).toLowerCase()) : samePupil(userName, sign)

/** Whether this is a member of staff: by name, by group, by the PC, or because an authorisation ever named the account. */
export const isStaff = (gate: StaffGateOrder, { user, groups }: AtPc): boolean => {
  if (gate.staffDevice) return true
  if (user === null) return false
  return (
    gate.userNames.some((sign) => isNamed(user, sign)) ||
    gate.groups.some((sign) => groups.some((group) => samePupil(group, sign))) ||
    gate.authorisations.some(({ userName }) => userName !== null && samePupil(userName, user))
  )
}

/** The authorisation that lets this be recorded of a member of staff from one moment to another; null when none does. */
export const authorisationFor = (
  { authorisations }: StaffGateOrder,
  { user }: Pick<AtPc, 'user'>,
  what: StaffScope,
  { from, until }: { readonly from: number; readonly until: number },
): StaffGateOrder['authorisations'][number] | null =>
  authorisations.find(
    (one) =>
      (one.userName === null || (user !== null && samePupil(one.userName, user))) &&
      one.scope.includes(what) &&
      one.from <= from &&
      until <= one.until,
  ) ?? null
