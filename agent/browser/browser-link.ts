import { type AgentMessage, chunkCharacters, type ExtensionMessage } from '#shared/browser/messages'
import { mostTabs, type Page, type Tab } from '#shared/model/page'
import type { PrivacyList } from '#shared/model/privacy-list'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { WebPolicy } from '#shared/web/web-policy'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { HostConnection, HostRefusal, Observed } from '../platform/platform'
import type { StartedDownload } from '../sensors/usage/record-download'
import { BrowserConnection, type ConnectionFault, type LinkedBrowser } from './browser-connection'
import { helplines } from './privacy-list'

/** A hundred thousand domains take a browser under a second. */
const answerWithinMs = 5_000

/** More than the tabs that are told: 2 MB at most. */
const mostIcons = 300

type TabOrder = Extract<AgentMessage, { readonly order: number }>
type OrderDone = Extract<ExtensionMessage, { readonly type: 'order:done' }>
/** An order before it has its number. */
type Unnumbered = TabOrder extends infer Order ? (Order extends TabOrder ? Omit<Order, 'order'> : never) : never

export type OrderFailure = 'no-browser' | 'no-such-tab' | 'not-open' | 'refused' | 'no-answer'

export interface BrowserLinkParts {
  readonly clock: AgentClock
  readonly log: Log
  /** What the school adds to the privacy list, now. */
  readonly privacy: () => PrivacyList
  readonly onDownload: (download: StartedDownload) => void
}

/** Hears what now stands in a field of a page; the same field has the same name. */
type TypedListener = (page: Page, field: string, text: string) => void

/** A saved list by its hash, gzipped; null when it is not at hand. */
type ListOf = (hash: string) => Buffer | null

/** A policy as it is sent. `lists`: hashes of the saved lists it names. */
interface Policy {
  /** As it was asked for. */
  readonly policy: WebPolicy
  readonly number: number
  readonly chunks: readonly string[]
  readonly lists: readonly string[]
  readonly listOf: ListOf
}

/** Every linked browser of this PC: what is open in them, and what is ordered of them. */
export class BrowserLink {
  readonly #parts: BrowserLinkParts
  readonly #connections = new Set<BrowserConnection>()
  readonly #tabs = new Observable<readonly Tab[]>([])
  readonly #changes = new Observable(0)
  readonly #refusals = new Map<HostRefusal | ConnectionFault, number>()
  /** Icons of pages, by their hashes; the one told longest ago makes way. */
  readonly #icons = new Map<string, Buffer<ArrayBuffer>>()
  readonly #orders = new Map<number, (done: OrderDone) => void>()
  readonly #applied = new Map<BrowserConnection, { readonly policy: number; readonly swept: number }>()
  #policy: Policy
  /** The lists each browser holds: those of the policy sent last. */
  readonly #holding = new Map<BrowserConnection, readonly string[]>()
  #onTyped: TypedListener | null = null
  #connected = 0
  #ordered = 0

  constructor(parts: BrowserLinkParts) {
    this.#parts = parts
    this.#policy = this.#policyOf(1, everythingOpen, () => null)
  }

  /** The open tabs of all browsers, the privacy list minded [BR2]. */
  get tabs(): Observed<readonly Tab[]> {
    return this.#tabs
  }

