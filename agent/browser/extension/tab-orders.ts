import type { AgentMessage } from '#shared/browser/messages'

type TabOrder = Extract<AgentMessage, { readonly order: number }>

/** Carries out what staff ordered; false when the browser did not. Pages may still ask whether to leave unsaved work. */
export async function carryOut(order: TabOrder): Promise<boolean> {
  try {
    if (order.type === 'tab:open') await open(order.url)
    else if (order.type === 'tab:close') await chrome.tabs.remove(order.tabs)
    else await closeOthers(order.keep)
    return true
  } catch {
    return false
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

async function closeOthers(keep: readonly number[]): Promise<void> {
  const tabs = await chrome.tabs.query({})
  const closing = tabs.flatMap(({ id }) => (id === undefined || keep.includes(id) ? [] : [id]))
  // With its last tab a browser ends, and with it perhaps a download.
  if (closing.length === tabs.length) await chrome.tabs.create({})
  await chrome.tabs.remove(closing)
}
