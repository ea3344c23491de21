import { z } from 'zod'
import { pageSchema } from './page'
import { textSchema, timestampSchema } from './scalars'

const windowSchema = z.object({
  title: textSchema(512),
  /** Name of the application as its window class or desktop entry gives it. */
  application: textSchema(120),
  process: z.object({ pid: z.number().int().nonnegative(), name: textSchema(120), path: textSchema(512).nullable() }).nullable(),
  since: timestampSchema,
})
/** A window as the desktop knows it. */
export type FrontWindow = z.infer<typeof windowSchema>

/** The window in front on a pupil PC, and when it is a browser's, the page in it. */
export const activitySchema = windowSchema.extend({
  /** Null when no browser is in front, or one that tells nothing; a PC of protocol 1.1 names none. */
  page: pageSchema.nullable().default(null),
})
export type Activity = z.infer<typeof activitySchema>

export const signedInUserSchema = z.object({
  /** The account's name on the PC. */
  name: textSchema(120),
  displayName: textSchema(120),
  /** A shared or temporary account that names nobody. */
  guest: z.boolean(),
  sessionStartedAt: timestampSchema,
})
export type SignedInUser = z.infer<typeof signedInUserSchema>

export const idleSchema = z.object({ idle: z.boolean(), since: timestampSchema })
/** Whether keyboard and mouse rest, and since when the present state holds. */
export type Idle = z.infer<typeof idleSchema>
