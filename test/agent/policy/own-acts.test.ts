import { expect, test } from 'vitest'
import type { Activity } from '#shared/model/activity'
import type { Lease } from '#shared/model/lease'
import type { Page, Tab } from '#shared/model/page'
import { everybodyAlways, type PolicyAct, type PolicySet, policyOwner, shippedPolicy } from '#shared/model/policy-set'
import { leaseSchema } from '#shared/model/lease'
import { ok } from '#shared/outcome'
import { OwnActs } from '../../../agent/policy/own-acts'
import { Observable } from '../../../agent/platform/observable'

const match = {
  rule: 'games/game-pages',
  version: 1,
  category: 'games' as const,
  grade: 1,
  span: { start: 0, end: 4 },
  why: 'A page or window of a game in lesson time.',
}
const page: Page = { url: 'https://games.test/play', title: 'Play', site: 'games.test', withheld: false, since: 1 }
const front: Activity = { title: 'Play', application: 'Chromium', process: null, since: 1, page }
const tab = (tabId: string, change: Partial<Tab>): Tab => ({
  ...page,
  tabId,
  browser: 'chromium',
  active: true,
  incognito: false,
  ...change,
})

const actWith = (acts: readonly PolicyAct[], activity: Activity | null = front) => {
  const held: (Lease | null)[] = []
  const closed: string[] = []
  const own = new OwnActs({
    sets: {
      set: new Observable<PolicySet>({ ...shippedPolicy, acts: [...acts] }),
      who: { yearGroup: 8, groups: [], at: 0, timeZone: 'Europe/London' },
    },
    browsers: {
      tabs: new Observable<readonly Tab[]>([tab('1.1', {}), tab('1.2', { active: false }), tab('1.3', { url: 'https://maths.test/' })]),
      closeTabs: (tabIds) => {
        closed.push(...tabIds)
        return Promise.resolve(ok(null))
      },
    },
    activity: new Observable(activity),
    leases: {
      holdAct: (lease) => {
        held.push(lease)
        return Promise.resolve()
      },
    },
    hubNow: () => 1_000.4,
    log: () => undefined,
  })
  own.onMatch(match)
  return { held, closed }
}
const act = (change: Partial<PolicyAct>): PolicyAct => ({
  target: 'games',
  scope: everybodyAlways,
  closeTab: false,
  lockMinutes: null,
  message: 'Games are for after school.',
  ...change,
})

test('[PO7] nothing is done until the school chose so', () => {
  expect(actWith([])).toEqual({ held: [], closed: [] })
})

test('[PO7] the tab in front is closed, and no other', () => {
  expect(actWith([act({ closeTab: true })])).toEqual({ held: [], closed: ['1.1'] })
  expect(actWith([act({ closeTab: true })], null).closed).toEqual([])
})

test('[PO7] the lock is a lease with an owner, a reason, words for the pupil and an end', () => {
  const { held } = actWith([act({ lockMinutes: 5 })])
  expect(held).toHaveLength(1)
  expect(leaseSchema.parse(held[0])).toMatchObject({
    kind: 'lock',
    owner: policyOwner,
    reason: match.why,
    text: 'Games are for after school.',
    from: 1_000,
    until: 301_000,
  })
})
