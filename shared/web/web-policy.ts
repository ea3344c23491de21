import { z } from 'zod'
import { textSchema, timestampSchema } from '../model/scalars'
import { listHashSchema, mostListsJoined } from '../model/site-list'

/** A host name in ASCII (RFC 5890 A-labels), lower case, or an IP address as URLs write it; it stands for its subdomains too. */
const host = String.raw`(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])`
const domainSchema = z
  .string()
  .max(253)
  .regex(new RegExp(`^${host}$`, 'u'))

/** `host/path?query` without scheme and fragment; it stands for every address that begins so, up to a separator. */
const webPagePrefixSchema = z
  .string()
  .max(2_000)
  .regex(new RegExp(`^${host}/[\\u0021-\\u007e]+$`, 'u'))

/** Named in a policy itself; longer lists travel apart, by their hashes. */
export const mostDomains = 1_000
export const mostPages = 1_000
const mostLists = 16

const addressesSchema = z.object({
  domains: z.array(domainSchema).max(mostDomains),
  pages: z.array(webPagePrefixSchema).max(mostPages),
})
export type WebAddresses = z.infer<typeof addressesSchema>

/** One live restriction of the web. `allow`: only what it names is open. `block`: what it names is closed. `off`: nothing is open. */
const webListSchema = addressesSchema.extend({
  kind: z.enum(['allow', 'block', 'off']),
  /** Saved lists that name more of the same, by their hashes. */
  lists: z.array(listHashSchema).max(mostListsJoined),
  /** `off` for want of a list that has not reached this PC yet. */
  waits: z.boolean(),
  /** What the blocked page says of it: whose list, its name, why, and until when (null: no end is known). Empty texts are left out. */
  title: textSchema(80),
  owner: textSchema(80),
  reason: textSchema(200),
  until: timestampSchema.nullable(),
})
export type WebList = z.infer<typeof webListSchema>

/**
 * What of the web is open on a PC. Every list restricts by itself: a page is open when none closes it. No lists: everything is open.
 */
export const webPolicySchema = z.object({
  /** In the order in which they explain a closed page. */
  lists: z.array(webListSchema).max(mostLists),
  /** Open whatever the lists say: coursework. */
  exceptions: addressesSchema,
  /** Open in every mode: helplines. */
  always: z.array(domainSchema).max(1_000),
})
export type WebPolicy = z.infer<typeof webPolicySchema>
