import { type ListDifference, mostSitesNamed } from '#shared/model/list-change'

const missing = (sites: readonly string[], from: ReadonlySet<string>): ListDifference['added'] => {
  const found = sites.filter((site) => !from.has(site))
  return { count: found.length, some: found.slice(0, mostSitesNamed) }
}

const sitesIn = (text: string): string[] => text.split('\n').filter((site) => site !== '')

/** What a list's next text (`listHashSchema`) adds to the one before and takes from it. */
export const listDifference = (before: string, after: string): ListDifference => {
  const [had, has] = [sitesIn(before), sitesIn(after)]
  return { added: missing(has, new Set(had)), removed: missing(had, new Set(has)) }
}
