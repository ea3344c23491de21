import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { breachFilterSchema, type BreachSummary } from '#shared/model/breach-review'
import { ok } from '#shared/outcome'
import type { Ask } from '../../../renderer/link/hub-link'
import { Breaches, passesFilter, waitingFilter } from '../../../renderer/state/breaches'
import { ConcernNews } from '../../../renderer/state/concern-news'
import { triageKey } from '../../../renderer/state/triage-keys'

const breach = (breachNumber: number, more: Partial<BreachSummary> = {}): BreachSummary => ({
  breachId: randomUUID(),
  takenAt: 1_000,
  rule: { pack: 'drugs', version: 1, id: 'drugs/buying' },
  category: 'drugs',
  grade: 3,
  source: 'search',
  match: { before: 'where to ', text: 'buy weed', after: '' },
  user: 'Aisha',
  test: false,
  breachNumber,
  deviceId: randomUUID(),
  deviceName: 'PC-7',
  roomId: 'room',
  application: 'Chromium',
  url: null,
  receivedAt: 1_000,
  count: 1,
  lastAt: 1_000,
  pictures: 0,
  state: 'new',
  decidedBy: null,
  decidedAt: null,
  incident: null,
  quarantined: false,
  ...more,
})

/** A hub that has these, newest first. */
const breachesOf = (known: readonly BreachSummary[]): Breaches => {
  // Only the two calls that the list makes are answered; the table's types cannot follow a lookup by name.
  const ask = ((event: string, payload: { readonly before?: number | null; readonly limit?: number }) => {
    const waiting = known.filter(({ state }) => state === 'new').length
    if (event === 'breach:count') return Promise.resolve(ok({ waiting }))
    const older = known.filter(({ breachNumber }) => payload.before == null || breachNumber < payload.before).slice(0, payload.limit)
    return Promise.resolve(ok({ breaches: older, waiting }))
  }) as Ask
  return new Breaches(ask)
}
const numbersOf = (breaches: Breaches): readonly number[] => {
  const list = breaches.list.get()
  return list.kind === 'ready' ? list.breaches.map(({ breachNumber }) => breachNumber) : []
}

describe('the concerns of a console', () => {
  it('[CN1] counts by what was and what is, whether the concern is listed or not', async () => {
    const breaches = breachesOf([breach(2), breach(1, { state: 'resolved' })])
    await breaches.count()
    expect(breaches.waiting.get()).toBe(1)
    breaches.take({ was: null, breach: breach(3) })
    expect(breaches.waiting.get()).toBe(2)
    breaches.take({ was: 'new', breach: breach(3, { count: 9 }) })
    expect(breaches.waiting.get()).toBe(2)
    breaches.take({ was: 'new', breach: breach(2, { state: 'false-positive' }) })
    breaches.take({ was: 'resolved', breach: breach(1, { state: 'new' }) })
    expect(breaches.waiting.get()).toBe(2)
  })

  it('[CN6] puts a new one on top where it passes the filter, and keeps a decided one in its place', async () => {
    const breaches = breachesOf([breach(2), breach(1)])
    await breaches.load()
    breaches.take({ was: null, breach: breach(3) })
    breaches.take({ was: null, breach: breach(4, { state: 'resolved' }) })
    breaches.take({ was: 'new', breach: breach(2, { state: 'false-positive' }) })
    expect(numbersOf(breaches)).toEqual([3, 2, 1])
    await breaches.load({ ...waitingFilter, grades: [5] })
    breaches.take({ was: null, breach: breach(5) })
    expect(numbersOf(breaches)).not.toContain(5)
  })

  it('[CN6] goes on page by page, and takes a word on one below the page for what it is', async () => {
    const known = Array.from({ length: 150 }, (_, index) => breach(150 - index))
    const breaches = breachesOf(known)
    await breaches.load()
    expect(numbersOf(breaches)).toHaveLength(100)
    breaches.take({ was: 'new', breach: breach(10, { count: 2 }) })
    expect(numbersOf(breaches)).toHaveLength(100)
    await breaches.older()
    expect(numbersOf(breaches)).toHaveLength(150)
    expect(breaches.list.get()).toMatchObject({ wholeList: true })
  })

  it('[CN6] filters as the hub does', () => {
    const filter = breachFilterSchema.parse({})
    const one = breach(1, { takenAt: 500 })
    for (const yes of [{}, { text: ' BUY WEED ' }, { text: 'aisha' }, { text: 'pc-7' }, { grades: [3] }, { from: 500 }, { roomId: 'room' }])
      expect(passesFilter({ ...filter, ...yes }, one)).toBe(true)
    for (const no of [{ text: 'other' }, { grades: [5] }, { until: 500 }, { roomId: 'else' }, { categories: ['hate' as const] }])
      expect(passesFilter({ ...filter, ...no }, one)).toBe(false)
  })
})

describe('what is told aloud', () => {
  it('[CN1] is by grade: chimes for 4 and 5, notices from 3 on, none for repeats, self-tests and old news', () => {
    const told = (more: Partial<BreachSummary>, was: 'new' | null = null) => new ConcernNews().take({ was, breach: breach(1, more) }, 0)
    expect([1, 2, 3, 4, 5].map((grade) => told({ grade })?.chimes ?? null)).toEqual([null, null, 0, 1, 2])
    expect([3, 4].map((grade) => told({ grade })?.urgent)).toEqual([false, true])
    expect(told({ grade: 5 }, 'new')).toBeNull()
    expect(told({ grade: 5, test: true })).toBeNull()
    expect(told({ grade: 5, receivedAt: 1_000 + 2 * 3_600_000 })).toBeNull()
  })

  it('[CN1] interrupts once when many come at once, but for a graver one', () => {
    const news = new ConcernNews()
    const take = (grade: number, now: number) => news.take({ was: null, breach: breach(1, { grade }) }, now) !== null
    expect([take(4, 0), take(4, 100), take(3, 200), take(5, 300), take(5, 400), take(4, 6_000)]).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
    ])
  })
})

describe('[CN5] keys among the concerns', () => {
  const press = (key: string, more = {}) => triageKey({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more })
  it('move, decide by letter or digit, reveal, note, undo, mark and make an incident; the rest is the browser’s', () => {
    expect([press('j'), press('ArrowUp')]).toEqual([
      { kind: 'move', by: 1 },
      { kind: 'move', by: -1 },
    ])
    expect(['r', 'F', 'd', '4'].map((key) => press(key))).toEqual(
      ['under-review', 'false-positive', 'resolved', 'escalated'].map((state) => ({ kind: 'decide', state })),
    )
    expect(['Enter', 'n', 'z', 'x', 'I'].map((key) => press(key)?.kind)).toEqual(['reveal', 'note', 'undo', 'mark', 'incident'])
    expect([press('q'), press('f', { ctrlKey: true }), press('toString')]).toEqual([null, null, null])
  })
})
