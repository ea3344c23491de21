import { z } from 'zod'
import { protocolVersionSchema } from '../protocol/version'
import { coverageReasonSchema, coverageStates } from './coverage-reason'
import { presenceSchema } from './device'
import { deviceHealthSchema } from './health'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** One PC, enrolled or only expected: whether it is watched, and if not, why. */
export const coverageRowSchema = z.object({
  deviceId: idSchema,
  roomId: idSchema,
  name: textSchema(120),
  state: z.enum(coverageStates),
  /** The most urgent first. */
  reasons: z.array(coverageReasonSchema).max(coverageReasonSchema.options.length),
  /** Since when it is not watched; null while it is, and when it never was. */
  unmonitoredSince: timestampSchema.nullable(),
  presence: presenceSchema,
  /** Empty while it never said. */
  agentVersion: textSchema(40),
  /** What it last spoke; null when it was not heard since the hub's start. */
  protocol: protocolVersionSchema.nullable(),
  /** Its clock less the hub's, in ms; null when it was not heard since the hub's start. */
  driftMs: z.number().int().nullable(),
  /** Null where it was not told since the hub's start, or the agent does not tell it. */
  health: deviceHealthSchema.nullable(),
})
export type CoverageRow = z.infer<typeof coverageRowSchema>

export const mostCoverageRows = 10_000

/** A day's coverage of a room. */
export const coverageDaySchema = z.object({
  roomId: idSchema,
  roomName: textSchema(80),
  /** By the school's clocks, `2026-11-22`. */
  day: z.iso.date(),
  /** PCs enrolled there, and those the register expects. */
  expected: z.number().int().nonnegative(),
  /** Of those, heard at some time of the day. */
  reporting: z.number().int().nonnegative(),
  /** How long its PCs were linked, all together, and how much of that nothing kept them from seeing; in minutes. */
  linkedMinutes: z.number().int().nonnegative(),
  watchedMinutes: z.number().int().nonnegative(),
  /** The most urgent reason that kept a PC from being watched; null where none did but that it was off. */
  worst: coverageReasonSchema.nullable(),
})
export type CoverageDay = z.infer<typeof coverageDaySchema>

/** Days are kept for as long as anything may be. */
export const coverageDaysKept = 730
