import { aroundMs, breachFilterSchema, type BreachState } from '#shared/model/breach-review'
import { mostDownloads } from '#shared/model/outbox'
import { fail, ok } from '#shared/outcome'
import { findBreachesFor, findBreachFor, subjectOf } from '../breaches/breach-access'
import { sightOf } from '../breaches/breach-sight'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** As many as one answer holds. */
const mostSpans = 1_000
const mostEarlier = 20

const anything = breachFilterSchema.parse({})

/** Deciding on many concerns at once, and what lies around one. */
export const triageCalls = ({ store, clock, breaches: desk, gate }: CommandParts): CallsNamed<'breach:decide-all' | 'breach:around'> => ({
  'breach:decide-all': async ({ decisions, note }, { staff, actor }) => {
    const decided = await store.transact(async (records) => {
      const wished = new Map<string, BreachState>(decisions.map(({ breachId, state }) => [breachId, state]))
      const found = await findBreachesFor(records, [...wished.keys()], staff, desk.sharing(), gate)
      if (!found.ok) return found
      const at = clock.now()
      for (const record of found.value) {
        const { breachId, state: was } = record.breach
        const to = wished.get(breachId) ?? was
        if (to === was && note === '') continue
        await records.breaches.decide(breachId, { to, note, staff: actor, at })
        const detail = `${was} to ${to}, one of ${wished.size}${note === '' ? '' : ', with a note'}`
        await records.audit.append({
          at,
          action: 'breach:decide',
          staff: actor,
          subject: subjectOf(record),
          detail,
          address: actor.address,
        })
      }
      const now = await records.breaches.those([...wished.keys()])
      return ok({ before: found.value, now: now.map(({ breach }) => breach) })
    })
    if (!decided.ok) return decided
    const before = new Map(decided.value.before.map(({ breach }) => [breach.breachId, breach.state]))
    for (const breach of decided.value.now) desk.tell({ was: before.get(breach.breachId) ?? null, breach })
    return ok(decided.value.now)
  },

  'breach:around': ({ breachId }, { staff, actor }) =>
    store.transact(async (records) => {
      const found = await findBreachFor(records, breachId, staff, desk.sharing(), gate)
      if (!found.ok) return found
      const sight = sightOf(staff, desk.sharing())
      if (sight === null) return fail('not-found', 'Nothing of this is for your account.')
      const { deviceId, takenAt, user } = found.value.breach
      const at = clock.now()
      const entry = { at, action: 'breach:around' as const, staff: actor, detail: user ?? '', address: actor.address }
      await records.audit.append({ ...entry, subject: subjectOf(found.value) })
      const stretch = { deviceIds: [deviceId], from: takenAt - aroundMs, until: takenAt + aroundMs }
      const spans = await records.usage.within({ ...stretch, limit: mostSpans })
      const downloads = await records.downloads.within({ ...stretch, limit: mostDownloads })
      const filter = { ...anything, person: user ?? '' }
      const earlier = user === null ? [] : await records.breaches.list({ sight, filter, before: null, limit: mostEarlier + 1 })
      return ok({
        // Another's history on the same PC is no part of it.
        spans: spans.map(({ span }) => span).filter((span) => span.user === (user ?? '')),
        downloads: downloads.filter((download) => download.user === (user ?? '')),
        earlier: earlier.filter((one) => one.breachId !== breachId).slice(0, mostEarlier),
      })
    }),
})
