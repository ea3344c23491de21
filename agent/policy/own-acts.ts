import { randomUUID } from 'node:crypto'
import type { Lease } from '#shared/model/lease'
import type { Page } from '#shared/model/page'
import { type PolicyAct, policyOwner } from '#shared/model/policy-set'
import type { PolicyMatch } from '#shared/policy/match'
import { actOn } from '#shared/policy/school-policy'
import words from '../../assets/locales/pupil-en.json'
import type { BrowserLink } from '../browser/browser-link'
import type { AgentClock } from '../clock'
import type { LeaseKeeper } from '../leases/lease-keeper'
import type { Log } from '../log'
import { PassingNotice } from '../platform/passing-notice'
import type { Platform } from '../platform/platform'
import type { PolicySetKeeper } from './policy-set-keeper'

export interface OwnActsParts {
  readonly platform: Pick<Platform, 'showBanner'>
  readonly clock: Pick<AgentClock, 'sleep'>
  readonly sets: Pick<PolicySetKeeper, 'set' | 'who'>
  readonly browsers: Pick<BrowserLink, 'tabs' | 'closeTabs'>
  readonly leases: Pick<LeaseKeeper, 'holdAct'>
  readonly hubNow: () => number
  readonly log: Log
}

const minuteMs = 60_000
/** Whoever sees the lock is not told what matched: that is in the concern, for those it is for. */
const ownLockReason = 'A rule of the school matched'

/** [PO7] What the PC does by itself about a match, where the school chose so, never without telling the pupil: closes the tab, locks by a lease that ends. */
export class OwnActs {
  readonly #parts: OwnActsParts
  readonly #notice: PassingNotice

  constructor(parts: OwnActsParts) {
    this.#parts = parts
    this.#notice = new PassingNotice(parts)
  }

  /** `page`: where it was found, if on one. What a notice says goes when `signal` aborts. */
  readonly onMatch = (match: PolicyMatch, page: Page | null, signal: AbortSignal): void => {
    const { sets, leases, hubNow, log } = this.#parts
    const act = actOn(sets.set.value, match, sets.who)
    if (act === null) return
    if (act.closeTab && page !== null) void this.#closeTab(page, act, match, signal)
    if (act.lockMinutes === null) return
    const from = Math.round(hubNow())
    const lease: Lease = {
      leaseId: randomUUID(),
      kind: 'lock',
      owner: policyOwner,
      reason: ownLockReason,
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

  /** The tab of that page while it is in front, and no other that came meanwhile; a page may ask about unsaved work. Under a lock the cover has the words. */
  async #closeTab(page: Page, act: PolicyAct, { rule }: PolicyMatch, signal: AbortSignal): Promise<void> {
    const { browsers, log } = this.#parts
    const tabIds = browsers.tabs.value.filter(({ active, url }) => active && url === page.url).map(({ tabId }) => tabId)
    if (tabIds.length === 0) return
    log(`Closing the tab in front by a rule of the school (${rule}).`)
    if (act.lockMinutes === null) this.#notice.show(`${words.pageClosed} ${act.message}`.trimEnd(), signal)
    const closed = await browsers.closeTabs(tabIds)
    if (!closed.ok) log(`A tab could not be closed (${closed.code}): ${closed.detail}`)
  }
}
