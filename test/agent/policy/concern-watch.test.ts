import { beforeEach, expect, test } from 'vitest'
import type { Activity } from '#shared/model/activity'
import { type Breach, breachSchema } from '#shared/model/breach'
import type { DurableFact } from '#shared/model/outbox'
import type { Page } from '#shared/model/page'
import type { PolicyMatch, Sighting } from '#shared/policy/match'
import { ConcernWatch } from '../../../agent/policy/concern-watch'
import type { KeptRepeat } from '../../../agent/policy/kept-repeats'
import { PolicyHolder } from '../../../agent/policy/policy-holder'
import { Observable } from '../../../agent/platform/observable'
import { handAgentClock, type HandAgentClock } from '../../support/agent-clock'
import { FakeSeat } from '../../support/fake-platform'

const at = (title: string, page: Page | null = null): Activity => ({
  title,
  application: page === null ? 'Writer' : 'Chromium',
  process: { pid: 7, name: 'program', path: null },
  since: 1,
  page,
})
const searchFor = (words: string, since = 1): Activity =>
  at(`${words} - Search`, {
    url: `https://search.test/?q=${encodeURIComponent(words)}`,
    title: `${words} - Search`,
    site: 'search.test',
    withheld: false,
    since,
  })

/** The title of a self-test's card, with a word in it that a rule of the school flags. */
const card = 'Classwarden self-test phrase weed'

/** Flags one word, wherever it stands. */
function matchWord(word: string, { text }: Sighting): PolicyMatch[] {
  const start = text.indexOf(word)
  if (start < 0) return []
  const span = { start, end: start + word.length }
  return [{ rule: `drugs/${word}`, version: 3, category: 'drugs', grade: 4, span, why: `Speaks of ${word}.` }]
}

let clock: HandAgentClock
let seat: FakeSeat
let activity: Observable<Activity | null>
let facts: DurableFact[]
let looked: Sighting[]
let pictured: string[]
let acted: string[]
let actedOn: (string | null)[]
let tested: string[]
let kept: readonly KeptRepeat[] | null
/** Settles the facts' way to the disk. */
let settled: () => Promise<void>
let watch: ConcernWatch
let policies: PolicyHolder
let readsTyped: boolean
let stop: AbortController
let running: Promise<void>

beforeEach(() => {
  clock = handAgentClock()
  seat = new FakeSeat()
  seat.signIn('aisha', 0)
  activity = new Observable<Activity | null>(null)
  facts = []
  looked = []
  pictured = []
  acted = []
  actedOn = []
  tested = []
  kept = null
  settled = () => Promise.resolve()
  readsTyped = true
  policies = new PolicyHolder()
  policies.set({
    version: 'test',
    revision: 0,
    get readsTyped() {
      return readsTyped
    },
    match: (sighting) => {
      looked.push(sighting)
      return [...matchWord('weed', sighting), ...matchWord('knife', sighting)]
    },
  })
  startWatch()
})

/** One run of it; once `facts` is another list it is as good as killed. */
function startWatch(): void {
  const told = facts
  watch = new ConcernWatch({
    platform: seat,
    activity,
    policies,
    snapshots: {
      promise: () => 3,
      around: (breaches) => {
        pictured.push(...breaches.map(({ breachId }) => breachId))
        return Promise.resolve()
      },
    },
    clock,
    hubNow: () => clock.now() + 0.5,
    add: (fact) => told.push(fact),
    settled: () => settled(),
    repeats: {
      load: () => kept,
      save: (repeats) => {
        if (told === facts) kept = repeats
      },
      settled: () => Promise.resolve(),
    },
    onMatch: ({ rule }, page) => {
      acted.push(rule)
      actedOn.push(page?.url ?? null)
    },
    onSelfTest: (_match, { text }) => tested.push(text),
    isCard: ({ title }) => title === card,
  })
  stop = new AbortController()
  running = watch.run(stop.signal)
}

async function show(front: Activity | null): Promise<void> {
  activity.set(front)
  for (let turn = 0; turn < 5; turn += 1) await clock.pass(0)
}
const breaches = (): Breach[] => facts.filter((fact) => fact.kind === 'breach')

