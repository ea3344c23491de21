import { expect, test } from 'vitest'
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
const tab = (tabId: string, change: Partial<Tab>): Tab => ({
  ...page,
  tabId,
  browser: 'chromium',
  active: true,
  incognito: false,
  ...change,
})

const actWith = (acts: readonly PolicyAct[], foundOn: Page | null = page) => {
  const held: (Lease | null)[] = []
  const closed: string[] = []
  const told: string[] = []
  const own = new OwnActs({
    platform: {
      showBanner: ({ text }) => {
        told.push(text)
        return Promise.resolve(ok('withdrawn'))
      },
    },
    clock: { sleep: () => Promise.resolve() },
    sets: {
      set: new Observable<PolicySet>({ ...shippedPolicy, acts: [...acts] }),
      who: { yearGroup: 8, groups: [], at: 0, timeZone: 'Europe/London' },
    },
    browsers: {
      tabs: new Observable<readonly Tab[]>([
        tab('1.1', {}),
        tab('1.2', { active: false }),
        tab('1.3', { url: 'https://maths.test/', active: false }),
      ]),
      closeTabs: (tabIds) => {
        closed.push(...tabIds)
        return Promise.resolve(ok(null))
      },
    },
    leases: {
      holdAct: (lease) => {
        held.push(lease)
        return Promise.resolve()
      },
    },
    hubNow: () => 1_000.4,
    log: () => undefined,
  })
  own.onMatch(match, foundOn, new AbortController().signal)
  return { held, closed, told }
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
  expect(actWith([])).toEqual({ held: [], closed: [], told: [] })
})

test('[PO7] the tab in front is closed, and no other; the pupil reads that it was, and the school s words', () => {
  const told = ['Your school’s rules closed this page. Games are for after school.']
  expect(actWith([act({ closeTab: true })])).toEqual({ held: [], closed: ['1.1'], told })
  expect(actWith([act({ closeTab: true, message: '' })]).told).toEqual(['Your school’s rules closed this page.'])
  // Found in a window without a page, or on a page that is gone or has gone behind another meanwhile.
  for (const gone of [null, { ...page, url: 'https://games.test/gone' }, { ...page, url: 'https://maths.test/' }])
    expect(actWith([act({ closeTab: true })], gone)).toEqual({ held: [], closed: [], told: [] })
})

test('[PO7] a rule of its own decides before its pack, and another rule is left alone', () => {
  const rule = { target: 'games/game-pages', closeTab: true, message: 'This one.' }
  expect(actWith([act({ lockMinutes: 5 }), act(rule)])).toMatchObject({ held: [], closed: ['1.1'] })
  expect(actWith([act({ ...rule, target: 'games/betting' })]).closed).toEqual([])
})

test('[PO7] where the tab goes and the PC locks, the cover has the words', () => {
  const { held, closed, told } = actWith([act({ closeTab: true, lockMinutes: 5 })])
  expect([held.length, closed, told]).toEqual([1, ['1.1'], []])
})

test('[PO7] the lock is a lease with an owner, a reason, words for the pupil and an end', () => {
  const { held } = actWith([act({ lockMinutes: 5 })])
  expect(held).toHaveLength(1)
  expect(leaseSchema.parse(held[0])).toMatchObject({
    kind: 'lock',
    owner: policyOwner,
    // [CN3] A teacher in the room sees this lease, and may not see the concern.
    reason: 'A rule of the school matched',
    text: 'Games are for after school.',
    from: 1_000,
    until: 301_000,
  })
})
