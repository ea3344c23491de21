import type { WebAddresses, WebList, WebPolicy } from '#shared/web/web-policy'
import { judgeOf, type SiteIndices } from '#shared/web/web-verdict'

type Rule = chrome.declarativeNetRequest.Rule
type Unnumbered = Omit<Rule, 'id'>

/** Higher ones win; of equal ones `allow` does. */
const priorities = { list: 1, closedPage: 2, openPage: 3, free: 4 } as const
/** Browsers take 5,000 rules of a session. */
const mostPageRules = 4_500

type Reach = Pick<Rule['condition'], 'resourceTypes' | 'excludedResourceTypes'>
const frames: Reach = { resourceTypes: ['main_frame', 'sub_frame'] }
/** Whatever pages are made of, by whichever names a browser knows it: pictures, scripts, sockets. */
const inside: Reach = { excludedResourceTypes: ['main_frame', 'sub_frame'] }

/**
 * The rules of declarativeNetRequest that carry out a policy: two for each list at most, however many domains it names, and one for each page.
 * A closed page is led to `blockedPage` with its own address behind the `#`. Rules cannot say everything of several lists together: what they
 * let through is judged once more as it arrives.
 */
export function rulesOf(policy: WebPolicy, indices: SiteIndices, blockedPage: string): Rule[] {
  if (policy.lists.length === 0) return []
  const judge = judgeOf(policy, indices)
  const lists = policy.lists.map((list) => withSites(list, indices))
  const isOpen = (page: string): boolean => judge(new URL(`https://${page}`)).open
  const closedPages = lists.flatMap(({ kind, pages }) => (kind === 'block' ? pages.filter((page) => !isOpen(page)) : []))
  const openPages = [...lists.flatMap(({ kind, pages }) => (kind === 'allow' ? pages : [])), ...policy.exceptions.pages].filter(isOpen)
  const pageRules: Unnumbered[] = [
    ...closedPages.map((page) => pageRule('block', priorities.closedPage, page)),
    ...openPages.map((page) => pageRule('allow', priorities.openPage, page)),
  ]
  const free = [...policy.exceptions.domains, ...policy.always]
  // What an open page of a closed web is made of comes from anywhere.
  const initiators = [...free, ...policy.exceptions.pages.map((page) => page.slice(0, page.indexOf('/')))]
  const rules: Unnumbered[] = [
    ...lists.flatMap((list) => listRules(list, blockedPage, initiators)),
    ...pageRules.slice(0, mostPageRules),
    ...(free.length === 0 ? [] : [frames, inside]).map((reach) => ({
      priority: priorities.free,
      action: { type: 'allow' as const },
      condition: { requestDomains: free, ...reach },
    })),
  ]
  return rules.map((rule, index) => ({ ...rule, id: index + 1 }))
}

type ListRule = Pick<WebList, 'kind'> & WebAddresses

/** With the sites of the saved lists it names; a list that is not here closes everything, as the judge does. */
function withSites({ kind, domains, pages, lists }: WebList, indices: SiteIndices): ListRule {
  const joined = lists.map((hash) => indices.get(hash)?.sites())
  if (joined.includes(undefined)) return { kind: 'off', domains: [], pages: [] }
  return {
    kind,
    domains: joined.reduce<string[]>((all, sites) => all.concat(sites?.domains ?? []), domains),
    pages: joined.reduce<string[]>((all, sites) => all.concat(sites?.pages ?? []), pages),
  }
}

function listRules({ kind, domains }: ListRule, blockedPage: string, initiators: string[]): Unnumbered[] {
  const redirect: Unnumbered['action'] = { type: 'redirect', redirect: { regexSubstitution: `${blockedPage}#\\0` } }
  const web = { regexFilter: '^https?://.*' }
  if (kind === 'allow') {
    return [{ priority: priorities.list, action: redirect, condition: { ...web, excludedRequestDomains: domains, ...frames } }]
  }
  if (kind === 'block') {
    if (domains.length === 0) return []
    return [
      { priority: priorities.list, action: redirect, condition: { ...web, requestDomains: domains, ...frames } },
      { priority: priorities.list, action: { type: 'block' }, condition: { requestDomains: domains, ...inside } },
    ]
  }
  return [
    { priority: priorities.list, action: redirect, condition: { ...web, ...frames } },
    { priority: priorities.list, action: { type: 'block' }, condition: { excludedInitiatorDomains: initiators, ...inside } },
  ]
}

/** `||host/path^` matches the host and its subdomains, that path, and what lies below it. */
const pageRule = (type: 'allow' | 'block', priority: number, page: string): Unnumbered => ({
  priority,
  action: { type },
  condition: { urlFilter: `||${page}^`, ...frames },
})
