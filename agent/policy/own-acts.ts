import { randomUUID } from 'node:crypto'
import type { Activity } from '#shared/model/activity'
import type { Lease } from '#shared/model/lease'
import { policyOwner } from '#shared/model/policy-set'
import type { PolicyMatch } from '#shared/policy/match'
import { actOn } from '#shared/policy/school-policy'
import type { BrowserLink } from '../browser/browser-link'
import type { LeaseKeeper } from '../leases/lease-keeper'
import type { Log } from '../log'
import type { Observed } from '../platform/platform'
import type { PolicySetKeeper } from './policy-set-keeper'

export interface OwnActsParts {
  readonly sets: Pick<PolicySetKeeper, 'set' | 'who'>
  readonly browsers: Pick<BrowserLink, 'tabs' | 'closeTabs'>
  readonly activity: Observed<Activity | null>
  readonly leases: Pick<LeaseKeeper, 'holdAct'>
  readonly hubNow: () => number
  readonly log: Log
}

const minuteMs = 60_000

/** [PO7] What the PC does by itself about a match, where the school chose so: closes the tab, locks by a lease that ends. */
export class OwnActs {
  readonly #parts: OwnActsParts

  constructor(parts: OwnActsParts) {
    this.#parts = parts
  }

  readonly onMatch = (match: PolicyMatch): void => {
    const { sets, leases, hubNow, log } = this.#parts
    const act = actOn(sets.set.value, match, sets.who)
    if (act === null) return
    if (act.closeTab) void this.#closeFrontTab()
    if (act.lockMinutes === null) return
    const from = Math.round(hubNow())
    const lease: Lease = {
      leaseId: randomUUID(),
      kind: 'lock',
      owner: policyOwner,
      reason: match.why.slice(0, 200),
      text: act.message,
      lessonId: null,
      pupil: null,
      internet: null,
      application: null,
      from,
      until: from + act.lockMinutes * minuteMs,
    }
    log(`Locking for ${act.lockMinutes} min by a rule of the school (${match.rule}).`)
    void leases.holdAct(lease)
  }

  /** The tab in front, which a page of this address is in; a page may ask about unsaved work. */
  async #closeFrontTab(): Promise<void> {
    const { browsers, activity, log } = this.#parts
    const page = activity.value?.page ?? null
    if (page === null) return
    const tabIds = browsers.tabs.value.filter(({ active, url }) => active && url === page.url).map(({ tabId }) => tabId)
    if (tabIds.length === 0) return
    const closed = await browsers.closeTabs(tabIds)
    if (!closed.ok) log(`A tab could not be closed (${closed.code}): ${closed.detail}`)
  }
}
