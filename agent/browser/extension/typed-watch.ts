import { z } from 'zod'
import { type ExtensionMessage, longestTypedTold } from '#shared/browser/messages'
import { textSchema } from '#shared/model/scalars'

const scriptId = 'typed'
const pages = ['http://*/*', 'https://*/*']
const wordSchema = z.object({ field: z.number().int().positive(), text: z.string().max(longestTypedTold) })

/** [BC6] Puts the script that tells what is typed into pages, while the agent asks for it; without that no script of ours runs in any page. */
export class TypedWatch {
  readonly #tell: (message: ExtensionMessage) => void
  #on = false
  #setting: Promise<void> = Promise.resolve()

  constructor(tell: (message: ExtensionMessage) => void) {
    this.#tell = tell
  }

  set(on: boolean): void {
    if (this.#on === on) return
    this.#on = on
    this.#setting = this.#setting.then(() => (on ? putIn() : takeOut()))
  }

  /** A word of the script; nothing while nobody asks. Answers whether it was one. */
  hear(said: unknown, sender: chrome.runtime.MessageSender): boolean {
    const word = wordSchema.safeParse(said)
    if (!word.success) return false
    const tab = sender.tab?.id
    if (!this.#on || tab === undefined) return true
    const text = word.data.text.replace(/[\u0000-\u001f\u007f]+/gu, ' ').replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/gu, '')
    const told = textSchema(longestTypedTold).safeParse(text)
    if (told.success) this.#tell({ type: 'text:typed', tab, field: `${sender.frameId ?? 0}.${word.data.field}`, text: told.data })
    return true
  }
}

async function putIn(): Promise<void> {
  await takeOut()
  const script = { id: scriptId, js: ['typed.js'], matches: pages, allFrames: true, persistAcrossSessions: false }
  await chrome.scripting.registerContentScripts([{ ...script, runAt: 'document_start' }])
  // Pages that are open already; the browser's own pages take no script.
  const tabs = await chrome.tabs.query({ url: pages })
  const ids = tabs.flatMap(({ id }) => (id === undefined ? [] : [id]))
  await Promise.allSettled(ids.map((tabId) => chrome.scripting.executeScript({ target: { tabId, allFrames: true }, files: ['typed.js'] })))
}

async function takeOut(): Promise<void> {
  const there = await chrome.scripting.getRegisteredContentScripts({ ids: [scriptId] })
  if (there.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [scriptId] })
}
