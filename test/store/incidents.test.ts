import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Breach } from '#shared/model/breach'
import { breachFilterSchema } from '#shared/model/breach-review'
import { type IncidentFilter, incidentFilterSchema, type IncidentSummary } from '#shared/model/incident'
import { ok } from '#shared/outcome'
import type { Doer } from '../../main/store/incident-events'
import type { Records } from '../../main/store/store'
import { breachFact, snapshotOf } from '../support/breaches'
import { codeOf, must } from '../support/outcome'
import { addDevices, temporaryStore, type TemporaryStore } from '../support/store'

let temporary: TemporaryStore
let doer: Doer
let deviceId: string
let roomId: string

const run = async <T>(work: (records: Records) => Promise<T>): Promise<T> =>
  must(await temporary.store.transact(async (records) => ok(await work(records))))

/** A concern as a PC told it. */
const add = (more: Partial<Breach> = {}): Promise<string> =>
  run(async ({ breaches }) => (await breaches.add(deviceId, breachFact(more), 1_000))?.breachId ?? '')

const open = (breachIds: readonly string[], title = 'Searches in Computing', person: string | null = 'aisha'): Promise<IncidentSummary> =>
  run(async ({ incidents, breaches }) => {
    const incident = await incidents.open({ title, person, personKind: 'pupil' }, true, doer)
    const found = (await breaches.those(breachIds)).map(({ breach }) => breach)
    must(await incidents.link(incident, found, doer))
    return incidents.settled(incident.incidentId, doer.at)
  })

const listed = (filter: Partial<IncidentFilter> = {}, roomIds: readonly string[] | null = null): Promise<string[]> =>
  run(async ({ incidents }) =>
    (await incidents.list({ roomIds, filter: { ...incidentFilterSchema.parse({}), ...filter }, before: null, limit: 50, now: 50_000 })).map(
      ({ title }) => title,
    ),
  )

const statesOf = (...breachIds: readonly string[]): Promise<string[]> =>
  run(async ({ breaches }) => Promise.all(breachIds.map(async (breachId) => (await breaches.find(breachId))?.breach.state ?? 'gone')))

beforeEach(async () => {
  temporary = await temporaryStore()
  const added = await addDevices(temporary.store, 1, 1)
  deviceId = added.deviceIds[0] ?? ''
  roomId = added.roomId
  const profile = { signInName: 'officer', displayName: 'Olive', role: 'officer', roomIds: null, expiresAt: null } as const
  const staff = await run((records) =>
    records.staff.add({ profile: { staffId: randomUUID(), ...profile }, passwordHash: '', createdAt: 1 }),
  )
  doer = { staff, at: 2_000 }
})
afterEach(() => temporary[Symbol.asyncDispose]())

