import { type BrowserTab, longestTitleTold, longestUrlTold, mostTabsTold } from '#shared/browser/messages'

type Tell = (
  message: { readonly type: 'tab:changed'; readonly tab: BrowserTab } | { readonly type: 'tab:closed'; readonly tab: number },
) => void

/** Text of a page fit for the contract: control characters become spaces, and it is cut to its bound. */
const cut = (text: string, longest: number): string => {
  const plain = text.replace(/[\u0000-\u001f\u007f]+/gu, ' ').slice(0, longest)
  // Half a surrogate pair at the cut would not be well-formed text.
  return plain.replace(/[\ud800-\udbff]$/u, '')
}

/** Every open tab as last told: events are merged here, so that each is told whole and without asking the browser again. */
export class TabMirror {
  readonly #tabs = new Map<number, BrowserTab>()
  readonly #tell: Tell

  constructor(tell: Tell) {
    this.#tell = tell
  }

  get all(): BrowserTab[] {
    return [...this.#tabs.values()].slice(0, mostTabsTold)
  }

  /** Begins anew from what is open; times of addresses that stayed are kept. */
  fill(tabs: readonly chrome.tabs.Tab[]): void {
    const before = new Map(this.#tabs)
    this.#tabs.clear()
    for (const tab of tabs) {
      const read = this.#read(tab, tab.id === undefined ? undefined : before.get(tab.id))
      if (read !== null) this.#tabs.set(read.tab, read)
    }
  }

  changed(tab: chrome.tabs.Tab): void {
    const read = this.#read(tab, tab.id === undefined ? undefined : this.#tabs.get(tab.id))
    if (read !== null) this.#put(read)
  }

  /** The tab came to another address, by navigation or by its own script. */
  moved(tab: number, address: string): void {
    const known = this.#tabs.get(tab)
    if (known === undefined) return
    const url = cut(address, longestUrlTold)
    if (known.url !== url) this.#put({ ...known, url, title: '', since: Date.now() })
  }

  activated(tab: number, window: number): void {
    for (const other of this.#tabs.values()) {
      // The one that comes to the front tells enough: the agent knows that a window has one in front.
      if (other.window === window && other.active && other.tab !== tab) this.#tabs.set(other.tab, { ...other, active: false })
    }
    const known = this.#tabs.get(tab)
    if (known !== undefined) this.#put({ ...known, window, active: true })
  }

  closed(tab: number): void {
    if (this.#tabs.delete(tab)) this.#tell({ type: 'tab:closed', tab })
  }

  #put(tab: BrowserTab): void {
    const known = this.#tabs.get(tab.tab)
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(tab)) return
    this.#tabs.set(tab.tab, tab)
    this.#tell({ type: 'tab:changed', tab })
  }

  #read({ id, windowId, url = '', title = '', active, incognito }: chrome.tabs.Tab, known: BrowserTab | undefined): BrowserTab | null {
    if (id === undefined || id < 0) return null
    const address = cut(url, longestUrlTold)
    const stays = known?.url === address
    return {
      tab: id,
      window: windowId,
      url: address,
      title: cut(title, longestTitleTold),
      active,
      incognito,
      since: stays ? known.since : Date.now(),
    }
  }
}
