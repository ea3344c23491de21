import { z } from 'zod'
import { mostTabs, tabIdSchema } from './page'
import { idSchema, textSchema } from './scalars'

/** Longest address that may be opened for pupils. */
const longestOpenedUrl = 2_000
export const openedUrlSchema = z.url({ protocol: /^https?$/u }).max(longestOpenedUrl)

/** Which open tabs are meant: some by their names on one PC, or all that show a site, by its name as `Page.site` has it. */
const tabChoiceSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('tab'), tabIds: z.array(tabIdSchema).max(mostTabs) }),
  z.object({ by: z.literal('site'), site: textSchema(255).min(1) }),
])

/** Closes the tabs meant, or with `but` all others; of those kept by site its subdomains are kept too. */
export const tabCloseSchema = z.object({ which: tabChoiceSchema, but: z.boolean() })
export type TabClose = z.infer<typeof tabCloseSchema>

const tabFailures = [
  // by the PC
  'no-browser',
  'no-such-tab',
  'not-open',
  'refused',
  'no-answer',
  // by the hub
  'silent',
  'unsupported',
] as const
export const tabFailureSchema = z.enum(tabFailures)
/** `not-open`: a rule in force on the PC closes that address. `no-browser`: none is linked, and none could be started. */
export type TabFailure = z.infer<typeof tabFailureSchema>

/** What a PC made of an order about tabs. */
export const tabWordSchema = z.discriminatedUnion('state', [
  /** In a new tab, in front; `started`: in a browser that was started for it. */
  z.object({ state: z.literal('opened'), started: z.boolean() }),
  /** `asking`: so many pages ask the pupil about unsaved work, and are open until that is answered. */
  z.object({ state: z.literal('closed'), closed: z.number().int().nonnegative(), asking: z.number().int().nonnegative() }),
  z.object({ state: z.literal('failed'), why: tabFailureSchema }),
])
export type TabWord = z.infer<typeof tabWordSchema>

export const tabResultSchema = z.object({ deviceId: idSchema, word: tabWordSchema })
/** What one PC of an order made of it. */
export type TabResult = z.infer<typeof tabResultSchema>
