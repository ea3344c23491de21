import { z } from 'zod'
import { browserProtocol, type ExtensionMessage } from '#shared/browser/messages'
import { AgentPort } from './agent-port'
import { nameBrowser } from './browser-name'
import { TabIcons } from './tab-icons'
import { TabMirror } from './tab-mirror'
import { carryOut } from './tab-orders'
import { TypedWatch } from './typed-watch'
import { WebGuard } from './web-guard'

/* Listeners are registered in the first turn: a sleeping worker is woken for those alone. */

// An extension may not make code from text, which zod would try.
z.config({ jitless: true })

const mirror = new TabMirror((message) => {
  port.send(message)
})
const icons = new TabIcons(tell)
const guard = new WebGuard()
const typed = new TypedWatch(tell)
let focused: number | null = null

const port = new AgentPort(
  () => {
    void greet()
  },
  (message) => {
    if (message.type === 'web:policy') guard.take(message, port)
    else if (message.type === 'web:list') guard.takeList(message)
    else if (message.type === 'typed:watch') typed.set(message.on)
    else {
      void carryOut(message, (address) => guard.closing(address) !== null).then((done) => {
        tell({ type: 'order:done', order: message.order, ...done })
      })
    }
  },
)

function tell(message: ExtensionMessage): void {
  port.send(message)
}

/** The whole state, at the beginning of each connection. */
async function greet(): Promise<void> {
  const [browser, tabs, windows] = await Promise.all([nameBrowser(), chrome.tabs.query({}), chrome.windows.getAll()])
  mirror.fill(tabs)
  focused = windows.find((window) => window.focused)?.id ?? null
  tell({ type: 'browser:hello', protocol: browserProtocol, ...browser, extensionVersion: chrome.runtime.getManifest().version })
  tell({ type: 'tab:list', tabs: mirror.all, focused })
  icons.fill(tabs)
}

chrome.tabs.onCreated.addListener((tab) => {
  mirror.changed(tab)
})
chrome.tabs.onUpdated.addListener((_id, change, tab) => {
  if (change.favIconUrl !== undefined || change.status === 'complete') icons.changed(tab)
  if (change.url !== undefined || change.title !== undefined || change.status === 'complete') mirror.changed(tab)
})
chrome.tabs.onActivated.addListener(({ tabId, windowId }) => {
  mirror.activated(tabId, windowId)
})
chrome.tabs.onRemoved.addListener((tabId) => {
  mirror.closed(tabId)
  icons.closed(tabId)
})
chrome.tabs.onReplaced.addListener((addedId, removedId) => {
  mirror.closed(removedId)
  void chrome.tabs.get(addedId).then((tab) => {
    mirror.changed(tab)
  })
})
chrome.tabs.onAttached.addListener((tabId) => {
  void chrome.tabs.get(tabId).then((tab) => {
    mirror.changed(tab)
  })
})
chrome.windows.onFocusChanged.addListener((windowId) => {
  focused = windowId === chrome.windows.WINDOW_ID_NONE ? null : windowId
  tell({ type: 'window:focused', window: focused })
})

/** The tab shows another address: told at once, and judged, since rules see no page that scripts of it bring forth. */
function onAddress({ frameId, tabId, url }: { readonly frameId: number; readonly tabId: number; readonly url: string }): void {
  if (frameId !== 0) return
  mirror.moved(tabId, url)
  guard.look(tabId, url)
}
chrome.webNavigation.onCommitted.addListener(onAddress)
chrome.webNavigation.onHistoryStateUpdated.addListener(onAddress)
chrome.webNavigation.onReferenceFragmentUpdated.addListener(onAddress)
// A rule for a single page blocks without leading anywhere.
chrome.webNavigation.onErrorOccurred.addListener(({ frameId, tabId, url }) => {
  if (frameId === 0) guard.look(tabId, url)
})

chrome.downloads.onCreated.addListener(({ url, filename, startTime }) => {
  const file = filename.split(/[/\\]/u).at(-1) ?? ''
  tell({ type: 'download:started', url: url.slice(0, 2_000), file: file.slice(0, 255), at: Date.parse(startTime) })
})

// The blocked page asks why; a page's script tells what is typed.
chrome.runtime.onMessage.addListener((asked: unknown, sender, answer: (list: unknown) => void) => {
  if (typed.hear(asked, sender)) return
  answer(typeof asked === 'string' ? guard.closing(asked) : null)
})

guard.frames.listen()

chrome.runtime.onStartup.addListener(() => {
  port.wake()
})
chrome.runtime.onInstalled.addListener(() => {
  port.wake()
})
chrome.alarms.onAlarm.addListener(() => {
  port.wake()
})
void chrome.alarms.create('wake', { periodInMinutes: 0.5 })

port.start()
