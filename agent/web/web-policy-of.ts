import { type InternetRule, isSceneRule } from '#shared/model/internet'
import type { InternetNow } from '#shared/model/internet-now'
import type { Lease } from '#shared/model/lease'
import type { WebAddresses, WebList, WebPolicy } from '#shared/web/web-policy'

/** The saved lists that these leases name, by their hashes. */
export const listsNamed = ({ decidedBy, besides }: Pick<InternetNow, 'decidedBy' | 'besides'>): string[] => [
  ...new Set(inForce({ decidedBy, besides }).flatMap(({ internet }) => hashesOf(internet))),
]

/** What browsers shall do so that what decides holds [LE15]; with nothing to decide everything is open. `has`: the list is at hand. */
export function webPolicyOf(now: Pick<InternetNow, 'decidedBy' | 'besides'>, has: (hash: string) => boolean): WebPolicy {
  const lists = inForce(now).flatMap((lease) => listsOf(lease, has))
  const rule = now.decidedBy?.internet
  return { lists, exceptions: rule?.access === 'removed' ? addressesOf(rule.exceptions) : nowhere, always: [] }
}

const inForce = ({ decidedBy, besides }: Pick<InternetNow, 'decidedBy' | 'besides'>): readonly Lease[] =>
  decidedBy === null ? [] : [decidedBy, ...besides]

const hashesOf = (rule: InternetRule | null): string[] => (rule !== null && isSceneRule(rule) ? rule.lists.map(({ hash }) => hash) : [])

function listsOf({ owner, reason, until, internet: rule }: Lease, has: (hash: string) => boolean): WebList[] {
  if (rule === null) return []
  const words = { title: '', owner: owner.displayName, reason, until, lists: [], waits: false }
  switch (rule.access) {
    case 'removed':
      return [{ ...words, kind: 'off', ...nowhere }]
    case 'granted':
      return rule.exceptions.length === 0 ? [] : [{ ...words, kind: 'block', ...addressesOf(rule.exceptions) }]
    case 'only':
    case 'all-but': {
      const scene = { ...words, title: rule.scene }
      const hashes = hashesOf(rule)
      // [LE18] Open without the list would be no rule at all.
      if (!hashes.every(has)) return [{ ...scene, kind: 'off', ...nowhere, waits: true }]
      const own = addressesOf(rule.sites)
      if (rule.access === 'only') return [{ ...scene, kind: 'allow', ...own, lists: hashes }]
      // Each by itself, so that a closed page names the list it stands in.
      const joined = rule.lists.map(({ hash, title }): WebList => ({ ...scene, kind: 'block', title, ...nowhere, lists: [hash] }))
      return rule.sites.length === 0 ? joined : [{ ...scene, kind: 'block', ...own }, ...joined]
    }
  }
}

/** Helplines are added by whoever hands the policy to the browsers. */
const nowhere: WebAddresses = { domains: [], pages: [] }

/** A site with a path is one page, any other a domain with all below it. */
const addressesOf = (sites: readonly string[]): WebAddresses => ({
  domains: sites.filter((site) => !site.includes('/')),
  pages: sites.filter((site) => site.includes('/')),
})
