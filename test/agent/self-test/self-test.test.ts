import { beforeEach, expect, test } from 'vitest'
import type { Activity } from '#shared/model/activity'
import type { DurableFact } from '#shared/model/outbox'
import { selfTestReportSchema, selfTestTitle } from '#shared/model/self-test'
import { ok } from '#shared/outcome'
import { Observable } from '../../../agent/platform/observable'
import { PolicyHolder } from '../../../agent/policy/policy-holder'
import { SelfTest, type SelfTestParts } from '../../../agent/self-test/self-test'
import { agentClock } from '../../../agent/clock'
import { FakeSeat } from '../../support/fake-platform'

const testId = '8f3a2c1d-0000-4000-8000-00000000abcd'
const title = selfTestTitle(testId)
const front = (shown: string): Activity => ({ title: shown, application: 'Classwarden', process: null, since: 1, page: null })
const rule = { rule: 'self-test/phrase', version: 1, category: 'proxy-bypass', grade: 1, why: 'The phrase.' } as const
const match = { ...rule, span: { start: 0, end: 28 } }

let seat: FakeSeat
let activity: Observable<Activity | null>
let facts: DurableFact[]
let policies: PolicyHolder
let stop: AbortController

beforeEach(() => {
  seat = new FakeSeat()
  activity = new Observable<Activity | null>(null)
  facts = []
  policies = new PolicyHolder()
  policies.set({ version: 'test', revision: 0, readsTyped: false, match: () => [] })
  stop = new AbortController()
})

const selfTest = (more: Partial<SelfTestParts> = {}): SelfTest =>
  new SelfTest({
    platform: {
      ...{ display: seat.display, user: seat.user, idle: seat.idle, overlay: seat.overlay },
      showTestCard: ({ title: shown }) => {
        activity.set(front(shown))
        return Promise.resolve(ok({ x: 0, y: 0, width: 100, height: 50 }))
      },
    },
    activity,
    gate: { now: { live: true, history: true, concerns: true, pictures: true } },
    policies,
    snapshots: { ofArea: () => Promise.resolve(true) },
    queue: { settled: () => Promise.resolve(), diskRefuses: false },
    browsers: { browsers: [], answer: () => Promise.resolve(true) },
    clock: { ...agentClock, sleep: () => Promise.resolve() },
    hubNow: () => 5,
    add: (fact) => facts.push(fact),
    log: () => undefined,
    ...more,
  })

/** What is told of it, as `stage state why`. */
async function told(one: SelfTest): Promise<readonly string[]> {
  const ended = new AbortController()
  return new Promise((resolve) => {
    void one.deliver({
      ended: ended.signal,
      tell: (_event, body) => {
        ended.abort()
        const { stages } = selfTestReportSchema.parse(body)
        resolve(stages.map(({ stage, state, why }) => [stage, state, why ?? ''].join(' ').trim()))
        return Promise.resolve(ok(null as never))
      },
    })
  })
}
const left = ['snapshot skipped not-reached', 'browser skipped not-reached']

test('[SF4] policies that do not flag the phrase are named', async () => {
  const one = selfTest()
  expect(one.begin({ testId, inUse: false }, stop.signal)).toEqual({ state: 'begun' })
  expect(await told(one)).toEqual(['window passed', 'sensor passed', 'policy failed rule-missing', ...left])
  expect(facts).toEqual([])
})

test('[SF4] and so is a PC without any', async () => {
  const one = selfTest({ policies: new PolicyHolder() })
  one.begin({ testId, inUse: false }, stop.signal)
  expect(await told(one)).toContain('policy failed no-policies')
})

test('[SF2] only the title of the card that is shown now counts', async () => {
  const one = selfTest({
    snapshots: {
      ofArea: () => Promise.resolve(false),
    },
  })
  one.heed(match, { source: 'title', text: title, localTime: { day: 1, minutes: 1 } })
  expect(facts).toEqual([])
  one.begin({ testId, inUse: false }, stop.signal)
  expect(one.isCard(front('Classwarden self-test phrase of mine'))).toBe(false)
  one.heed(match, { source: 'title', text: 'Classwarden self-test phrase of mine', localTime: { day: 1, minutes: 1 } })
  expect(facts).toEqual([])
  one.heed(match, { source: 'title', text: title, localTime: { day: 1, minutes: 1 } })
  one.heed(match, { source: 'title', text: title, localTime: { day: 1, minutes: 1 } })
  expect(facts).toMatchObject([{ kind: 'breach', breachId: testId, test: true, user: null, pictures: 1 }])
  expect(await told(one)).toContain('snapshot failed capture-failed')
  // The sensor may still see it; a page of the same name is a page.
  expect([one.isCard(front(title)), one.isCard({ title, page: { url: '', title, site: '', withheld: false, since: 1 } })]).toEqual([
    true,
    false,
  ])
})

test.each([
  ['in-use', () => seat.signIn('aisha', 0)],
  ['no-display', () => seat.display.set({ state: 'waiting', why: 'no-session' })],
  ['covered', () => seat.state.set({ state: 'failed', cover: { kind: 'blank' }, failure: 'draw-failed' })],
] as const)('[SF4] put off: %s', (why, prepare) => {
  prepare()
  expect(selfTest().begin({ testId, inUse: false }, stop.signal)).toEqual({ state: 'put-off', why })
})

test('[SF4] somebody who rests for ten minutes does not hold it up, and staff always do', () => {
  seat.signIn('aisha', 0)
  seat.idle.set({ idle: true, since: Date.now() - 11 * 60_000 })
  const closed = { live: false, history: false, concerns: false, pictures: false }
  expect(selfTest({ gate: { now: closed } }).begin({ testId, inUse: true }, stop.signal)).toEqual({ state: 'put-off', why: 'staff' })
  const one = selfTest()
  expect(one.begin({ testId, inUse: false }, stop.signal)).toEqual({ state: 'begun' })
  expect(one.begin({ testId, inUse: false }, stop.signal)).toEqual({ state: 'put-off', why: 'busy' })
})
