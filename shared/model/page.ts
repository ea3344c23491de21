import { z } from 'zod'
import { textSchema, timestampSchema } from './scalars'
import { iconHashSchema } from './site-icon'

/** Longer addresses and titles are cut by whoever tells them: a hundred tabs fit into one message of the link. */
export const longestPageUrl = 1_000
export const longestPageTitle = 300

/** A web page in a tab. */
export const pageSchema = z.object({
  /** Of a page on the privacy list only `scheme://site/`. */
  url: textSchema(longestPageUrl),
  title: textSchema(longestPageTitle),
  /** Host name without `www.`; empty for what is no site, such as a file or the browser's own page. */
  site: textSchema(255),
  /** On the privacy list: address cut, title left out. */
  withheld: z.boolean(),
  /** When the tab came to this address. */
  since: timestampSchema,
  /** The site's icon, told apart; left out where the browser has none, and of a page on the privacy list. */
  icon: iconHashSchema.optional(),
})
export type Page = z.infer<typeof pageSchema>

const browserNames = ['chromium', 'chrome', 'edge', 'firefox'] as const
export const browserNameSchema = z.enum(browserNames)
export type BrowserName = z.infer<typeof browserNameSchema>

/** The agent's name for a tab of any browser of its PC: good for orders as long as the tab is open. */
export const tabIdSchema = z.string().regex(/^\d{1,9}\.\d{1,12}$/u)

export const tabSchema = pageSchema.extend({
  tabId: tabIdSchema,
  browser: browserNameSchema,
  /** In front in its window. */
  active: z.boolean(),
  incognito: z.boolean(),
})
/** One open tab of a pupil's browser. */
export type Tab = z.infer<typeof tabSchema>

/** More open tabs than this are not told. */
export const mostTabs = 100
