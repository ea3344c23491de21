import { z } from 'zod'
import { browserNameSchema } from '../model/page'
import { textSchema, timestampSchema } from '../model/scalars'
import { mostIconBytes } from '../model/site-icon'
import { listHashSchema } from '../model/site-list'

/*
 * What travels between the extension in a pupil's browser and the agent of that PC, as JSON frames of native messaging: 32 bits of length in the
 * machine's byte order, then UTF-8. The host between them passes frames on unread.
 */

/** The extension's version of this contract; the agent refuses another. */
export const browserProtocol = 2
/** Name of the native messaging host, in its manifest and in the policies. */
export const nativeHostName = 'org.classwarden.agent'
/** The same for every PC and build: Firefox goes by it, and it names our folder of preferences. */
export const geckoId = 'agent@classwarden.org'

/** Largest frame an extension sends. */
export const mostFrameBytesUp = 512 * 1024
/** Largest frame an agent sends: browsers take 1 MiB (developer.chrome.com, "Native messaging"). */
export const mostFrameBytesDown = 1024 * 1024
/** Characters of a policy's or a list's text in one chunk: quoted once more in its frame, and up to three bytes each, it stays below that bound. */
export const chunkCharacters = 250_000

export const longestUrlTold = 2_000
export const longestTitleTold = 512
/** Of what stands in a field the end is told: what was written last. */
export const longestTypedTold = 500
/** More open tabs than this are not told. */
export const mostTabsTold = 500
const tabNumberSchema = z.number().int().nonnegative().max(999_999_999_999)

/** A tab as the extension sees it. Longer texts are cut there. */
const browserTabSchema = z.object({
  tab: tabNumberSchema,
  window: z.number().int(),
  url: textSchema(longestUrlTold),
  title: textSchema(longestTitleTold),
  active: z.boolean(),
  incognito: z.boolean(),
  /** When the tab came to this address. */
  since: timestampSchema,
})
export type BrowserTab = z.infer<typeof browserTabSchema>

export const extensionMessageSchema = z.discriminatedUnion('type', [
  /** First on every connection. */
  z.object({
    type: z.literal('browser:hello'),
    protocol: z.number().int().positive(),
    browser: browserNameSchema,
    browserVersion: textSchema(40),
    extensionVersion: textSchema(40),
  }),
  /** Every open tab: after the hello. */
  z.object({ type: z.literal('tab:list'), tabs: z.array(browserTabSchema).max(mostTabsTold), focused: z.number().int().nullable() }),
  z.object({ type: z.literal('tab:changed'), tab: browserTabSchema }),
  z.object({ type: z.literal('tab:closed'), tab: tabNumberSchema }),
  /** The window in front; null while the browser has none in front. */
  z.object({ type: z.literal('window:focused'), window: z.number().int().nullable() }),
  z.object({ type: z.literal('download:started'), url: textSchema(longestUrlTold), file: textSchema(255), at: timestampSchema }),
  /** The policy numbered so is in force and the open tabs were judged by it. */
  z.object({ type: z.literal('web:applied'), policy: z.number().int().positive(), swept: z.number().int().nonnegative() }),
  /** How an order of this number went. */
  z.object({
    type: z.literal('order:done'),
    order: z.number().int().positive(),
    ok: z.boolean(),
    /** Not done because the policy closes that address. */
    closed: z.boolean().default(false),
  }),
  /** [BC6] What stands in a field once its writer pauses, empty after it was not; only while `typed:watch` asks for it. */
  z.object({
    type: z.literal('text:typed'),
    tab: tabNumberSchema,
    /** The same for the same field of the same page. */
    field: textSchema(40),
    text: textSchema(longestTypedTold),
  }),
  /** The icon of the page at `url` in that tab, as a PNG in base64. */
  z.object({
    type: z.literal('tab:icon'),
    tab: tabNumberSchema,
    url: textSchema(longestUrlTold),
    png: z.base64().max(Math.ceil(mostIconBytes / 3) * 4),
  }),
  /** Keeps the extension's worker alive, and shows both that the other is there. */
  z.object({ type: z.literal('ping') }),
])
export type ExtensionMessage = z.infer<typeof extensionMessageSchema>

const orderNumber = { order: z.number().int().positive() }

const partNumbers = { part: z.number().int().nonnegative().max(199), parts: z.number().int().positive().max(200) }

export const agentMessageSchema = z.discriminatedUnion('type', [
  /** Part `part` of `parts` of the list of this hash, gzipped (RFC 1952), in base64. A browser keeps the lists its newest policy names; others are sent again when wanted. */
  z.object({ type: z.literal('web:list'), hash: listHashSchema, ...partNumbers, text: z.string() }),
  /**
   * Part `part` of `parts` of a `webPolicySchema` as JSON text; the policy holds once the last one came, after the lists it names. A higher
   * number replaces a lower.
   */
  z.object({
    type: z.literal('web:policy'),
    policy: z.number().int().positive(),
    ...partNumbers,
    text: z.string(),
  }),
  /** In a new tab, brought to the front. */
  z.object({
    type: z.literal('tab:open'),
    ...orderNumber,
    url: z.url({ protocol: /^https?$/u }).max(longestUrlTold),
    /** Not at all when the policy closes the address, rather than to be led away at once. */
    ifAllowed: z.boolean().default(false),
  }),
  z.object({ type: z.literal('tab:close'), ...orderNumber, tabs: z.array(tabNumberSchema).max(mostTabsTold) }),
  /** Closes every tab but these; an empty tab takes their place where none is left. */
  z.object({ type: z.literal('tab:close-others'), ...orderNumber, keep: z.array(tabNumberSchema).max(mostTabsTold) }),
  z.object({ type: z.literal('typed:watch'), on: z.boolean() }),
  z.object({ type: z.literal('pong') }),
])
export type AgentMessage = z.infer<typeof agentMessageSchema>
