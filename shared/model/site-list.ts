import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** Sites of one list, and of one scene in all. */
export const mostListedSites = 100_000
/** Single pages among them: a browser takes no more than 5,000 rules of its own for pages. */
export const mostListedPages = 1_000
/** Lists one scene joins. */
export const mostListsJoined = 4

/**
 * SHA-256 in lower-case hex of a list's text: its sites (`siteSchema`), each once, sorted by code unit, joined by line feeds. Whoever holds a text
 * of this hash holds the list.
 */
export const listHashSchema = z.string().regex(/^[0-9a-f]{64}$/u)

const countsSchema = z.object({
  domains: z.number().int().nonnegative().max(mostListedSites),
  pages: z.number().int().nonnegative().max(mostListedPages),
})

/** A list as a rule names it: what it held when the rule was ordered, whatever becomes of the list. */
export const listRefSchema = countsSchema.extend({ hash: listHashSchema, title: textSchema(80) })

const ownerSchema = z.object({ staffId: idSchema, displayName: textSchema(80) })

/** A saved list of sites. Its text is asked for by itself. */
export const siteListSchema = countsSchema.extend({
  listId: idSchema,
  name: textSchema(80).min(1),
  owner: ownerSchema,
  /** Colleagues may use it too. */
  shared: z.boolean(),
  hash: listHashSchema,
  changedAt: timestampSchema,
})
export type SiteList = z.infer<typeof siteListSchema>

/** A change of a list or scene that waits for a second person; null where none does. */
export const waitingChangeSchema = z.object({ changeId: idSchema, proposedBy: ownerSchema }).nullable()
export type WaitingChange = z.infer<typeof waitingChangeSchema>

/** A saved list as staff see it. */
export const siteListViewSchema = siteListSchema.extend({ waiting: waitingChangeSchema })
export type SiteListView = z.infer<typeof siteListViewSchema>

/** Why a line of a list names no site; `too-many`: the list is full before it. */
export const siteFaultSchema = z.enum(['empty', 'not-a-site', 'suffix', 'short', 'range', 'wildcard', 'too-many'])
export type SiteFault = z.infer<typeof siteFaultSchema>

/** Faulty lines told of one text. */
export const mostFaultsTold = 200

/** What a typed or pasted text comes to. */
export const listCheckSchema = countsSchema.extend({
  /** Sites that stood there before, in other words perhaps. */
  repeated: z.number().int().nonnegative(),
  faults: z.array(z.object({ line: z.number().int().positive(), words: textSchema(80), fault: siteFaultSchema })).max(mostFaultsTold),
  /** All of them, told or not. */
  faulty: z.number().int().nonnegative(),
})
export type ListCheck = z.infer<typeof listCheckSchema>
