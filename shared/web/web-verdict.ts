import { beginsWithPage, namesOf, type SiteIndex } from './site-index'
import type { WebAddresses, WebList, WebPolicy } from './web-policy'

/** Whether an address is open, and if not, which list closes it. */
export type WebVerdict = { readonly open: true } | { readonly open: false; readonly list: WebList }

/** The parts of an address as the URL Standard (url.spec.whatwg.org) splits it: any `URL` is one. */
export interface WebAddress {
  /** With its colon. */
  readonly protocol: string
  readonly hostname: string
  readonly pathname: string
  /** With its question mark; empty when there is none. */
  readonly search: string
}

/** A policy made ready to judge one address after the other; what is not of the web (files, the browser's own pages) is open. */
export type WebJudge = (address: WebAddress) => WebVerdict

const open: WebVerdict = { open: true }
const webSchemes = new Set(['http:', 'https:', 'ws:', 'wss:'])

const namesPage = (page: string, host: string, rest: string): boolean => {
  const slash = page.indexOf('/')
  const pageHost = page.slice(0, slash)
  return (host === pageHost || host.endsWith(`.${pageHost}`)) && beginsWithPage(rest, page.slice(slash))
}

class Named {
  readonly #domains: ReadonlySet<string>
  readonly #pages: readonly string[]
  readonly #lists: readonly SiteIndex[]

  constructor({ domains, pages }: WebAddresses, lists: readonly SiteIndex[] = []) {
    this.#domains = new Set(domains)
    this.#pages = pages
    this.#lists = lists
  }

  has(host: string, rest: string): boolean {
    for (const name of namesOf(host)) if (this.#domains.has(name)) return true
    return this.#pages.some((page) => namesPage(page, host, rest)) || this.#lists.some((list) => list.has(host, rest))
  }
}

/** The saved lists at hand, by their hashes. */
export type SiteIndices = ReadonlyMap<string, SiteIndex>

/** Prepares a policy: a judgement then costs about the same however many sites it names. What wants a list that is not at hand is closed. */
export const judgeOf = (policy: WebPolicy, indices: SiteIndices = new Map()): WebJudge => {
  const free = new Named(policy.exceptions)
  const always = new Named({ domains: policy.always, pages: [] })
  const lists = policy.lists.map((list) => {
    const joined = list.lists.flatMap((hash) => indices.get(hash) ?? [])
    return { list, off: list.kind === 'off' || joined.length < list.lists.length, named: new Named(list, joined) }
  })
  return ({ protocol, hostname, pathname, search }) => {
    if (!webSchemes.has(protocol)) return open
    // A name may be written with its final dot.
    const host = hostname.replace(/\.$/u, '')
    const rest = `${pathname}${search}`.toLowerCase()
    if (always.has(host, rest) || free.has(host, rest)) return open
    const closing = lists.find(({ list, off, named }) => off || named.has(host, rest) === (list.kind === 'block'))
    return closing === undefined ? open : { open: false, list: closing.list }
  }
}

/** Whether what a page is made of (a picture, a script) is closed. `from`: the page that asks for it; null when none does. */
export type EmbedJudge = (address: WebAddress, from: WebAddress | null) => boolean

/** As the rules of a browser have it: only a list that closes sites, or everything, closes what open pages embed. */
export const embedJudgeOf = (policy: WebPolicy, indices: SiteIndices = new Map()): EmbedJudge => {
  const ofKind = (wanted: WebList['kind']): readonly WebList[] => policy.lists.filter(({ kind }) => kind === wanted)
  const judge = judgeOf({ ...policy, lists: [...ofKind('block'), ...ofKind('off')] }, indices)
  return (address, from) => {
    const verdict = judge(address)
    if (verdict.open) return false
    // What an open page of a closed web is made of comes from anywhere.
    return verdict.list.kind === 'block' || from === null || !judge(from).open
  }
}
