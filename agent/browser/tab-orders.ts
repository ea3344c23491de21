import type { Tab } from '#shared/model/page'
import type { TabClose, TabWord } from '#shared/model/tab-order'
import type { AgentClock } from '../clock'
import type { Platform } from '../platform/platform'
import type { BrowserLink } from './browser-link'

/** A page that is still there after this long asks the pupil about unsaved work. */
const closeWithinMs = 2_000

export interface TabOrdersParts {
  readonly platform: Pick<Platform, 'openPage'>
  readonly link: Pick<BrowserLink, 'openTab' | 'closeTabs' | 'closeOtherTabs' | 'allTabs' | 'changes'>
  readonly clock: Pick<AgentClock, 'sleep'>
}

/** [BR7, BR8] Opens and closes pages for staff, and says what came of it. */
export class TabOrders {
  readonly #parts: TabOrdersParts

  constructor(parts: TabOrdersParts) {
    this.#parts = parts
  }

  /** In a linked browser; where none is, in the session's own browser, which is started if need be and takes the address to a new tab. */
  async open(url: string): Promise<TabWord> {
    const { platform, link } = this.#parts
    const opened = await link.openTab(url, true)
    if (opened.ok) return { state: 'opened', started: false }
    if (opened.code !== 'no-browser') return { state: 'failed', why: opened.code }
    const started = await platform.openPage(url)
    return started.ok ? { state: 'opened', started: true } : { state: 'failed', why: 'no-browser' }
  }

  async close({ which, but }: TabClose): Promise<TabWord> {
    const { link } = this.#parts
    const all = link.allTabs()
    const meant = all.filter((tab) => (which.by === 'tab' ? which.tabIds.includes(tab.tabId) : showsSite(tab, which.site, but)))
    const going = new Set((but ? all.filter((tab) => !meant.includes(tab)) : meant).map(({ tabId }) => tabId))
    // A page that is open nowhere is closed: nothing to do is no failure.
    if (going.size === 0) return { state: 'closed', closed: 0, asking: 0 }
    const ordered = await (but ? link.closeOtherTabs(meant.map(({ tabId }) => tabId)) : link.closeTabs([...going]))
    if (!ordered.ok) return { state: 'failed', why: ordered.code }
    const asking = await this.#stillOpen(going)
    return { state: 'closed', closed: going.size - asking, asking }
  }

  /** How many of these are open yet, once none is or the time to close is over. */
  async #stillOpen(tabIds: ReadonlySet<string>): Promise<number> {
    const { link, clock } = this.#parts
    const left = (): number => link.allTabs().filter(({ tabId }) => tabIds.has(tabId)).length
    const enough = new AbortController()
    void clock.sleep(closeWithinMs, enough.signal).then(() => {
      enough.abort()
    })
    for await (const _change of link.changes.watch(enough.signal)) if (left() === 0) enough.abort()
    return left()
  }
}

/** What is kept by its site is kept with its subdomains; what is closed is that site alone, as staff saw it listed. */
const showsSite = ({ site }: Tab, wanted: string, subdomainsToo: boolean): boolean =>
  site === wanted || (subdomainsToo && site.endsWith(`.${wanted}`))
