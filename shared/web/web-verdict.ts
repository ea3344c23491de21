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

/** What ends a page's prefix, as declarativeNetRequest's `^` does: anything but letters, digits and `_ - . %`. */
const isSeparator = (character: string | undefined): boolean => character === undefined || !/[\w.%-]/u.test(character)

const namesPage = (page: string, host: string, rest: string): boolean => {
  const slash = page.indexOf('/')
  const pageHost = page.slice(0, slash)
  const prefix = page.slice(slash).toLowerCase()
  if (host !== pageHost && !host.endsWith(`.${pageHost}`)) return false
  return rest.startsWith(prefix) && (isSeparator(prefix.at(-1)) || isSeparator(rest[prefix.length]))
}

/** The host and each name above it: `a.b.uk` gives `a.b.uk`, `b.uk`, `uk`. */
function* namesOf(host: string): Generator<string, void> {
  for (let name = host; ; name = name.slice(name.indexOf('.') + 1)) {
    yield name
    if (!name.includes('.')) return
  }
}

class Named {
  readonly #domains: ReadonlySet<string>
  readonly #pages: readonly string[]

  constructor({ domains, pages }: WebAddresses) {
    this.#domains = new Set(domains)
    this.#pages = pages
  }

  has(host: string, rest: string): boolean {
    for (const name of namesOf(host)) if (this.#domains.has(name)) return true
    return this.#pages.some((page) => namesPage(page, host, rest))
  }
}

/** Prepares a policy: one pass over its domains, then each judgement costs the same however many there are. */
export const judgeOf = (policy: WebPolicy): WebJudge => {
  const free = new Named(policy.exceptions)
  const always = new Named({ domains: policy.always, pages: [] })
  const lists = policy.lists.map((list) => ({ list, named: new Named(list) }))
  return ({ protocol, hostname, pathname, search }) => {
    if (!webSchemes.has(protocol)) return open
    // A name may be written with its final dot.
    const host = hostname.replace(/\.$/u, '')
    const rest = `${pathname}${search}`.toLowerCase()
    if (always.has(host, rest) || free.has(host, rest)) return open
    const closing = lists.find(({ list, named }) => list.kind === 'off' || named.has(host, rest) === (list.kind === 'block'))
    return closing === undefined ? open : { open: false, list: closing.list }
  }
}
