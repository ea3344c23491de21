import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import { type IncidentDetail, incidentFilterSchema } from '#shared/model/incident'
import { roles } from '#shared/model/staff'
import { type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { Breach } from '#shared/model/breach'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

const allBreaches = { ...breachFilterSchema.parse({}), before: null, limit: 50 }
const allIncidents = { ...incidentFilterSchema.parse({}), before: null, limit: 50 }
const about = { title: 'Searches in Computing', person: 'aisha', personKind: 'pupil' as const }

describe('incidents at the hub', () => {
  let school: TestHub
  let agent: SimulatedAgent
  let officer: ConsoleClient
  let head: ConsoleClient
  let delivered = 0

  const tell = async (...more: readonly Partial<Breach>[]): Promise<string[]> => {
    const facts = more.map((one) => breachFact(one))
    expect(await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...facts))).toMatchObject({ ok: true })
    delivered += facts.length
    return facts.map(({ breachId }) => breachId)
  }
  const open = async (
    breachIds: readonly string[],
    more: Partial<PayloadIn<ConsoleOrders, 'incident:open'>> = {},
  ): Promise<IncidentDetail> => officer.must('incident:open', { ...about, ...more, breachIds: [...breachIds] })
  const audited = async (action: string): Promise<string[]> =>
    (await head.must('audit:list', { beforeAuditId: null, limit: 200 }))
      .filter((entry) => entry.action === action)
      .map(({ detail }) => detail)

  beforeAll(async () => {
    school = await startTestHub()
    agent = await school.simulateAgent({ hostname: 'PC-7' })
    officer = await school.signIn('officer')
    head = await school.signIn('head')
  })
  afterAll(() => school.stop())

  it('[IN2, IN3, IN4] concerns become an incident, are decided on with it, and every console of officer and head is told', async () => {
    const [first = '', second = ''] = await tell({ grade: 3, category: 'drugs' }, {})
    const opened = await open([first, second])
    expect(opened).toMatchObject({
      ...{ title: about.title, state: 'under-review', concerns: 2, grade: 5, categories: ['suicide', 'drugs'] },
      ...{ assignee: { displayName: 'Test officer' }, proposal: { rowId: null, why: 'welfare' } },
      breaches: [{ breachId: second }, { breachId: first, state: 'under-review', incident: { incidentNumber: opened.incidentNumber } }],
    })
    await head.until(() => head.incidents.some(({ was, incident }) => was === null && incident.incidentId === opened.incidentId))
    await head.until(() => head.breaches.some(({ was, breach }) => was === 'new' && breach.incident !== null))
    expect(await officer.call('incident:open', { ...about, breachIds: [first] })).toMatchObject({ code: 'in-use' })
    expect(await officer.call('incident:open', { ...about, breachIds: [randomUUID()] })).toMatchObject({ code: 'not-found' })
    const { incidentId } = opened
    await officer.must('incident:note', { incidentId, note: 'Mother telephoned' })
    const other = await open([], { person: 'ben' })
    const bulk = { incidentIds: [incidentId, other.incidentId], state: 'escalated' as const, note: 'To the DSL' }
    expect(await officer.call('incident:decide', { ...bulk, incidentIds: [incidentId, randomUUID()] })).toMatchObject({ code: 'not-found' })
    expect(await officer.must('incident:decide', bulk)).toMatchObject([{ state: 'escalated' }, { state: 'escalated' }])
    expect((await officer.must('breach:get', { breachId: first })).decisions.map(({ to, note }) => [to, note])).toEqual([
      ['under-review', `Incident ${opened.incidentNumber}`],
      ['escalated', `Incident ${opened.incidentNumber}: To the DSL`],
    ])
    const { staffId } = (await officer.must('incident:assignees', {}))[0] ?? { staffId: '' }
    expect(await officer.must('incident:assign', { incidentIds: [other.incidentId], staffId: null })).toMatchObject([{ assignee: null }])
    expect(await officer.must('incident:assign', { incidentIds: [other.incidentId], staffId })).toMatchObject([{ assignee: { staffId } }])
    expect(await officer.call('incident:assign', { incidentIds: [incidentId], staffId: randomUUID() })).toMatchObject({ code: 'not-found' })
    const freed = await officer.must('incident:unlink', { incidentId, breachIds: [first] })
    expect(freed.breaches).toMatchObject([{ breachId: second }])
    expect((await officer.must('breach:get', { breachId: first })).state).toBe('new')
    const seen = await head.must('incident:get', { incidentId })
    expect(seen.events.map(({ deed }) => deed.kind)).toEqual(['opened', 'linked', 'noted', 'decided', 'unlinked'])
    expect(seen.earlier.map(({ breachId }) => breachId)).toEqual([first])
    const listed = await head.must('incident:list', { ...allIncidents, text: 'telephoned' })
    expect(listed.incidents.map((incident) => incident.incidentId)).toEqual([incidentId])
  })

  it('[CN10] many concerns are decided on at once, and brought back; what lay around one is the same person’s', async () => {
    const takenAt = Date.now()
    const ids = await tell({ takenAt }, { takenAt, user: 'ben' })
    const span = { kind: 'usage' as const, application: 'Chromium', from: takenAt - 60_000, until: takenAt - 1_000 }
    const spans = [
      { ...span, user: 'aisha', title: 'Maps' },
      { ...span, user: 'ben', title: 'Chess' },
    ]
    expect(await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...spans))).toMatchObject({ ok: true })
    delivered += spans.length
    const decide = (state: 'false-positive' | 'new') =>
      officer.must('breach:decide-all', { decisions: ids.map((breachId) => ({ breachId, state })), note: '' })
    expect((await decide('false-positive')).map(({ state }) => state)).toEqual(['false-positive', 'false-positive'])
    expect((await decide('new')).map(({ state }) => state)).toEqual(['new', 'new'])
    const decisions = [
      { breachId: randomUUID(), state: 'resolved' as const },
      ...ids.map((breachId) => ({ breachId, state: 'resolved' as const })),
    ]
    expect(await officer.call('breach:decide-all', { decisions, note: '' })).toMatchObject({ code: 'not-found' })
    expect((await officer.must('breach:get', { breachId: ids[0] ?? '' })).state).toBe('new')
    const around = await officer.must('breach:around', { breachId: ids[0] ?? '' })
    expect(around.spans.map(({ title }) => title)).toEqual(['Maps'])
    expect(around.earlier.length).toBeGreaterThan(0)
    expect(around.earlier.every(({ user, breachId }) => user === 'aisha' && breachId !== ids[0])).toBe(true)
    expect(await audited('breach:around')).toEqual(['aisha'])
  })

  it('[RO2, RO3] a row is proposed and confirmed by a person; another way needs a reason; the checklist keeps days and outcomes', async () => {
    const { incidentId, proposal } = await open(await tell({ category: 'games', grade: 1, user: 'dev' }), { person: 'dev' })
    expect(proposal).toEqual({ rowId: 'non-educational-sites', why: 'category', repeats: 0 })
    const plan = (actions: readonly ('class-teacher' | 'warning' | 'parents')[], reason: string, rowId = 'non-educational-sites') =>
      officer.call('incident:route', { incidentId, rowId, actions: actions.map((action) => ({ action, dueAt: 1_000 })), reason })
    expect(await plan(['class-teacher'], ' ')).toMatchObject({ code: 'reason-needed' })
    expect(await plan(['class-teacher', 'warning'], '', 'social-media')).toMatchObject({ code: 'reason-needed' })
    expect(await plan([], '', 'no-such-row')).toMatchObject({ code: 'not-found' })
    const confirmed = await officer.must('incident:route', {
      ...{ incidentId, rowId: 'non-educational-sites', reason: '' },
      actions: [
        { action: 'warning', dueAt: null },
        { action: 'class-teacher', dueAt: 1_000 },
      ],
    })
    expect(confirmed).toMatchObject({
      ...{ route: { rowId: 'non-educational-sites', by: 'Test officer', reason: '' }, actionsOpen: 2, dueAt: 1_000 },
      actions: [{ action: 'class-teacher' }, { action: 'warning' }],
    })
    expect((await officer.must('incident:list', { ...allIncidents, overdue: true })).incidents).toMatchObject([{ incidentId }])
    const { overdueIncidents } = await head.must('oversight:read', { days: 7 })
    const { incidentNumber } = confirmed
    expect(overdueIncidents).toEqual([{ incidentNumber, title: about.title, assignee: 'Test officer', actionsOpen: 2, dueAt: 1_000 }])
    const [, warning] = confirmed.actions
    const act = { incidentId, actionId: warning?.actionId ?? '', dueAt: null, doneAt: 5_000, outcome: 'Spoken to in class' }
    expect(await officer.call('incident:act', { ...act, actionId: randomUUID() })).toMatchObject({ code: 'not-found' })
    expect(await officer.must('incident:act', act)).toMatchObject({
      actionsOpen: 1,
      actions: [{}, { doneAt: 5_000, doneBy: 'Test officer' }],
    })
    // What is done stays done when the way changes.
    const changed = await plan(['parents', 'warning'], 'The parents asked for it')
    expect(changed.ok && changed.value.actions).toMatchObject([
      { action: 'parents', doneAt: null },
      { action: 'warning', doneAt: 5_000 },
    ])

    const again = await open(await tell({ category: 'games', grade: 1, user: 'dev' }), { person: 'DEV' })
    expect(again.proposal).toEqual({ rowId: 'continued', why: 'continued', repeats: 1 })
    const grave = await open(await tell({ category: 'sexual-content', grade: 4, user: 'dev' }), { person: 'dev' })
    expect(grave.proposal).toEqual({ rowId: 'offensive-material', why: 'category', repeats: 1 })
  })

  it('[RO4] removal of access is the pupil’s lease, with coursework left open', async () => {
    const { incidentId } = await open(await tell({ category: 'proxy-bypass', grade: 2, user: 'dev' }), { person: 'dev' })
    const planned = await officer.must('incident:route', {
      ...{ incidentId, rowId: 'filter-bypass', reason: 'Not a continued one' },
      actions: ['headteacher' as const, 'remove-access' as const].map((action) => ({ action, dueAt: null })),
    })
    const [told, removal] = planned.actions
    const order = { incidentId, actionId: removal?.actionId ?? '', orderId: randomUUID(), days: 7, reason: 'By the school’s route' }
    const exceptions = ['https://www.bbc.co.uk/bitesize']
    expect(await officer.call('incident:remove-access', { ...order, actionId: told?.actionId ?? '', exceptions })).toMatchObject({
      code: 'not-found',
    })
    expect(await officer.call('incident:remove-access', { ...order, exceptions: ['no site at all'] })).toMatchObject({
      code: 'site-unclear',
    })
    const done = await officer.must('incident:remove-access', { ...order, exceptions })
    expect(await officer.call('incident:remove-access', { ...order, exceptions })).toMatchObject({ code: 'replayed' })
    const leaseId = done.actions[1]?.leaseId
    expect(done.actions[1]).toMatchObject({ action: 'remove-access', doneBy: 'Test officer' })
    const leases = await officer.must('internet:list', {})
    expect(leases.map(({ lease }) => lease)).toMatchObject([
      { leaseId, pupil: 'dev', internet: { access: 'removed' }, reason: order.reason },
    ])
    const nobody = await open([], { person: null })
    const row = { incidentId: nobody.incidentId, rowId: 'data-destroyed', reason: 'Seen by a teacher' }
    const [, unnamed] = (
      await officer.must('incident:route', {
        ...row,
        actions: ['headteacher' as const, 'remove-access' as const].map((action) => ({ action, dueAt: null })),
      })
    ).actions
    const unnamedOrder = {
      ...order,
      incidentId: nobody.incidentId,
      actionId: unnamed?.actionId ?? '',
      orderId: randomUUID(),
      exceptions: [],
    }
    expect(await officer.call('incident:remove-access', unnamedOrder)).toMatchObject({ code: 'not-found' })
  })

  it('[RO1] the matrices are the school’s to change; a staff incident goes by its own', async () => {
    const routes = await officer.must('route:read', {})
    expect([routes.pupil.length, routes.staff.length]).toEqual([13, 15])
    const rows = routes.pupil.map((row) => (row.rowId === 'phone-or-camera' ? { ...row, actions: ['class-teacher' as const] } : row))
    await officer.must('route:write', { ...routes, pupil: rows, coursework: ['bbc.co.uk'] })
    expect(await officer.call('route:write', { ...routes, pupil: [] })).toMatchObject({ code: 'malformed' })
    const foreign = { rowId: 'x', title: 'Suspended pupils', actions: ['suspension' as const], categories: [] }
    expect(await officer.call('route:write', { ...routes, pupil: [foreign] })).toMatchObject({ code: 'malformed' })
    await school.restart()
    officer = await school.signIn('officer')
    head = await school.signIn('head')
    expect(await head.must('route:read', {})).toMatchObject({ coursework: ['bbc.co.uk'], pupil: rows })
    expect(await audited('route:write')).toEqual([
      'coursework sites; pupil: Unauthorised or inappropriate use of phone, camera or other device',
    ])
    const { incidentId } = await open([], { person: 'jw' })
    const described = await officer.must('incident:describe', { incidentId, title: 'A member of staff', person: 'jw', personKind: 'staff' })
    expect(described).toMatchObject({ personKind: 'staff', proposal: { rowId: null, why: 'none' } })
    const staffRow = {
      incidentId,
      rowId: 'downloads',
      actions: [{ action: 'e-services' as const, dueAt: null }],
      reason: 'As the head decided',
    }
    expect((await officer.must('incident:route', staffRow)).routeTitle).toBe('Unauthorised downloading or uploading of files')
  })

  it('[IN5] each person keeps filters of their own', async () => {
    const saved = { of: 'incidents' as const, filter: { ...incidentFilterSchema.parse({}), years: [9] } }
    const kept = await officer.must('filter:save', { name: 'Year 9', saved })
    expect(
      await officer.must('filter:save', { name: 'YEAR 9', saved: { ...saved, filter: { ...saved.filter, overdue: true } } }),
    ).toMatchObject({
      filterId: kept.filterId,
    })
    expect(await officer.must('filter:list', {})).toMatchObject([{ name: 'Year 9', saved: { filter: { years: [9], overdue: true } } }])
    expect(await head.must('filter:list', {})).toEqual([])
    expect(await head.call('filter:delete', { filterId: kept.filterId })).toMatchObject({ code: 'not-found' })
    await officer.must('filter:delete', { filterId: kept.filterId })
    expect(await officer.must('filter:list', {})).toEqual([])
  })

  it('[QU1, QU2] a quarantined picture is given to nobody, before and after a restart, and its hash stays', async () => {
    agent = await school.simulateAgent({ hostname: 'PC-8' })
    delivered = 0
    const [grave = '', near = ''] = await tell({}, { user: 'ben' })
    const [match, other] = [snapshotOf(grave, 'match'), snapshotOf(near, 'match', '#123456')]
    for (const snapshot of [match, other]) expect((await agent.say('snapshot:deliver', snapshot)).ok).toBe(true)
    const incident = await open([grave])
    const show = (who: ConsoleClient, breachId = grave) =>
      who.call('breach:picture', { breachId, part: 'match', reason: 'To see what it is' })
    expect((await show(officer)).ok).toBe(true)
    await officer.must('breach:share', { categories: ['suicide'], pictures: true })
    const sealed = await officer.must('breach:quarantine', { breachIds: [grave], reason: 'May show a child' })
    expect(sealed.pictures).toBe(2)
    expect(new Set(sealed.breaches.map(({ breachId }) => breachId))).toEqual(new Set([grave, near]))
    expect(sealed.breaches.every(({ state, quarantined }) => state === 'escalated' && quarantined)).toBe(true)
    const late = snapshotOf(grave, 'after', '#654321')
    expect((await agent.say('snapshot:deliver', late)).ok).toBe(true)

    const tryAll = async (): Promise<void> => {
      for (const role of roles) {
        const who = await school.signIn(role)
        for (const breachId of [grave, near]) {
          expect(await show(who, breachId)).toMatchObject({ code: role === 'technician' ? 'role-forbids' : 'quarantined' })
        }
        who.close()
      }
      expect(await officer.call('breach:picture', { breachId: grave, part: 'after', reason: null })).toMatchObject({ code: 'quarantined' })
    }
    await tryAll()
    const [folder, apart] = [path.join(school.dataFolder, 'vault'), path.join(school.dataFolder, 'quarantine')]
    expect([await readdir(folder), (await readdir(apart)).length]).toEqual([[], 3])
    await school.restart()
    officer = await school.signIn('officer')
    head = await school.signIn('head')
    await tryAll()
    expect((await readdir(apart)).length).toBe(3)
    const detail = await head.must('incident:get', { incidentId: incident.incidentId })
    expect(detail).toMatchObject({ quarantined: true, breaches: [{ breachId: grave, quarantined: true }] })
    expect(detail.events.at(-1)?.deed).toMatchObject({ kind: 'quarantined', pictures: 1, reason: 'May show a child' })
    const concern = await officer.must('breach:get', { breachId: grave })
    expect(concern.snapshots.map(({ sha256 }) => sha256)).toEqual([match.sha256, late.sha256])
    expect((await audited('breach:quarantine')).some((words) => words.includes(match.sha256))).toBe(true)
  })

  it('[IN1, ST4] every call of the officer is refused to each other role, with no effect', async () => {
    const [incidentId, breachId, actionId] = [randomUUID(), randomUUID(), randomUUID()]
    const routes = await officer.must('route:read', {})
    const decided = { state: 'resolved' as const, note: '' }
    const tries: { readonly [E in EventOf<ConsoleOrders> & `${'incident' | 'filter' | 'route'}:${string}`]: PayloadIn<ConsoleOrders, E> } =
      {
        'incident:count': {},
        'incident:list': allIncidents,
        'incident:get': { incidentId },
        'incident:open': { ...about, breachIds: [breachId] },
        'incident:describe': { ...about, incidentId },
        'incident:link': { incidentId, breachIds: [breachId] },
        'incident:unlink': { incidentId, breachIds: [breachId] },
        'incident:link-report': { incidentId, reportId: actionId },
        'incident:unlink-report': { incidentId, reportId: actionId },
        'incident:decide': { incidentIds: [incidentId], ...decided },
        'incident:assign': { incidentIds: [incidentId], staffId: null },
        'incident:assignees': {},
        'incident:note': { incidentId, note: 'A note' },
        'incident:route': { incidentId, rowId: 'continued', actions: [], reason: 'Because' },
        'incident:act': { incidentId, actionId, dueAt: null, doneAt: null, outcome: '' },
        'incident:remove-access': { incidentId, actionId, orderId: randomUUID(), days: 1, exceptions: [], reason: 'Because' },
        'filter:list': {},
        'filter:save': { name: 'Mine', saved: { of: 'incidents', filter: {} } },
        'filter:delete': { filterId: randomUUID() },
        'route:read': {},
        'route:write': routes,
      }
    const more = {
      'breach:decide-all': { decisions: [{ breachId, state: 'resolved' }], note: '' },
      'breach:around': { breachId },
      'breach:quarantine': { breachIds: [breachId], reason: 'Because' },
    } as const
    const before = await officer.must('incident:list', allIncidents)
    const refused: string[] = []
    const expected: string[] = []
    for (const role of roles) {
      const calls = Object.entries({ ...tries, ...more }).filter(([event]) => {
        const { allowed } = consoleOrders[event as EventOf<ConsoleOrders>]
        return typeof allowed !== 'string' && !allowed.some((one) => one === role)
      })
      // A connection is cut after ten refusals.
      for (let from = 0; from < calls.length; from += 9) {
        const who = await school.signIn(role)
        for (const [event, payload] of calls.slice(from, from + 9)) {
          expected.push(`${role} ${event} role-forbids`)
          const answer = await who.call(event as 'incident:get', payload as PayloadIn<ConsoleOrders, 'incident:get'>)
          refused.push(`${role} ${event} ${answer.ok ? 'done' : answer.code}`)
        }
        who.close()
      }
    }
    expect(refused).toEqual(expected)
    expect(expected).toHaveLength(24 * 2 + 15)
    expect(await officer.must('incident:list', allIncidents)).toEqual(before)
    expect((await officer.must('breach:list', allBreaches)).breaches.length).toBeGreaterThan(0)
  })
})
