import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import { siteSchema } from '#shared/model/internet'
import type { SiteFault as ListFault } from '#shared/model/site-list'
import { fail, ok, type Outcome } from '#shared/outcome'

/** Why words name no site. `suffix`: a whole ending such as co.uk. `short`: no ending that names are registered under. */
export type SiteFault = Exclude<ListFault, 'too-many'>

const faultWords: Readonly<Record<SiteFault, string>> = {
  empty: 'there is nothing in it',
  'not-a-site': 'this is not the name of a site',
  suffix: 'this is a whole ending, such as co.uk: name one site under it',
  short: 'the ending is missing, such as .org',
  range: 'ranges of addresses are not understood: name each address',
  wildcard: 'a star is only understood at the beginning, as in *.example.org',
}

const wrong = (fault: SiteFault) => fail(fault, faultWords[fault])

/**
 * The site some words name: a domain (with all below it), an IP address, or a single page, typed or pasted from an address bar. Scheme, port, user,
 * query of a bare host, a leading `*.` or `www.` mean nothing. Public suffixes by the list tldts carries (https://publicsuffix.org).
 */
export const parseSite = (words: string): Outcome<string, SiteFault> => {
  const typed = words.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//iu, '')
  if (typed === '') return wrong('empty')
  const [, place = '', rest = ''] = /^([^/?#]*)(.*)$/u.exec(typed) ?? []
  if (/^\/\d{1,3}$/u.test(rest) && isIP(bare(place)) !== 0) return wrong('range')
  const host = hostOf(place)
  if (!host.ok) return host
  const page = pageOf(host.value, rest)
  const site = siteSchema.safeParse(page)
  return site.success ? ok(site.data) : wrong('not-a-site')
}

const bare = (host: string): string => host.replace(/^\[|\]$/gu, '')

const hostOf = (place: string): Outcome<string, SiteFault> => {
  const address = place.replace(/^.*@/u, '')
  // An IPv6 address has colons of its own; only in brackets can a port follow.
  if (isIP(bare(address)) === 6 || /^\[.*\](:\d+)?$/u.test(address)) return ipv6(bare(address.replace(/\]:\d+$/u, ']')))
  const named = address
    .replace(/:\d+$/u, '')
    .replace(/^\*?\./u, '')
    .replace(/\.$/u, '')
  if (named.includes('*')) return wrong('wildcard')
  if (isIP(named) === 4) return ok(named)
  const ascii = domainToASCII(named)
  // What the URL standard reads as a number (0x7f.1, 2130706433) is an address nobody typed on purpose.
  if (ascii === '' || ascii.length > 253 || isIP(ascii) !== 0 || !/^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/u.test(ascii))
    return wrong('not-a-site')
  if (ascii.split('.').some((label) => label === '' || label.length > 63)) return wrong('not-a-site')
  // www.gov.uk is a site although gov.uk is an ending.
  const short = registrable(ascii.replace(/^www\./u, ''))
  return short.ok ? short : registrable(ascii)
}

const registrable = (host: string): Outcome<string, SiteFault> => {
  if (host === 'localhost') return ok(host)
  const { domain, publicSuffix } = parse(host, { validateHostname: false })
  if (domain !== null) return ok(host)
  return wrong(host.includes('.') || parse(`x.${host}`).isIcann === true || publicSuffix === null ? 'suffix' : 'short')
}

const ipv6 = (address: string): Outcome<string, SiteFault> => {
  if (isIP(address) !== 6) return wrong('not-a-site')
  return ok(new URL(`http://[${address}]`).hostname)
}

/** With a path it is one page; what stands for the whole site is the host alone. */
const pageOf = (host: string, rest: string): string => {
  if (rest === '' || /^[?#]/u.test(rest)) return host
  const { pathname, search } = new URL(`http://${host}${rest}`)
  return pathname === '/' && search === '' ? host : `${host}${pathname}${search}`
}
