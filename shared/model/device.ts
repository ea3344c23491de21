import { z } from 'zod'
import { activitySchema, idleSchema, signedInUserSchema } from './activity'
import { leaseFailureSchema, leaseSchema } from './lease'
import { lessonSchema } from './lesson'
import { mostTabs, tabSchema } from './page'
import { powerStateSchema } from './power'
import { idSchema, textSchema, timestampSchema } from './scalars'
import { monitorSchema } from './screen'
import { seatSchema } from './seat'
import { sessionEndSchema } from './session-end'
import { mostNetworks, networkSchema, wakeStateSchema } from './wake'

/** What a PC is, told once a connection; nothing personal. */
export const deviceFactsSchema = z.object({
  hostname: textSchema(120),
  operatingSystem: textSchema(120),
  model: textSchema(120),
  processor: textSchema(120),
  memoryMb: z.number().int().nonnegative(),
  agentVersion: textSchema(40),
  /** [UP4] Whose builds it takes, as `linux-x64`. An agent from before it was told is of that one. */
  platform: textSchema(40).optional(),
  /** Tells a reboot from a reconnect. */
  bootId: textSchema(64),
  /** [WL1] Its networks, so that it can be woken when it is off. */
  networks: z.array(networkSchema).max(mostNetworks).default([]),
})
export type DeviceFacts = z.infer<typeof deviceFactsSchema>

/** Whether the agent reaches a graphical session, and if not, why. */
export const displayStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('waiting'), why: z.enum(['no-session', 'no-server', 'not-authorised', 'unsupported']) }),
])
export type DisplayState = z.infer<typeof displayStateSchema>

/** A lease as staff see it: what was asked, and the PC's own word on it. */
export const restrictionSchema = z.object({
  lease: leaseSchema,
  state: z.enum(['asked', 'applied', 'failed', 'seen']),
  failure: leaseFailureSchema.nullable(),
  /** When the state last changed. */
  stateAt: timestampSchema,
})
export type Restriction = z.infer<typeof restrictionSchema>

const silenceReasons = ['never-seen', 'link-lost', 'agent-stopped', 'refused', 'revoked'] as const
export const presenceSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('live'), since: timestampSchema }),
  z.object({ state: z.literal('silent'), since: timestampSchema.nullable(), why: z.enum(silenceReasons) }),
])
/** `since` of a silent device is when it was last heard; null when it never was. */
export type Presence = z.infer<typeof presenceSchema>

/** One pupil PC as a console sees it. Fields the viewer's role may not read are null. */
export const deviceViewSchema = z.object({
  deviceId: idSchema,
  roomId: idSchema,
  name: textSchema(120),
  presence: presenceSchema,
  display: displayStateSchema,
  user: signedInUserSchema.nullable(),
  /** [SG3] A member of staff sits there, or it is a PC of staff: what is in front is not told. */
  staff: z.boolean().default(false),
  idle: idleSchema.nullable(),
  foreground: activitySchema.nullable(),
  /** Open in the browsers that tell; empty where none does. */
  tabs: z.array(tabSchema).max(mostTabs).default([]),
  monitors: z.array(monitorSchema).max(16),
  /** Those staff ordered, and the PC's own lock after a session ended. */
  restrictions: z.array(restrictionSchema).max(33),
  /** When the session on it ends by itself; null when nothing ends it. */
  sessionEnds: sessionEndSchema.nullable().default(null),
  /** The newest order about power while it is under way, and shortly after; null when there is none. */
  power: powerStateSchema.nullable().default(null),
  /** The newest attempt to wake it, and shortly after; null when there is none. */
  wake: wakeStateSchema.nullable().default(null),
  /** Where it stands in its room; null where nobody has said. */
  seat: seatSchema.nullable().default(null),
  agentVersion: textSchema(40),
  /** Messages refused from this device since the hub started. */
  refusals: z.number().int().nonnegative(),
})
export type DeviceView = z.infer<typeof deviceViewSchema>

export const roomNameSchema = z.string().trim().min(1).pipe(textSchema(80))

export const roomSchema = z.object({ roomId: idSchema, name: textSchema(80) })
export type Room = z.infer<typeof roomSchema>

export const roomSummarySchema = roomSchema.extend({
  devices: z.number().int().nonnegative(),
  live: z.number().int().nonnegative(),
  /** The lesson going on there. */
  lesson: lessonSchema.nullable().default(null),
})
export type RoomSummary = z.infer<typeof roomSummarySchema>
