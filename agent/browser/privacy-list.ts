import type { BrowserTab } from '#shared/browser/messages'
import { longestPageTitle, longestPageUrl, type Page } from '#shared/model/page'
import { nothingAdded, type PrivacyList } from '#shared/model/privacy-list'
import sites from '../../assets/privacy/sites.json'

/** Open in every mode: a child in trouble is never in front of a closed door. */
export const helplines: readonly string[] = sites.helplines

/** Sites of which nothing but the name is told. */
const privateSites = new Set([...sites.helplines, ...sites.health, ...sites.banking])

const webSchemes = new Set(['http:', 'https:'])

/** What may be told of a tab [BR2]: of a site on the privacy list its name, of any other address and title. */
export function pageOf(
  { url: address, title, since }: Pick<BrowserTab, 'url' | 'title' | 'since'>,
  added: PrivacyList = nothingAdded,
): Page {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !webSchemes.has(url.protocol)) {
    return { url: address.slice(0, longestPageUrl), title: cut(title), site: '', withheld: false, since }
  }
  const site = url.hostname.replace(/^www\./u, '').slice(0, 255)
  // A host with its port is one page server of this PC alone.
  if (isPrivate(url.hostname, added) || added.sites.includes(url.host))
    return { url: `${url.protocol}//${url.host}/`, title: '', site, withheld: true, since }
  // Names and passwords before the host are nobody's business.
  url.username = ''
  url.password = ''
  return { url: url.href.slice(0, longestPageUrl), title: cut(title), site, withheld: false, since }
}

/** Half a surrogate pair at the end would not be well-formed text. */
const cut = (title: string): string => title.slice(0, longestPageTitle).replace(/[\ud800-\udbff]$/u, '')

/** A listed name stands for its subdomains. */
function isPrivate(hostname: string, added: PrivacyList): boolean {
  const labels = hostname.replace(/\.$/u, '').split('.')
  const names = labels.map((_label, index) => labels.slice(index).join('.'))
  return names.some((name) => privateSites.has(name) || added.sites.includes(name) || added.helplines.includes(name))
}
