import type { AgentMessage, ExtensionMessage } from '#shared/browser/messages'
import type { SiteIndex } from '#shared/web/site-index'
import { type WebList, type WebPolicy, webPolicySchema } from '#shared/web/web-policy'
import { embedJudgeOf, judgeOf, type SiteIndices, type WebJudge } from '#shared/web/web-verdict'
import { ClosedFrames } from './closed-frames'
import { Parts } from './parts'
import { gateEmbeds, gatePages } from './request-gate'
import { unfoldList } from './unfold'
import { rulesOf } from './web-rules'

const everythingOpen: WebPolicy = { lists: [], exceptions: { domains: [], pages: [] }, always: [] }
/** A browser that has just started waits so long for its first policy, and then opens pages without: the guard of the PC sees to it. */
const firstPolicyWithinMs = 8_000

interface Agent {
  send(message: ExtensionMessage): void
  /** Resolves once it has read what was sent, soon in any case. */
  heard(): Promise<void>
}

/** Keeps closed what the policy closes: by the browser's own rules, and by a look at whatever a tab shows. */
export class WebGuard {
  readonly #blockedPage = chrome.runtime.getURL('blocked.html')
  #judge: WebJudge = judgeOf(everythingOpen)
  #number = 0
  #onFirst: () => void = () => undefined
  /** Null once there is a policy. */
  #first: Promise<void> | null = new Promise((resolve) => {
    this.#onFirst = resolve
    setTimeout(resolve, firstPolicyWithinMs)
  })
  readonly #gated = gatePages({
    leadTo: (address) => (this.closing(address) === null ? null : this.#closedPage(address)),
    ready: () => this.#first,
  })
  readonly frames = new ClosedFrames()
  readonly #policyParts = new Parts()
  readonly #listParts = new Parts()
  /** Saved lists by their hashes: those of the newest policy. */
  readonly #lists = new Map<string, Promise<SiteIndex | null>>()
  /** Rules are set one policy after the other. */
  #applying: Promise<void> = Promise.resolve()

  /** Takes one part of a list that the next policy names. */
  takeList(message: Extract<AgentMessage, { type: 'web:list' }>): void {
    const base64 = this.#listParts.take(message.hash, message)
    if (base64 !== null) this.#lists.set(message.hash, unfoldList(base64))
  }

  /** Takes one part of a policy; with the last one it is applied, and `agent` gets word. */
  take(message: Extract<AgentMessage, { type: 'web:policy' }>, agent: Agent): void {
    const { policy } = message
    const text = this.#policyParts.take(String(policy), message)
    if (text === null) return
    const read = webPolicySchema.safeParse(JSON.parse(text))
    if (!read.success) return
    const named = read.data.lists.flatMap(({ lists }) => lists)
    for (const hash of this.#lists.keys()) if (!named.includes(hash)) this.#lists.delete(hash)
    this.#number = policy
    const told = (swept: number): Promise<void> => {
      agent.send({ type: 'web:applied', policy, swept })
      return agent.heard()
    }
    const indices = this.#indices()
    const apply = async (): Promise<void> => {
      const lists = await indices
      // A newer one is behind it.
      if (this.#number === policy) await this.#apply(read.data, lists, told)
    }
    // Rules that a browser refused hinder none that come after.
    this.#applying = this.#applying.then(apply, apply)
  }

  async #indices(): Promise<SiteIndices> {
    const indices = new Map<string, SiteIndex>()
    for (const [hash, unfolding] of this.#lists) {
      const index = await unfolding
      if (index !== null) indices.set(hash, index)
    }
    return indices
  }

  /** The list that closes an address; null when it is open. */
  closing(address: string): WebList | null {
    if (!URL.canParse(address)) return null
    const verdict = this.#judge(new URL(address))
    return verdict.open ? null : verdict.list
  }

  #closedPage(address: string): string {
    return `${this.#blockedPage}#${address}`
  }

  /** Leads a tab away from an address that is closed. */
  look(tab: number, address: string): boolean {
    if (this.closing(address) === null) return false
    lead(tab, this.#closedPage(address))
    return true
  }

  /**
   * Every open tab is judged: closed pages go, in frames of other pages too, and with `back` pages that were closed come back once they are open.
   */
  async #sweep(back: boolean): Promise<number> {
    const tabs = await chrome.tabs.query({})
    let swept = 0
    for (const { id, url, pendingUrl } of tabs) {
      if (id === undefined) continue
      const shown = pendingUrl ?? url ?? ''
      if (shown.startsWith(this.#blockedPage)) {
        const asked = shown.slice(this.#blockedPage.length + 1)
        if (back && asked !== '' && this.closing(asked) === null) lead(id, asked)
      } else if (this.look(id, shown)) swept += 1
      else void this.#sweepFrames(id)
    }
    if (back) this.frames.tell()
    return swept
  }

  /** A frame that is open already asks for nothing that a rule could refuse. */
  async #sweepFrames(tab: number): Promise<void> {
    for (const { frameId, url } of (await chrome.webNavigation.getAllFrames({ tabId: tab })) ?? []) {
      if (frameId === 0 || this.closing(url) === null) continue
      const target = { tabId: tab, frameIds: [frameId] }
      // One that is gone meanwhile, or stood in another that was closed, needs no leading.
      await chrome.scripting
        .executeScript({ target, func: leave, args: [this.#closedPage(url)], injectImmediately: true })
        .catch(() => undefined)
    }
  }

  /**
   * What is in front in its window is led away before the agent hears, the rest right after: a browser that is busy with many tabs, or with its
   * rules, passes no word on.
   */
  async #sweepTelling(told: (swept: number) => Promise<void>): Promise<void> {
    const tabs = await chrome.tabs.query({})
    const closed = tabs.filter(({ id, url, pendingUrl }) => id !== undefined && this.closing(pendingUrl ?? url ?? '') !== null)
    for (const { active, id, url, pendingUrl } of closed) if (active && id !== undefined) this.look(id, pendingUrl ?? url ?? '')
    await told(closed.length)
    await this.#sweep(false)
  }

  /**
   * The browser takes a second for the rules of a long list. Where requests are gated none of them waits for that: pages and frames are always
   * held back, what they embed until the rules stand; it is told then. The rules hold while this worker is not there, too.
   */
  async #apply(policy: WebPolicy, lists: SiteIndices, told: (swept: number) => Promise<void>): Promise<void> {
    this.#judge = judgeOf(policy, lists)
    this.#first = null
    this.#onFirst()
    const early = this.#gated && lists.size > 0
    const endGate = early ? gateEmbeds(embedGate(policy, lists)) : (): void => undefined
    // The rules of before still close what this one opens.
    if (early) await this.#sweepTelling(told)
    const before = await chrome.declarativeNetRequest.getSessionRules()
    const removeRuleIds = before.map(({ id }) => id)
    await chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds, addRules: rulesOf(policy, lists, this.#blockedPage) })
    endGate()
    const swept = await this.#sweep(true)
    if (!early) void told(swept)
  }
}

function embedGate(policy: WebPolicy, lists: SiteIndices): (address: string, from: string | null) => boolean {
  const judge = embedJudgeOf(policy, lists)
  return (address, from) => judge(new URL(address), from !== null && URL.canParse(from) ? new URL(from) : null)
}

/** Runs in the frame: it may name nothing of this file. */
const leave = (address: string): void => {
  location.replace(address)
}

/** A tab that is gone meanwhile needs no leading. */
const lead = (tab: number, url: string): void => {
  chrome.tabs.update(tab, { url }).catch(() => undefined)
}
