import type { InternetNow } from '#shared/model/internet-now'
import type { WebAddresses, WebPolicy } from '#shared/web/web-policy'

/** What browsers shall do so that what decides holds [LE15]; with nothing to decide everything is open. */
export function webPolicyOf({ decidedBy }: InternetNow): WebPolicy {
  if (decidedBy?.internet == null) return everythingOpen
  const { owner, reason, until, internet } = decidedBy
  const named = addressesOf(internet.exceptions)
  const words = { title: '', owner: owner.displayName, reason, until }
  switch (internet.access) {
    case 'removed':
      return { ...everythingOpen, lists: [{ ...words, kind: 'off', ...nowhere }], exceptions: named }
    case 'granted':
      return internet.exceptions.length === 0 ? everythingOpen : { ...everythingOpen, lists: [{ ...words, kind: 'block', ...named }] }
  }
}

const nowhere: WebAddresses = { domains: [], pages: [] }
/** Helplines are added by whoever hands the policy to the browsers. */
const everythingOpen: WebPolicy = { lists: [], exceptions: nowhere, always: [] }

/** A site with a path is one page, any other a domain with all below it. */
const addressesOf = (sites: readonly string[]): WebAddresses => ({
  domains: sites.filter((site) => !site.includes('/')),
  pages: sites.filter((site) => site.includes('/')),
})
