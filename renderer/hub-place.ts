import { createContext } from 'react'
import { type ConsoleBridge, type ConsoleSettings, defaultConsoleSettings, type HubPlace } from '#shared/bridge'
import { type Readable, Store } from './state/store'

declare global {
  interface Window {
    /** The Electron console's bridge; a plain browser has none. */
    readonly classwarden?: ConsoleBridge
  }
}

/** Where the hub is, for pages that may run inside the Electron console or in a browser the hub serves. */
export interface PagePlace {
  readonly hub: Readable<HubPlace>
  readonly language: string
  readonly theme: ConsoleSettings['theme']
  /** Null in a browser. */
  readonly bridge: ConsoleBridge | null
}

/** The program around the page, for views that ask it something; null in a browser. */
export const BridgeContext = createContext<ConsoleBridge | null>(null)

/** Asks the program around the page; in a browser the hub is the server the page came from. */
export const findHub = async (page: Window): Promise<PagePlace> => {
  const bridge = page.classwarden ?? null
  if (bridge === null) {
    const ready: HubPlace = {
      state: 'ready',
      mode: 'remote',
      address: page.location.host,
      // The browser has checked the certificate already.
      authorityFingerprint: '',
      firstRunCode: null,
      keyKept: null,
    }
    return { hub: new Store(ready), language: 'en', theme: 'system', bridge }
  }
  const hub = new Store<HubPlace>({ state: 'starting', mode: 'embedded' })
  bridge.onHubPlace((place) => {
    hub.set(place)
  })
  const [place, settings] = await Promise.all([bridge.ask('hub:place', {}), bridge.ask('settings:read', {})])
  if (place.ok && hub.get().state === 'starting') hub.set(place.value)
  const { language, theme } = settings.ok ? settings.value : defaultConsoleSettings
  return { hub, language, theme, bridge }
}
