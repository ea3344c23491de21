import type { AgentMessage, ExtensionMessage } from '#shared/browser/messages'
import { indexSites, type SiteIndex } from '#shared/web/site-index'
import { type WebList, type WebPolicy, webPolicySchema } from '#shared/web/web-policy'
import { judgeOf, type WebJudge } from '#shared/web/web-verdict'
import { Parts } from './parts'
import { rulesOf } from './web-rules'

const everythingOpen: WebPolicy = { lists: [], exceptions: { domains: [], pages: [] }, always: [] }

/** Keeps closed what the policy closes: by the browser's own rules, and by a look at whatever a tab shows. */
export class WebGuard {
  readonly #blockedPage = chrome.runtime.getURL('blocked.html')
  #judge: WebJudge = judgeOf(everythingOpen)
  #number = 0
  readonly #policyParts = new Parts()
  readonly #listParts = new Parts()
  /** Saved lists by their hashes: those of the newest policy. */
  readonly #lists = new Map<string, SiteIndex>()
  /** Rules are set one policy after the other. */
  #applying: Promise<void> = Promise.resolve()

  /** Takes one part of a list that the next policy names. */
  takeList(message: Extract<AgentMessage, { type: 'web:list' }>): void {
    const text = this.#listParts.take(message.hash, message)
    if (text !== null) this.#lists.set(message.hash, indexSites(text))
  }

  /** Takes one part of a policy; with the last one it is applied, and `tell` gets word. */
  take(message: Extract<AgentMessage, { type: 'web:policy' }>, tell: (message: ExtensionMessage) => void): void {
    const { policy } = message
    const text = this.#policyParts.take(String(policy), message)
    if (text === null) return
    const read = webPolicySchema.safeParse(JSON.parse(text))
    if (!read.success) return
    const named = read.data.lists.flatMap(({ lists }) => lists)
    for (const hash of this.#lists.keys()) if (!named.includes(hash)) this.#lists.delete(hash)
    this.#number = policy
    this.#applying = this.#applying.then(async () => {
      // A newer one is behind it.
      if (this.#number !== policy) return
      const swept = await this.#apply(read.data)
      tell({ type: 'web:applied', policy, swept })
    })
  }

  /** The list that closes an address; null when it is open. */
  closing(address: string): WebList | null {
    if (!URL.canParse(address)) return null
    const verdict = this.#judge(new URL(address))
    return verdict.open ? null : verdict.list
  }

  /** Leads a tab away from an address that is closed. */
  look(tab: number, address: string): boolean {
    if (this.closing(address) === null) return false
    lead(tab, `${this.#blockedPage}#${address}`)
    return true
  }

  /** Every open tab is judged: closed pages go, and pages that were closed come back once they are open. */
  async sweep(): Promise<number> {
    const tabs = await chrome.tabs.query({})
    let swept = 0
    for (const { id, url, pendingUrl } of tabs) {
      if (id === undefined) continue
      const shown = pendingUrl ?? url ?? ''
      if (shown.startsWith(this.#blockedPage)) {
        const asked = shown.slice(this.#blockedPage.length + 1)
        if (asked !== '' && this.closing(asked) === null) lead(id, asked)
      } else if (this.look(id, shown)) swept += 1
    }
    return swept
  }

  async #apply(policy: WebPolicy): Promise<number> {
    this.#judge = judgeOf(policy, this.#lists)
    const before = await chrome.declarativeNetRequest.getSessionRules()
    await chrome.declarativeNetRequest.updateSessionRules({
      removeRuleIds: before.map(({ id }) => id),
      addRules: rulesOf(policy, this.#lists, this.#blockedPage),
    })
    return this.sweep()
  }
}

/** A tab that is gone meanwhile needs no leading. */
const lead = (tab: number, url: string): void => {
  chrome.tabs.update(tab, { url }).catch(() => undefined)
}