describe('incidents', () => {
  it('[IN2] take concerns to their state, give them back as they were, and reopen when one is added to a closed one', async () => {
    const [first, second, third] = [await add({ grade: 3, category: 'drugs' }), await add({ grade: 5 }), await add()]
    const incident = await open([first, second])
    expect(incident).toMatchObject({ state: 'under-review', concerns: 2, grade: 5, categories: ['suicide', 'drugs'], incidentNumber: 1 })
    expect(await statesOf(first, second)).toEqual(['under-review', 'under-review'])
    const elsewhere = await run(async ({ incidents, breaches }) => {
      const other = await incidents.open({ title: 'Another', person: null, personKind: 'pupil' }, false, doer)
      return incidents.link(
        other,
        [(await breaches.find(first))?.breach].flatMap((breach) => breach ?? []),
        doer,
      )
    })
    expect(codeOf(elsewhere)).toBe('in-use')
    const { incidentId } = incident
    await run(async ({ incidents, breaches }) => {
      await incidents.unlink(
        incident,
        (await breaches.those([first])).map(({ breach }) => breach),
        doer,
      )
      await incidents.decide(incident, 'resolved', 'Spoken to', doer)
      const closed = await incidents.settled(incidentId, 3_000)
      expect(closed).toMatchObject({ state: 'resolved', concerns: 1, grade: 5 })
      must(
        await incidents.link(
          closed,
          (await breaches.those([third])).map(({ breach }) => breach),
          doer,
        ),
      )
    })
    expect(await statesOf(first, second, third)).toEqual(['new', 'resolved', 'under-review'])
    const events = await run(({ incidents }) => incidents.events.list(incidentId, 50))
    expect(events.map(({ deed }) => deed.kind)).toEqual(['opened', 'linked', 'unlinked', 'decided', 'linked', 'decided'])
  })

  it('[IN3] a decision takes along only the concerns that stood where it stood', async () => {
    const [first, second] = [await add(), await add()]
    const incident = await open([first, second])
    await run(({ breaches }) => breaches.decide(second, { to: 'false-positive', note: '', staff: doer.staff, at: 5 }))
    const moved = await run(({ incidents }) => incidents.decide(incident, 'escalated', 'To the DSL', doer))
    expect(moved).toMatchObject([{ was: 'under-review', breach: { breachId: first, state: 'escalated' } }])
    expect(await statesOf(first, second)).toEqual(['escalated', 'false-positive'])
  })

  it('[IN5] are found by each filter and by words, whole or begun, of title, person, notes and concerns', async () => {
    await run(({ pupils }) =>
      pupils.put([{ userName: 'Cai', displayName: 'Cai Owen', yearGroup: 8, groups: [] }], 1).then((put) => must(put)),
    )
    const first = await open([await add({ takenAt: 10_000, grade: 2, category: 'drugs' })], 'First')
    const second = await open([await add({ takenAt: 20_000, user: 'cai', url: 'https://shop.test/vape-kits' })], 'Second', 'cai')
    await run(async ({ incidents, incidentActions }) => {
      await incidents.events.add(first.incidentId, { kind: 'noted', note: 'Grandmother telephoned' }, doer)
      await incidents.assign(first.incidentId, null, doer)
      await incidentActions.plan(second.incidentId, [{ action: 'parents', dueAt: 40_000 }])
      await incidents.settled(first.incidentId, 1)
      await incidents.settled(second.incidentId, 1)
    })
    expect(await listed()).toEqual(['Second', 'First'])
    expect(await listed({ grades: [5] })).toEqual(['Second'])
    expect(await listed({ categories: ['drugs', 'hate'] })).toEqual(['First'])
    expect(await listed({ years: [8] })).toEqual(['Second'])
    expect(await listed({ person: 'CAI' })).toEqual(['Second'])
    expect(await listed({ from: 15_000 })).toEqual(['Second'])
    expect(await listed({ until: 15_000 })).toEqual(['First'])
    expect(await listed({ assignee: 'nobody' })).toEqual(['First'])
    expect(await listed({ assignee: doer.staff.staffId })).toEqual(['Second'])
    expect(await listed({ overdue: true })).toEqual(['Second'])
    expect(await listed({ states: ['resolved'] })).toEqual([])
    expect([await listed({ roomId }), await listed({ roomId: randomUUID() })]).toEqual([['Second', 'First'], []])
    expect([await listed({}, [roomId]), await listed({}, [randomUUID()])]).toEqual([['Second', 'First'], []])
    for (const text of ['owen', 'VAPE shop', 'sec', 'easiest cai']) expect(await listed({ text })).toEqual(['Second'])
    expect(await listed({ text: 'grandmo' })).toEqual(['First'])
    for (const text of ['%', '"', 'first" or "second', 'words:first', 'nothing-of-this']) expect(await listed({ text })).toEqual([])
  })

  it('[CN10] concerns are narrowed by person and year, and words are found until the concern is deleted', async () => {
    await run(({ pupils }) => pupils.put([{ userName: 'Cai', displayName: 'Cai', yearGroup: 8, groups: [] }], 1).then((put) => must(put)))
    const breachId = await add({ user: 'cai' })
    await add()
    const search = (filter: object) =>
      run(({ breaches }) =>
        breaches.list({
          sight: { roomIds: null, categories: null, ofStaff: true },
          filter: { ...breachFilterSchema.parse({}), ...filter },
          before: null,
          limit: 9,
        }),
      ).then((found) => found.map((breach) => breach.breachId))
    expect([await search({ person: 'Cai' }), await search({ years: [8, 9] }), await search({ years: [1] })]).toEqual([
      [breachId],
      [breachId],
      [],
    ])
    expect(await search({ text: 'CAI easi' })).toEqual([breachId])
    expect(await search({ text: 'pc-1' })).toHaveLength(2)
    await run(({ breaches }) => breaches.remove([breachId], 'retention', 5))
    expect(await search({ text: 'cai' })).toEqual([])
  })

  it('[IN4, IN6] are chained; their removal frees their concerns and is told by the chain', async () => {
    const breachId = await add()
    const incident = await open([breachId])
    await run(({ incidents }) => incidents.decide(incident, 'resolved', '', doer))
    await run(({ incidents }) => incidents.settled(incident.incidentId, 3_000))
    const check = () =>
      run(({ chain }) => chain.check({ fileHash: () => Promise.resolve(null), onProgress: () => undefined })).then(
        ({ counts, findings }) => ({
          incidents: counts.incident,
          findings,
        }),
      )
    expect(await check()).toEqual({ incidents: 3, findings: [] })
    const outdated = (moment: number) =>
      run(async ({ retention }) => [await retention.over('concerns', moment, 9), await retention.over('incidents', moment, 9)])
    expect([await outdated(3_000), await outdated(1e15)]).toEqual([
      [[], []],
      [[], [incident.incidentId]],
    ])
    await run(({ incidents }) => incidents.remove([incident.incidentId], 'retention', 9_000))
    expect(await outdated(1e15)).toEqual([[breachId], []])
    expect(await check()).toEqual({ incidents: 3, findings: [] })
  })

  it('[RO2] what was carried out before counts as a repeat, a false positive does not', async () => {
    const [earlier, wrong, present] = [await open([]), await open([]), await open([])]
    await run(async ({ incidents, incidentActions }) => {
      for (const { incidentId } of [earlier, wrong]) {
        await incidentActions.plan(incidentId, [{ action: 'warning', dueAt: null }])
        const [warning] = await incidentActions.list(incidentId)
        if (warning !== undefined) await incidentActions.keep({ ...warning, doneAt: 5, doneBy: 'Olive' })
      }
      await incidents.decide(wrong, 'false-positive', '', doer)
    })
    const repeats = (since: number) => run(({ incidentActions }) => incidentActions.sanctionedBefore('AISHA', present.incidentId, since))
    expect([await repeats(0), await repeats(9_999)]).toEqual([1, 0])
  })
})

