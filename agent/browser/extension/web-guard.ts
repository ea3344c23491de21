import type { ExtensionMessage } from '#shared/browser/messages'
import { type WebList, type WebPolicy, webPolicySchema } from '#shared/web/web-policy'
import { judgeOf, type WebJudge } from '#shared/web/web-verdict'
import { rulesOf } from './web-rules'

interface Chunk {
  readonly policy: number
  readonly part: number
  readonly parts: number
  readonly text: string
}

const everythingOpen: WebPolicy = { lists: [], exceptions: { domains: [], pages: [] }, always: [] }

/** Keeps closed what the policy closes: by the browser's own rules, and by a look at whatever a tab shows. */
export class WebGuard {
  readonly #blockedPage = chrome.runtime.getURL('blocked.html')
  #judge: WebJudge = judgeOf(everythingOpen)
  #number = 0
  #arriving: { readonly policy: number; readonly texts: (string | undefined)[] } | null = null
  /** Rules are set one policy after the other. */
  #applying: Promise<void> = Promise.resolve()

  /** Takes one chunk; with the last one the policy is applied, and `tell` gets word. */
  take({ policy, part, parts, text }: Chunk, tell: (message: ExtensionMessage) => void): void {
    if (this.#arriving?.policy !== policy || this.#arriving.texts.length !== parts) {
      this.#arriving = { policy, texts: Array<string | undefined>(parts).fill(undefined) }
    }
    const { texts } = this.#arriving
    texts[part] = text
    if (texts.includes(undefined)) return
    this.#arriving = null
    const read = webPolicySchema.safeParse(JSON.parse(texts.join('')))
    if (!read.success) return
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
    this.#judge = judgeOf(policy)
    const before = await chrome.declarativeNetRequest.getSessionRules()
    await chrome.declarativeNetRequest.updateSessionRules({
      removeRuleIds: before.map(({ id }) => id),
      addRules: rulesOf(policy, this.#blockedPage),
    })
    return this.sweep()
  }
}

/** A tab that is gone meanwhile needs no leading. */
const lead = (tab: number, url: string): void => {
  chrome.tabs.update(tab, { url }).catch(() => undefined)
}