test('[PO7] what the PC does by itself is asked about at each visit, not once in the time of folding', async () => {
  for (const title of ['where to buy weed', 'Maths', 'where to buy weed']) await show(at(title))
  expect(breaches()).toHaveLength(1)
  expect(acted).toEqual(['drugs/weed', 'drugs/weed'])
})

test('[SF2] the card of a self-test is nobody s concern and sets off no act, whatever its words break', async () => {
  const phrase = { rule: 'self-test/phrase', version: 1, category: 'proxy-bypass', grade: 1, why: 'The phrase.' } as const
  policies.set({
    ...{ version: 'test', revision: 1, readsTyped: true },
    match: (sighting) => [
      ...matchWord('weed', sighting),
      ...(sighting.text.startsWith('Classwarden self-test phrase') ? [{ ...phrase, span: { start: 0, end: 28 } }] : []),
    ],
  })
  await show(at(card))
  expect([facts, acted, pictured, tested]).toEqual([[], [], [], [card]])
  // A pupil who writes the same words has a window of another name: its other words count as ever.
  await show(at(`${card} - Writer`))
  expect([breaches().map(({ rule }) => rule.id), acted]).toEqual([['drugs/weed'], ['drugs/weed']])
})

test('[PO7] what the PC does by itself is done to the page of the match, not to the one that came before it meanwhile', async () => {
  const search = searchFor('weed')
  const flagged = search.page
  if (flagged === null) throw new Error('no page')
  // The search is told of first, and at once another page is in front; the title of the first is still looked at.
  activity.set({ ...search, page: { ...flagged, title: 'knife' } })
  await clock.pass(0)
  await show(searchFor('fractions'))
  await show(at('where to buy weed'))
  expect(actedOn.slice(0, -1).every((url) => url === flagged.url)).toBe(true)
  expect([actedOn.length > 1, actedOn.at(-1)]).toEqual([true, null])
})

test('[BC1] a flagged title is a breach of whoever is there, with pictures', async () => {
  await show(at('where to buy weed'))
  expect(breaches()).toHaveLength(1)
  const [breach] = breaches()
  expect(breachSchema.parse(breach)).toEqual(breach)
  expect(breach).toMatchObject({
    rule: { pack: 'drugs', version: 3, id: 'drugs/weed' },
    grade: 4,
    source: 'title',
    match: { before: 'where to buy ', text: 'weed', after: '' },
    user: 'aisha',
    window: { application: 'Writer', title: 'where to buy weed', process: 'program' },
    url: null,
    inFront: 'window',
    pictures: 3,
  })
  expect(pictured).toEqual([breach?.breachId])
})

test('[BC1] of a long text only the match and its surroundings go up', async () => {
  const secret = 'my diary of today '
  await show(at(`${secret.repeat(12)}weed ${secret.repeat(12)}`))
  const told = JSON.stringify(facts)
  const [breach] = breaches()
  expect(breach?.match.text).toBe('weed')
  expect((breach?.match.before.length ?? 0) + (breach?.match.after.length ?? 0)).toBeLessThanOrEqual(120)
  // The window's own title is cut as well.
  expect(told.split('diary').length - 1).toBeLessThan(16)
})

test('[BC2] one search is one breach, though query, title and address all tell of it', async () => {
  await show(searchFor('weed'))
  expect(breaches()).toHaveLength(1)
  expect(breaches()[0]).toMatchObject({ source: 'search', url: 'https://search.test/?q=weed', inFront: 'browser' })
  await clock.pass(120_000)
  expect(facts).toHaveLength(1)
})

test('[BC2] a hundred searches are one breach, and the count is told', async () => {
  for (let count = 1; count <= 100; count += 1) await show(searchFor('weed', count))
  expect(breaches()).toHaveLength(1)
  await clock.pass(40_000)
  expect(facts.slice(1)).toEqual([
    { kind: 'breach-repeat', breachId: breaches()[0]?.breachId, count: 100, until: expect.any(Number) as number },
  ])
})

