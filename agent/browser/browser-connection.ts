import type { Duplex } from 'node:stream'
import {
  type AgentMessage,
  browserProtocol,
  type BrowserTab,
  type ExtensionMessage,
  extensionMessageSchema,
  mostFrameBytesUp,
} from '#shared/browser/messages'
import type { BrowserName, Page, Tab } from '#shared/model/page'
import type { PrivacyList } from '#shared/model/privacy-list'
import { encodeFrame, FrameReader } from './frames'
import { pageOf } from './privacy-list'
import { TabIcons } from './tab-icons'

/** Why a linked browser was cut off. */
export type ConnectionFault = 'oversized' | 'malformed' | 'other-version'

export interface ConnectionEvents {
  /** After the hello. */
  readonly onReady: () => void
  /** Its tabs, or which is in front, changed. */
  readonly onChange: () => void
  readonly onMessage: (message: Extract<ExtensionMessage, { type: 'web:applied' | 'order:done' | 'download:started' }>) => void
  /** [BC6] Somebody writes into a page that is not on the privacy list. */
  readonly onTyped: (page: Page, field: string, text: string) => void
  /** A page's icon, which its page names from now on. */
  readonly onIcon: (hash: string, png: Buffer<ArrayBuffer>) => void
  readonly onFault: (fault: ConnectionFault) => void
  readonly onEnd: () => void
}

export interface LinkedBrowser {
  readonly browser: BrowserName
  readonly browserVersion: string
  readonly extensionVersion: string
}

/** One profile of one browser, linked: what it has open, as its extension tells [BR4]. */
export class BrowserConnection {
  readonly number: number
  readonly browserPid: number
  readonly #socket: Duplex
  readonly #events: ConnectionEvents
  readonly #added: () => PrivacyList
  readonly #frames = new FrameReader(mostFrameBytesUp)
  readonly #tabs = new Map<number, BrowserTab>()
  readonly #icons = new TabIcons()
  #linked: LinkedBrowser | null = null
  /** The window in front, or the last one that was. */
  #window: number | null = null
  #focused = false

  /** `added`: what the school adds to the privacy list. */
  constructor(number: number, browserPid: number, socket: Duplex, events: ConnectionEvents, added: () => PrivacyList) {
    this.#added = added
    this.number = number
    this.browserPid = browserPid
    this.#socket = socket
    this.#events = events
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', events.onEnd)
  }

  /** Null until it has said who it is. */
  get linked(): LinkedBrowser | null {
    return this.#linked
  }

  get focused(): boolean {
    return this.#focused
  }

  send(message: AgentMessage): void {
    this.#socket.write(encodeFrame(message))
  }

  close(): void {
    this.#socket.destroy()
  }

  /** What is in front in the window that was in front last; null when it has no such tab. */
  frontPage(): Page | null {
    const active = [...this.#tabs.values()].filter((tab) => tab.active)
    const front = active.find(({ window }) => window === this.#window) ?? active[0]
    return front === undefined ? null : this.#icons.withIcon(front, pageOf(front, this.#added()))
  }

  tabs(): readonly Tab[] {
    const browser = this.#linked?.browser
    if (browser === undefined) return []
    const added = this.#added()
    return [...this.#tabs.values()].map((tab) => ({
      ...this.#icons.withIcon(tab, pageOf(tab, added)),
      tabId: `${this.number}.${tab.tab}`,
      browser,
      active: tab.active,
      incognito: tab.incognito,
    }))
  }

  #take(chunk: Buffer): void {
    const texts = this.#frames.take(chunk)
    if (texts === null) return this.#cut('oversized')
    for (const text of texts) {
      const message = extensionMessageSchema.safeParse(parseJson(text))
      if (!message.success) return this.#cut('malformed')
      if (message.data.type === 'browser:hello') {
        if (message.data.protocol !== browserProtocol) return this.#cut('other-version')
        const { browser, browserVersion, extensionVersion } = message.data
        this.#linked = { browser, browserVersion, extensionVersion }
        this.#events.onReady()
      } else if (this.#linked === null) {
        // Events before the hello are part of the state that follows it; only a ping proves nothing.
        continue
      } else this.#hear(message.data)
    }
  }

  #hear(message: Exclude<ExtensionMessage, { type: 'browser:hello' }>): void {
    switch (message.type) {
      case 'tab:list':
        this.#tabs.clear()
        for (const tab of message.tabs) this.#tabs.set(tab.tab, tab)
        this.#focus(message.focused)
        break
      case 'tab:changed':
        this.#change(message.tab)
        break
      case 'tab:closed':
        this.#tabs.delete(message.tab)
        this.#icons.forget(message.tab)
        break
      case 'window:focused':
        this.#focus(message.window)
        break
      case 'tab:icon': {
        const icon = this.#icons.take(message)
        if (icon === null) return
        this.#events.onIcon(icon.hash, icon.png)
        break
      }
      case 'text:typed':
        this.#type(message)
        return
      case 'ping':
        this.send({ type: 'pong' })
        return
      case 'web:applied':
      case 'order:done':
      case 'download:started':
        this.#events.onMessage(message)
        return
    }
    this.#events.onChange()
  }

  #type({ tab, field, text }: Extract<ExtensionMessage, { type: 'text:typed' }>): void {
    const known = this.#tabs.get(tab)
    const page = known === undefined ? null : pageOf(known, this.#added())
    if (page !== null && page.site !== '' && !page.withheld) this.#events.onTyped(page, `${this.number}.${tab}.${field}`, text)
  }

  #change(changed: BrowserTab): void {
    // A window has one tab in front.
    if (changed.active) {
      for (const tab of this.#tabs.values())
        if (tab.active && tab.window === changed.window) this.#tabs.set(tab.tab, { ...tab, active: false })
    }
    this.#tabs.set(changed.tab, changed)
  }

  #focus(window: number | null): void {
    this.#focused = window !== null
    this.#window = window ?? this.#window
  }

  #cut(fault: ConnectionFault): void {
    this.#events.onFault(fault)
    this.close()
  }
}

/** Undefined for what is no JSON, which no schema takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
