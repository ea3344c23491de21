import type { AgentMessage } from '#shared/browser/messages'

type TabOrder = Extract<AgentMessage, { readonly order: number }>

/** What came of an order; `closed`: the policy closes the address that was to be opened. */
interface Done {
  readonly ok: boolean
  readonly closed: boolean
}

/** A tab whose page asks about unsaved work is removed only once the pupil has answered: nobody waits for that. */
const answerWithinMs = 1_000

/** Carries out what staff ordered. Pages may still ask whether to leave unsaved work. `isClosed` says whether the policy closes an address. */
export async function carryOut(order: TabOrder, isClosed: (address: string) => boolean): Promise<Done> {
  if (order.type === 'tab:open' && order.ifAllowed && isClosed(order.url)) return { ok: false, closed: true }
  try {
    if (order.type === 'tab:open') await open(order.url)
    else await close((tab) => (order.type === 'tab:close' ? order.tabs.includes(tab) : !order.keep.includes(tab)))
    return { ok: true, closed: false }
  } catch {
    return { ok: false, closed: false }
  }
}

async function open(url: string): Promise<void> {
  const [window] = await chrome.windows.getAll({ windowTypes: ['normal'] })
  if (window?.id === undefined) {
    await chrome.windows.create({ url, focused: true })
    return
  }
  const tab = await chrome.tabs.create({ url, active: true })
  await chrome.windows.update(tab.windowId, { focused: true })
}

async function close(isMeant: (tab: number) => boolean): Promise<void> {
  const tabs = await chrome.tabs.query({})
  const closing = tabs.flatMap(({ id }) => (id !== undefined && isMeant(id) ? [id] : []))
  // With its last tab a browser ends, and with it perhaps a download.
  if (closing.length === tabs.length) await chrome.tabs.create({})
  const late = new Promise<void>((resolve) => setTimeout(resolve, answerWithinMs))
  // Each by itself: one that is gone already hinders no other.
  await Promise.race([Promise.allSettled(closing.map((tab) => chrome.tabs.remove(tab))), late])
}
