import { z } from 'zod'
import { idSchema, textSchema } from './scalars'
import { listRefSchema, mostListsJoined } from './site-list'

/**
 * A site as every part writes it: a lower-case host (IDNs in their ASCII form, RFC 5891; IPv6 in brackets), which means itself and all hosts
 * below it, or such a host with the path of one page.
 */
export const siteSchema = z
  .string()
  .max(300)
  .regex(/^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?:\/[!-~]+)?$/u)

/** Sites one rule may name by itself. */
const mostExceptions = 100
const exceptionsSchema = z.array(siteSchema).max(mostExceptions)

/** A scene as it was when it was ordered: its own sites and its lists together are open alone, or closed alone. */
const sceneRule = { scene: textSchema(80), sites: exceptionsSchema, lists: z.array(listRefSchema).max(mostListsJoined) }

/**
 * What an internet lease does. `exceptions` are the sites it does not touch: open under `removed`, closed under `granted`. `only` leaves open what
 * its scene names and nothing else, `all-but` closes that.
 */
export const internetRuleSchema = z.discriminatedUnion('access', [
  z.object({ access: z.literal('removed'), exceptions: exceptionsSchema }),
  z.object({ access: z.literal('granted'), exceptions: exceptionsSchema }),
  z.object({ access: z.literal('only'), ...sceneRule }),
  z.object({ access: z.literal('all-but'), ...sceneRule }),
])
export type InternetRule = z.infer<typeof internetRuleSchema>
export type SceneRule = Extract<InternetRule, { readonly lists: unknown }>

export const isSceneRule = (rule: InternetRule): rule is SceneRule => rule.access === 'only' || rule.access === 'all-but'

const typedSitesSchema = z.array(textSchema(300)).max(mostExceptions)

/** A rule as staff type it: the hub makes sites of the words, or says which it does not understand. */
export const internetWishSchema = z.discriminatedUnion('access', [
  z.object({ access: z.literal('removed'), exceptions: typedSitesSchema }),
  z.object({ access: z.literal('granted'), exceptions: typedSitesSchema }),
  z.object({ access: z.literal('scene'), sceneId: idSchema }),
])
export type InternetWish = z.infer<typeof internetWishSchema>

/** A pupil's sign-in name, as the PC gives it. */
export const pupilSchema = textSchema(120).min(1)

/** Names of accounts are the same whatever their case: Windows and most directories hold them so. */
export const samePupil = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** No removal or grant for a pupil lasts longer, in days: six weeks, half a term. */
export const longestPupilLeaseDays = 42
