import { z } from 'zod'
import { seatSchema } from './seat'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** As a school calls a set of PCs: Laptops, Library. Names are the same whatever their case; the bar parts them in files. */
export const deviceGroupSchema = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^|]*$/u, 'a group has no bar in its name')
  .pipe(textSchema(60))

/** Groups one PC may be in. */
export const mostDeviceGroups = 20
/** PCs a hub knows at most, expected ones included, and how many one order names. */
export const mostDevices = 5_000
export const mostDevicesOrdered = 1_000

export const deviceNameSchema = z.string().trim().min(1).pipe(textSchema(120))
export const assetTagSchema = textSchema(60)
export const serialSchema = textSchema(80)

/** What the school has written down about a PC. */
export const deviceDetailSchema = z.object({
  /** As on its label; empty where there is none. */
  assetTag: assetTagSchema,
  serial: serialSchema,
  groups: z.array(deviceGroupSchema).max(mostDeviceGroups),
})
export type DeviceDetail = z.infer<typeof deviceDetailSchema>

export const noDetail: DeviceDetail = { assetTag: '', serial: '', groups: [] }

/** One PC of the school's register. A retired one is in it no more: its disposal is kept. */
export const registerEntrySchema = deviceDetailSchema.extend({
  /** Of an expected PC its place in the register: the PC has an id of its own once it is enrolled. */
  deviceId: idSchema,
  roomId: idSchema,
  name: textSchema(120),
  state: z.enum(['enrolled', 'revoked', 'expected']),
  seat: seatSchema.nullable(),
  /** Whether it is linked now. */
  live: z.boolean(),
  hostname: textSchema(120),
  agentVersion: textSchema(40),
  lastSeenAt: timestampSchema.nullable(),
  /** When it was enrolled, or written down. */
  addedAt: timestampSchema,
})
export type RegisterEntry = z.infer<typeof registerEntrySchema>

/** The PCs of a group, whatever the case of its name. */
export const groupMembers = (entries: readonly RegisterEntry[], group: string): ReadonlySet<string> => {
  const wanted = group.toLowerCase()
  const members = entries.filter(({ groups }) => groups.some((one) => one.toLowerCase() === wanted))
  return new Set(members.map(({ deviceId }) => deviceId))
}

/** A PC the school has, of which the hub has never heard: a seat on a list, waiting for a PC that enrols under its name. */
export interface ExpectedPlace {
  readonly deviceId: string
  readonly roomId: string
  readonly name: string
}

export interface ExpectedPc extends ExpectedPlace, DeviceDetail {
  readonly addedAt: number
}

export const disposalHows = ['wiped', 'destroyed', 'sold', 'given', 'returned', 'lost'] as const
export const disposalHowSchema = z.enum(disposalHows)

/** How a PC left the school, as whoever retired it wrote it down. */
export const disposalWordsSchema = z.object({ how: disposalHowSchema, note: textSchema(500) })

export const disposalSchema = disposalWordsSchema.extend({
  deviceId: idSchema,
  name: textSchema(120),
  roomName: textSchema(80),
  assetTag: assetTagSchema,
  serial: serialSchema,
  enrolledAt: timestampSchema,
  at: timestampSchema,
  byName: textSchema(80),
})
export type Disposal = z.infer<typeof disposalSchema>
