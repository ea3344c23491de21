import { z } from 'zod'
import { textSchema } from './scalars'

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

/** What an internet lease does. `exceptions` are the sites it does not touch: open under `removed`, closed under `granted`. */
export const internetRuleSchema = z.discriminatedUnion('access', [
  z.object({ access: z.literal('removed'), exceptions: exceptionsSchema }),
  z.object({ access: z.literal('granted'), exceptions: exceptionsSchema }),
])
export type InternetRule = z.infer<typeof internetRuleSchema>

const typedSitesSchema = z.array(textSchema(300)).max(mostExceptions)

/** A rule as staff type it: the hub makes sites of the words, or says which it does not understand. */
export const internetWishSchema = z.discriminatedUnion('access', [
  z.object({ access: z.literal('removed'), exceptions: typedSitesSchema }),
  z.object({ access: z.literal('granted'), exceptions: typedSitesSchema }),
])
export type InternetWish = z.infer<typeof internetWishSchema>

/** A pupil's sign-in name, as the PC gives it. */
export const pupilSchema = textSchema(120).min(1)

/** Names of accounts are the same whatever their case: Windows and most directories hold them so. */
export const samePupil = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** No removal or grant for a pupil lasts longer, in days: six weeks, half a term. */
export const longestPupilLeaseDays = 42
