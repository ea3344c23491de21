import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** What is told, kept and compared apart: of a part that did not change nothing is told. */
export const inventoryParts = ['hardware', 'system', 'software'] as const
const inventoryPartSchema = z.enum(inventoryParts)
export type InventoryPart = z.infer<typeof inventoryPartSchema>

/** SHA-256 of a part as the PC wrote it, hex. */
export const inventoryDigestSchema = z.string().regex(/^[0-9a-f]{64}$/u)

const wordSchema = textSchema(120)
const megabytesSchema = z.number().int().nonnegative().max(1e9)

/** What the PC is made of. What it does not tell is an empty text or list. */
export const hardwareSchema = z.object({
  maker: wordSchema,
  model: wordSchema,
  serial: wordSchema,
  processor: wordSchema,
  memoryMb: megabytesSchema,
  /** Memory modules, where the firmware names them. */
  modules: z.array(z.object({ slot: wordSchema, sizeMb: megabytesSchema, serial: wordSchema })).max(64),
  /** Those built in: what is plugged in by USB comes and goes. */
  disks: z.array(z.object({ model: wordSchema, serial: wordSchema, kind: wordSchema, sizeMb: megabytesSchema })).max(32),
  network: z.array(z.object({ name: wordSchema, mac: wordSchema, kind: wordSchema })).max(32),
  monitors: z.array(z.object({ model: wordSchema, serial: wordSchema })).max(16),
  firmware: wordSchema,
})
export type Hardware = z.infer<typeof hardwareSchema>

const protectionStates = ['running', 'stopped', 'unknown'] as const
/** The operating system and how it is cared for; null where the PC does not tell. */
export const systemCareSchema = z.object({
  name: wordSchema,
  version: wordSchema,
  kernel: wordSchema,
  updates: z
    .object({
      pending: z.number().int().nonnegative().max(1e6),
      security: z.number().int().nonnegative().max(1e6),
      /** When the PC last looked for updates; null: unknown. */
      lookedAt: timestampSchema.nullable(),
    })
    .nullable(),
  /** When software was last installed, updated or removed. */
  changedAt: timestampSchema.nullable(),
  protection: z
    .array(
      z.object({
        name: wordSchema,
        state: z.enum(protectionStates),
        /** Age of its signatures; null: unknown. */
        signaturesAt: timestampSchema.nullable(),
      }),
    )
    .max(8)
    .nullable(),
})
export type SystemCare = z.infer<typeof systemCareSchema>

export const softwareItemSchema = z.object({ name: textSchema(200).min(1), version: wordSchema })
export type SoftwareItem = z.infer<typeof softwareItemSchema>
export const mostSoftware = 20_000

/** A whole reading of a PC. Nothing in it names a person. `software` is null where no package manager tells. */
export const inventorySchema = z.object({
  takenAt: timestampSchema,
  hardware: hardwareSchema,
  system: systemCareSchema,
  software: z.array(softwareItemSchema).max(mostSoftware).nullable(),
})
export type Inventory = z.infer<typeof inventorySchema>

const inventorySubjects = [
  'model',
  'serial',
  'processor',
  'memory',
  'disk',
  'network',
  'monitor',
  'firmware',
  'system',
  'protection',
  'software',
] as const
/** One difference between two readings: `before` null is new, `after` null is gone. */
export const inventoryChangeSchema = z.object({
  what: z.enum(inventorySubjects),
  /** Which one, where a PC can have several. */
  name: textSchema(200),
  before: textSchema(200).nullable(),
  after: textSchema(200).nullable(),
})
export type InventoryChange = z.infer<typeof inventoryChangeSchema>

/** What changed on one PC from one reading to the next. */
export const inventoryEntrySchema = z.object({
  changeId: z.number().int().positive(),
  deviceId: idSchema,
  deviceName: textSchema(120),
  roomId: idSchema,
  at: timestampSchema,
  part: inventoryPartSchema,
  /** The first of them. */
  changes: z.array(inventoryChangeSchema),
  /** How many in all. */
  count: z.number().int().positive(),
})
export type InventoryEntry = z.infer<typeof inventoryEntrySchema>

/** A PC in the table; what it never told is null. */
export const inventoryRowSchema = z.object({
  deviceId: idSchema,
  deviceName: textSchema(120),
  roomId: idSchema,
  /** When the PC was last read, by the hub's clock. */
  readAt: timestampSchema.nullable(),
  hardware: hardwareSchema.nullable(),
  system: systemCareSchema.nullable(),
  /** Null where the PC tells of none. */
  packages: z.number().int().nonnegative().nullable(),
})
export type InventoryRow = z.infer<typeof inventoryRowSchema>

/** One version of a program, and on how many PCs it is. */
export const packageCountSchema = softwareItemSchema.extend({ pcs: z.number().int().positive() })
export type PackageCount = z.infer<typeof packageCountSchema>
