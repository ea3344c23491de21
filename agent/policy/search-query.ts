/** Parameters that hold what somebody searched for, on any site. */
const usualKeys = ['q', 'query', 'search_query', 'searchterm', 'search_term', 'search', 'keywords', 'keyword', '_nkw']
/** Parameters that do so only on a site or path that is about searching. */
const searchKeys = ['p', 'text', 'k', 's', 'wd', 'term', 'st', 'qs', 'phrase']
const searchSites = /(^|\.)(yahoo|yandex|baidu|amazon|so|sogou)\.[a-z.]{2,6}$/u
const searchPath = /(^|\/)(search|results|find|web|s)(\/|$|\.)/u
const longestQuery = 500

/** What a URL says was searched for; null when it is no search. */
export function searchQueryOf(address: string): string | null {
  if (!/^https?:/u.test(address) || !URL.canParse(address)) return null
  const { hostname, pathname, searchParams, hash } = new URL(address)
  const isSearchPlace = searchSites.test(hostname) || hostname.startsWith('search.') || searchPath.test(pathname)
  const keys = isSearchPlace ? [...usualKeys, ...searchKeys] : usualKeys
  // Some engines keep the query behind the #, where the page alone reads it.
  const behind = new URLSearchParams(hash.includes('=') ? hash.slice(1) : '')
  for (const parameters of [searchParams, behind]) {
    for (const [name, value] of parameters) {
      const query = value.trim()
      if (query !== '' && keys.includes(name.toLowerCase())) return query.slice(0, longestQuery)
    }
  }
  return null
}