test('[BC2] an end of the agent tells the count', async () => {
  await show(searchFor('weed', 1))
  await show(searchFor('weed', 2))
  stop.abort()
  await running
  expect(facts.at(-1)).toMatchObject({ kind: 'breach-repeat', count: 2 })
})

test('[BC2] what was told before a killed agent is not told anew by the next, which goes on counting', async () => {
  await show(searchFor('weed', 1))
  await show(searchFor('weed', 2))
  await clock.pass(10_000)
  const before = facts
  facts = []
  activity = new Observable<Activity | null>(null)
  clock.restartPc(60_000)
  startWatch()
  await show(searchFor('weed', 3))
  expect(facts).toEqual([])
  await clock.pass(40_000)
  const [first] = before
  expect(facts).toMatchObject([{ kind: 'breach-repeat', breachId: first?.kind === 'breach' ? first.breachId : '', count: 3 }])
})

test('[BC2] a breach is counted on the disk only once the disk holds the breach itself', async () => {
  let settle = (): void => undefined
  settled = () =>
    new Promise((resolve) => {
      settle = resolve
    })
  await show(at('where to buy weed'))
  expect(breaches()).toHaveLength(1)
  expect(kept).toBeNull()
  settle()
  await clock.pass(0)
  expect(kept).toMatchObject([{ rule: 'drugs/weed', user: 'aisha', application: 'writer', site: null, phrase: 'weed', count: 1 }])
})

test('[BC2] a search that a browser s window shows before its page is known is one breach, and acted on each time', async () => {
  const search = searchFor('weed')
  await show({ ...search, page: null })
  await show(search)
  await show({ ...search, page: null })
  await clock.pass(40_000)
  expect(facts).toHaveLength(1)
  expect(breaches()[0]).toMatchObject({ source: 'title', inFront: 'window', url: null })
  expect(acted).toEqual(['drugs/weed', 'drugs/weed'])
})

test('coming back to a page that was told of is nothing new; another user is', async () => {
  const page = searchFor('weed')
  await show(page)
  await show(at('Essay'))
  await show(page)
  await clock.pass(60_000)
  expect(facts).toHaveLength(1)
  seat.signIn('ben', 1)
  await show(searchFor('weed', 9))
  expect(breaches().map(({ user }) => user)).toEqual(['aisha', 'ben'])
})

test('[BC4] a page on the privacy list is not even looked at, nor what is typed there', async () => {
  const page = { url: 'https://www.childline.org.uk/', title: 'weed', site: 'childline.org.uk', withheld: true, since: 1 }
  await show(at('weed', page))
  watch.typed(page, '1', 'weed')
  expect(looked).toEqual([])
  expect(facts).toEqual([])
})

test('[BC6] typed text is looked at only where the policies say so', () => {
  const { page } = searchFor('x')
  if (page === null) throw new Error('a search is a page')
  readsTyped = false
  watch.typed(page, '1', 'some weed')
  expect(looked).toEqual([])
  readsTyped = true
  watch.typed(page, '1', 'some weed')
  expect(breaches()[0]).toMatchObject({ source: 'typed', match: { text: 'weed' } })
})

test('[BC2] what stands in a field is told once while more is written, and again when it is written anew', async () => {
  const { page } = searchFor('x')
  if (page === null) throw new Error('a search is a page')
  for (const text of ['weed', 'weed for', 'weed for me', 'weed and a knife', '', 'weed']) watch.typed(page, '1', text)
  expect(breaches().map(({ match }) => match.text)).toEqual(['weed', 'knife'])
  await clock.pass(40_000)
  expect(facts.filter((fact) => fact.kind === 'breach-repeat').map(({ count }) => count)).toEqual([2])
})

test('policies are exchanged between two texts, and without any nothing is told', async () => {
  policies.set({ version: 'other', revision: 1, readsTyped: false, match: () => [] })
  await show(at('weed'))
  expect(facts).toEqual([])
})

test('what is seen under a cover says so', async () => {
  seat.state.set({ state: 'held', cover: { kind: 'blank' }, times: { coveredAt: 0, grabbedAt: 0 } })
  await show(at('weed'))
  expect(breaches()[0]?.inFront).toBe('cover')
})