  /** The same without a bound. */
  allTabs(): readonly Tab[] {
    return [...this.#connections].flatMap((one) => one.tabs())
  }

  /** Another value whenever anything about the linked browsers is different. */
  get changes(): Observed<number> {
    return this.#changes
  }

  get browsers(): readonly (LinkedBrowser & { readonly browserPid: number })[] {
    return [...this.#connections].flatMap(({ linked, browserPid }) => (linked === null ? [] : { ...linked, browserPid }))
  }

  /** Connections refused or cut since the start, by why. */
  get refusals(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#refusals)
  }

  /** A page's icon as a PNG; null when it was let go. */
  iconOf(hash: string): Buffer<ArrayBuffer> | null {
    return this.#icons.get(hash) ?? null
  }

  isLinked(browserPid: number): boolean {
    return this.browsers.some((browser) => browser.browserPid === browserPid)
  }

  /** The page in front in the browser of this process; null when that is no linked browser. */
  frontPage(browserPid: number): Page | null {
    const profiles = [...this.#connections].filter((one) => one.linked !== null && one.browserPid === browserPid)
    return (profiles.find(({ focused }) => focused) ?? profiles.at(-1))?.frontPage() ?? null
  }

  readonly refused = (why: HostRefusal | ConnectionFault): void => {
    this.#refusals.set(why, (this.#refusals.get(why) ?? 0) + 1)
    this.#parts.log(`Refused a connection to the browsers' socket (${why}).`)
  }

  readonly attach = ({ browserPid, socket }: HostConnection): void => {
    this.#connected += 1
    const connection = new BrowserConnection(
      this.#connected,
      browserPid,
      socket,
      {
        onReady: () => {
          this.#sendPolicy(connection)
          if (this.#onTyped !== null) connection.send({ type: 'typed:watch', on: true })
          this.#tell()
        },
        onChange: () => this.#tell(),
        onTyped: (page, field, text) => this.#onTyped?.(page, field, text),
        onMessage: (message) => this.#hear(connection, message),
        onIcon: (hash, png) => this.#keepIcon(hash, png),
        onFault: this.refused,
        onEnd: () => {
          this.#connections.delete(connection)
          this.#applied.delete(connection)
          this.#holding.delete(connection)
          this.#tell()
        },
      },
      this.#parts.privacy,
    )
    this.#connections.add(connection)
  }

  /**
   * Puts a policy in force in every browser linked now or later; helplines stay open whatever it says [BR3]. Answers once each has it and has
   * judged its open tabs: how many browsers, and how many tabs were led away. `listOf` gives the lists that the policy names; a browser keeps
   * closed what wants one that it does not give.
   */
  async apply(
    policy: WebPolicy,
    listOf: ListOf = () => null,
  ): Promise<Outcome<{ readonly browsers: number; readonly swept: number }, 'no-answer'>> {
    const number = this.#policy.number + 1
    this.#policy = this.#policyOf(number, policy, listOf)
    const linked = [...this.#connections].filter((one) => one.linked !== null)
    for (const connection of linked) this.#sendPolicy(connection)
    const holds = (one: BrowserConnection): boolean => !this.#connections.has(one) || (this.#applied.get(one)?.policy ?? 0) >= number
    const enough = AbortSignal.timeout(answerWithinMs)
    for await (const _change of this.#changes.watch(enough)) if (linked.every(holds)) break
    if (!linked.every(holds)) return fail('no-answer', 'A browser did not say that it holds the list.')
    return ok({ browsers: linked.length, swept: linked.reduce((sum, one) => sum + (this.#applied.get(one)?.swept ?? 0), 0) })
  }

  /** Whether every linked browser answers: each is told the policy that holds once more. */
  async answer(): Promise<boolean> {
    return (await this.apply(this.#policy.policy, this.#policy.listOf)).ok
  }

  /** The privacy list is another one: what is told and what is always open goes by it from now on [BR2]. */
  async heedPrivacy(): Promise<void> {
    this.#tell()
    await this.apply(this.#policy.policy, this.#policy.listOf)
  }

  /**
   * Opens an address in a new tab, in front, in the browser that was linked last. One that the policy closes is led away there, or with `ifAllowed`
   * not opened at all (`not-open`).
   */
  async openTab(url: string, ifAllowed = false): Promise<Outcome<null, OrderFailure>> {
    const linked = [...this.#connections].filter((one) => one.linked !== null)
    const connection = linked.find(({ focused }) => focused) ?? linked.at(-1)
    if (connection === undefined) return fail('no-browser', 'No linked browser is open on this PC.')
    return this.#order(connection, { type: 'tab:open', url, ifAllowed })
  }

  /** Closes these tabs, named as in `tabs`. Pages may ask the pupil about unsaved work. */
  async closeTabs(tabIds: readonly string[]): Promise<Outcome<null, OrderFailure>> {
    const concerned = [...this.#connections].filter((one) => tabsOf(one, tabIds).length > 0)
    if (concerned.length === 0) return fail('no-such-tab', 'This tab is closed already.')
    return this.#orderAll(concerned, (one) => ({ type: 'tab:close', tabs: tabsOf(one, tabIds) }))
  }

  /** Closes every tab of every browser but these. */
  async closeOtherTabs(keepIds: readonly string[]): Promise<Outcome<null, OrderFailure>> {
    const linked = [...this.#connections].filter((one) => one.linked !== null)
    if (linked.length === 0) return fail('no-browser', 'No linked browser is open on this PC.')
    return this.#orderAll(linked, (one) => ({ type: 'tab:close-others', keep: tabsOf(one, keepIds) }))
  }

  /** [BC6] From now on tells what is typed into pages; null: nobody asks, and the browsers put no script of ours into pages. */
  watchTyped(listener: TypedListener | null): void {
    this.#onTyped = listener
    for (const connection of this.#connections)
      if (connection.linked !== null) connection.send({ type: 'typed:watch', on: listener !== null })
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }

  async #orderAll(
    connections: readonly BrowserConnection[],
    orderOf: (connection: BrowserConnection) => Unnumbered,
  ): Promise<Outcome<null, OrderFailure>> {
    const done = await Promise.all(connections.map((one) => this.#order(one, orderOf(one))))
    return done.find((outcome) => !outcome.ok) ?? ok(null)
  }

  async #order(connection: BrowserConnection, order: Unnumbered): Promise<Outcome<null, OrderFailure>> {
    this.#ordered += 1
    const number = this.#ordered
    const enough = AbortSignal.timeout(answerWithinMs)
    const answer = new Promise<OrderDone | null>((resolve) => {
      this.#orders.set(number, resolve)
      enough.addEventListener('abort', () => resolve(null))
    })
    connection.send({ ...order, order: number })
    const answered = await answer
    this.#orders.delete(number)
    if (answered === null) return fail('no-answer', 'The browser did not answer.')
    if (answered.ok) return ok(null)
    return answered.closed ? fail('not-open', 'A rule in force closes this address.') : fail('refused', 'The browser did not do it.')
  }

  #policyOf(number: number, policy: WebPolicy, listOf: ListOf): Policy {
    const always = [...new Set([...policy.always, ...helplines, ...this.#parts.privacy().helplines])]
    const lists = [...new Set(policy.lists.flatMap((one) => one.lists))]
    return { policy, number, chunks: chunksOf(JSON.stringify({ ...policy, always })), lists, listOf }
  }

  #sendPolicy(connection: BrowserConnection): void {
    const { number, chunks, lists, listOf } = this.#policy
    const held = this.#holding.get(connection) ?? []
    for (const hash of lists) {
      const gzip = held.includes(hash) ? null : listOf(hash)
      const pieces = gzip === null ? [] : chunksOf(gzip.toString('base64'))
      for (const [part, text] of pieces.entries()) connection.send({ type: 'web:list', hash, part, parts: pieces.length, text })
    }
    this.#holding.set(connection, lists)
    for (const [part, text] of chunks.entries()) {
      connection.send({ type: 'web:policy', policy: number, part, parts: chunks.length, text })
    }
  }

  #keepIcon(hash: string, png: Buffer<ArrayBuffer>): void {
    this.#icons.delete(hash)
    this.#icons.set(hash, png)
    const [oldest] = this.#icons.keys()
    if (this.#icons.size > mostIcons && oldest !== undefined) this.#icons.delete(oldest)
  }

  #hear(
    connection: BrowserConnection,
    message: Extract<ExtensionMessage, { type: 'web:applied' | 'order:done' | 'download:started' }>,
  ): void {
    if (message.type === 'web:applied') {
      this.#applied.set(connection, { policy: message.policy, swept: message.swept })
      this.#changes.set(this.#changes.value + 1)
    } else if (message.type === 'order:done') this.#orders.get(message.order)?.(message)
    else this.#parts.onDownload(message)
  }

  #tell(): void {
    this.#tabs.set(this.allTabs().slice(0, mostTabs))
    this.#changes.set(this.#changes.value + 1)
  }
}

const everythingOpen: WebPolicy = { lists: [], exceptions: { domains: [], pages: [] }, always: [] }

/** The extension's own numbers of those tabs that are this browser's. */
const tabsOf = ({ number }: BrowserConnection, tabIds: readonly string[]): number[] =>
  tabIds.flatMap((tabId) => {
    const [browser, tab] = tabId.split('.').map(Number)
    return browser === number && tab !== undefined ? [tab] : []
  })

function chunksOf(text: string): readonly string[] {
  const count = Math.ceil(text.length / chunkCharacters)
  return Array.from({ length: count }, (_value, part) => text.slice(part * chunkCharacters, (part + 1) * chunkCharacters))
}