describe('quarantine', () => {
  it('[QU1] takes the pictures of a concern, the same and near ones of its PC, and those that come later', async () => {
    const day = 86_400_000
    const [grave, near, far, late] = [
      await add({ takenAt: day }),
      await add({ takenAt: day + 60_000 }),
      await add({ takenAt: 5 * day }),
      await add({ takenAt: day + 1_000 }),
    ]
    const keep = (breachId: string, takenAt: number, colour?: string) =>
      run(({ snapshots }) => {
        const { jpeg: _jpeg, ...entry } = snapshotOf(breachId, 'match', colour)
        return snapshots.add({ ...entry, takenAt, snapshotId: randomUUID(), deviceId, receivedAt: 7 })
      })
    expect([await keep(grave, day), await keep(near, day + 90_000, '#fff'), await keep(far, 5 * day, '#111')]).toEqual([
      'added',
      'added',
      'added',
    ])
    const covered = await run(async ({ snapshots, breaches }) => {
      const ids = await snapshots.quarantine([grave], 8)
      await breaches.quarantine(ids, 8)
      return ids
    })
    expect(new Set(covered)).toEqual(new Set([grave, near]))
    expect(await keep(late, day + 3_000, '#222')).toBe('quarantined')
    const early = randomUUID()
    expect(await keep(early, day + 4_000, '#333')).toBe('quarantined')
    await add({ breachId: early, takenAt: day + 4_000 })
    const sealed = (breachId: string) => run(async ({ breaches }) => (await breaches.find(breachId))?.breach.quarantined)
    expect(await Promise.all([grave, near, far, late, early].map(sealed))).toEqual([true, true, false, true, true])
    expect(await run(({ snapshots }) => snapshots.quarantined())).toHaveLength(4)
  })
})

describe('closed reports of pupils', () => {
  it('[PU6][RT5] stay past their days while an incident has them, or somebody holds who wrote them', async () => {
    const { incidentId } = await open([])
    const [linked, held, free] = [randomUUID(), randomUUID(), randomUUID()]
    const holdId = randomUUID()
    const on = { kind: 'person', userName: 'DEWI' } as const
    await run(async ({ pupilReports, incidentReports, holds }) => {
      const told = { kind: 'pupil-report', guest: false, confidential: true, about: 'self', text: 'help', at: 3 } as const
      for (const [reportId, user] of [[linked, 'aisha'] as const, [held, 'dewi'] as const, [free, 'ben'] as const]) {
        await pupilReports.add(deviceId, { ...told, reportId, user }, 4)
        await pupilReports.act(reportId, { kind: 'closed', at: 6, staff: doer.staff, words: '' })
      }
      await incidentReports.link(incidentId, linked, 7)
      const hold = { holdId, on, name: 'dewi', reason: 'Asked for by the police', placedBy: 'Olive', placedAt: 7 }
      await holds.place({ ...hold, liftedBy: null, liftedAt: null, liftReason: '' }, doer.staff.staffId)
    })
    const left = () =>
      run(async ({ pupilReports, retention }) => {
        await pupilReports.remove(await retention.over('pupil-reports', 100, 10), 'retention', 200)
        const found = await Promise.all([linked, held, free].map((reportId) => pupilReports.find(reportId)))
        return found.map((one) => one !== null)
      })
    const told = () => run(({ retention }) => retention.count('pupil-reports', 100))
    expect(await told()).toEqual({ due: 1, within7Days: 1, within30Days: 1, held: 1 })
    expect(await left()).toEqual([true, true, false])
    expect(await told()).toEqual({ due: 0, within7Days: 0, within30Days: 0, held: 1 })
    await run(({ holds }) => holds.lift(holdId, 'Olive', 'The police are done', 150))
    expect(await left()).toEqual([true, false, false])
    await run(({ incidents }) => incidents.remove([incidentId], 'retention', 160))
    expect(await run(({ incidentReports }) => incidentReports.incidentOf(linked))).toBeNull()
    expect(await left()).toEqual([false, false, false])
  })
})
