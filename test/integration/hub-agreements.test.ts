import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgreementAnswer, schoolYearOf } from '#shared/model/agreement'
import type { PupilReport } from '#shared/model/pupil-report'
import type { Role } from '#shared/model/staff'
import { consoleOrders } from '#shared/protocol/console-hub'
import { capabilities } from '#shared/protocol/version'
import { numberedFacts } from '../support/breaches'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

describe('what pupils agree to, and what they report, at the hub', () => {
  let school: TestHub
  let clients: Record<Role, ConsoleClient>
  const schoolYear = schoolYearOf(Date.now())

  beforeAll(async () => {
    school = await startTestHub()
    clients = {
      teacher: await school.signIn('teacher'),
      technician: await school.signIn('technician'),
      officer: await school.signIn('officer'),
      head: await school.signIn('head'),
    }
    await clients.technician.must('pupil:put', {
      pupils: [
        { userName: 'Cai', displayName: 'Cai Owen', yearGroup: 8, groups: [] },
        { userName: 'dev', displayName: 'Dev Patel', yearGroup: 1, groups: [] },
      ],
    })
  })
  afterAll(() => school.stop())

  const signIn = (agent: SimulatedAgent, name: string, guest = false) =>
    agent.say('session:user', { name, displayName: name, guest, sessionStartedAt: Date.now() })
  const auditOf = async (action: string) =>
    (await clients.head.must('audit:list', { beforeAuditId: null, limit: 200 })).filter((entry) => entry.action === action)
  const register = (more: object = {}) => clients.officer.must('agreement:register', more)

  it('[AU1][AU2] asks nothing until the school publishes; PCs learn it by their hello or at once, and those who cannot ask do not', async () => {
    const agent = await school.simulateAgent({ hostname: 'PC-1' })
    await agent.until(() => agent.greeting !== null)
    expect(agent.greeting).toMatchObject({ ok: true, value: { agreements: null } })
    expect((await register()).entries).toMatchObject([
      { userName: 'Cai', keyStage: 'ks3', standing: 'none' },
      { userName: 'dev', keyStage: 'ks1', standing: 'none' },
    ])
    const text = await clients.officer.must('agreement:publish', { keyStage: 'ks3', title: 'Our rules', text: 'Be kind.' })
    expect(text).toMatchObject({ version: 1, keyStage: 'ks3' })
    await agent.until(() => agent.agreementSets.length === 1)
    expect(agent.agreementSets[0]).toEqual({ revision: 1, texts: [text] })
    const late = await school.simulateAgent({ hostname: 'PC-2' })
    await late.until(() => late.greeting !== null)
    expect(late.greeting).toMatchObject({ ok: true, value: { agreements: { revision: 1 } } })
    const unable = await school.simulateAgent({ capabilities: capabilities.filter((one) => one !== 'agreement') })
    await unable.until(() => unable.greeting !== null)
    await clients.head.must('agreement:publish', { keyStage: 'ks3', title: 'Our rules', text: 'Be kind. Ask first.' })
    await late.until(() => late.agreementSets.at(-1)?.revision === 3)
    expect(late.agreementSets.at(-1)?.texts).toMatchObject([{ version: 2 }])
    expect(unable.agreementSets).toEqual([])
    expect(unable.greeting).toMatchObject({ value: { agreements: null } })
    expect((await auditOf('agreement:publish')).map(({ subject }) => subject)).toEqual(['ks3, version 2', 'ks3, version 1'])
    const { set, versions } = await clients.head.must('agreement:read', {})
    expect(set.texts).toMatchObject([{ version: 2 }])
    expect(versions.map(({ version, endedAt }) => [version, endedAt === null])).toEqual([
      [2, true],
      [1, false],
    ])
    for (const pc of [agent, late, unable]) pc.close()
  })

  it('[AU7][AU8] keeps who agreed to what, tells it at the next sign-in, and believes nothing about versions it never published', async () => {
    const { set } = await clients.officer.must('agreement:read', {})
    const versionId = set.texts[0]?.versionId ?? ''
    const agent = await school.simulateAgent({ hostname: 'PC-3' })
    await signIn(agent, 'CAI')
    await agent.until(() => agent.agreementsTold.length === 1)
    expect(agent.agreementsTold).toEqual([{ userName: 'CAI', keyStage: 'ks3', agreed: null }])
    expect((await register()).entries[0]).toMatchObject({ standing: 'waiting', at: null })
    const answer: AgreementAnswer = {
      kind: 'agreement',
      user: 'cai',
      guest: false,
      versionId,
      schoolYear,
      answer: 'agreed',
      at: Date.now(),
    }
    const facts = numberedFacts(1, answer, { ...answer, user: 'guest', guest: true }, { ...answer, user: 'dev', versionId: randomUUID() })
    expect(await agent.say('outbox:deliver', facts)).toMatchObject({ ok: true })
    await agent.say('outbox:deliver', facts)
    await signIn(agent, 'guest', true)
    await signIn(agent, 'cai')
    await agent.until(() => agent.agreementsTold.length === 2)
    expect(agent.agreementsTold[1]).toEqual({ userName: 'cai', keyStage: 'ks3', agreed: { versionId, schoolYear } })
    const { entries } = await register()
    expect(entries.map(({ userName, standing, version }) => [userName, standing, version])).toEqual([
      ['Cai', 'agreed', 2],
      ['dev', 'none', null],
    ])
    await agent.say('outbox:deliver', numberedFacts(4, { ...answer, answer: 'declined', at: answer.at + 1 }))
    expect((await register({ standing: 'declined' })).entries).toMatchObject([{ userName: 'Cai', at: answer.at + 1 }])
    expect((await register({ yearGroup: 1 })).entries).toMatchObject([{ userName: 'dev' }])
    expect((await register({ text: 'nobody' })).entries).toEqual([])
    agent.close()
  })

  it('[AU8] records a parent’s signature, takes it back, and notes that the register left as a file', async () => {
    await clients.officer.must('agreement:parent', { userName: 'dev', note: 'signed form, mother' })
    expect((await register({ text: 'DEV' })).entries).toMatchObject([
      { parent: { note: 'signed form, mother', recordedBy: 'Test officer' } },
    ])
    await clients.officer.must('agreement:parent', { userName: 'DEV', note: null })
    expect((await register({ text: 'dev', export: true })).entries).toMatchObject([{ parent: null }])
    expect((await auditOf('agreement:parent')).map(({ subject }) => subject)).toEqual(['DEV', 'dev'])
    expect((await auditOf('agreement:register'))[0]?.detail).toBe('1 exported')
  })

  it('[AU1] a text that is withdrawn is asked no more', async () => {
    await clients.officer.must('agreement:withdraw', { keyStage: 'ks3' })
    expect(await clients.officer.call('agreement:withdraw', { keyStage: 'ks3' })).toMatchObject({ code: 'not-found' })
    expect((await clients.officer.must('agreement:read', {})).set).toMatchObject({ texts: [] })
    expect(await clients.officer.call('agreement:publish', { keyStage: 'ks2', title: '', text: ' ' })).toMatchObject({ code: 'malformed' })
  })

  const report = (more: Partial<PupilReport> = {}): PupilReport => ({
    ...{ kind: 'pupil-report', reportId: randomUUID(), user: 'cai', guest: false, confidential: true, about: 'other' },
    ...{ text: 'Somebody in my class is sent nasty messages every night.', at: Date.now() },
    ...more,
  })
  const list = (client: ConsoleClient, closed = false) => client.must('pupil-report:list', { closed, before: null, limit: 50 })

  it('[PU3][PU4] a report reaches officers alone; its name opens for one officer at a time, with a reason that is kept', async () => {
    const agent = await school.simulateAgent({ hostname: 'PC-4' })
    await signIn(agent, 'cai')
    const [sealed, named] = [report(), report({ confidential: false, about: 'self' })]
    const facts = numberedFacts(1, sealed, named, sealed)
    await agent.say('outbox:deliver', facts)
    await clients.officer.until(() => clients.officer.pupilReports.length === 2)
    expect(
      clients.officer.pupilReports.map(({ isNew, report: { user, deviceName }, waiting }) => ({ isNew, user, deviceName, waiting })),
    ).toEqual([
      { isNew: true, user: null, deviceName: null, waiting: 1 },
      { isNew: true, user: 'cai', deviceName: 'PC-4', waiting: 2 },
    ])
    expect((await list(clients.officer)).reports.map(({ user }) => user)).toEqual(['cai', null])
    const { reportId } = sealed
    const shown = await clients.officer.must('pupil-report:get', { reportId })
    expect(shown).toMatchObject({ state: 'read', user: null, deviceName: null, text: sealed.text, openings: [] })
    expect(await clients.officer.call('pupil-report:open-name', { reportId, reason: ' a ' })).toMatchObject({ code: 'malformed' })
    const open = await clients.officer.must('pupil-report:open-name', { reportId, reason: 'Somebody may get hurt tonight.' })
    expect(open).toMatchObject({
      user: 'cai',
      deviceName: 'PC-4',
      openings: [{ by: 'Test officer', reason: 'Somebody may get hurt tonight.' }],
    })
    expect((await list(clients.officer)).reports.map(({ user }) => user)).toEqual(['cai', 'cai'])
    // The feed goes to every officer: it names nobody, whoever opened it.
    expect(clients.officer.pupilReports.at(-1)?.report.user).toBeNull()
    expect((await auditOf('pupil-report:name'))[0]).toMatchObject({ detail: 'Somebody may get hurt tonight.', subject: 'report 1' })
    expect(JSON.stringify(await auditOf('pupil-report:view'))).not.toContain('cai')

    await clients.technician.must('staff:create', {
      ...{ signInName: 'officer2', displayName: 'Second officer', role: 'officer', password: school.accounts.officer.password },
      ...{ roomIds: null, expiresAt: null },
    })
    const second = await school.connectConsole()
    await second.must('staff:sign-in', { signInName: 'officer2', password: school.accounts.officer.password, totpCode: null })
    expect((await list(second)).reports.map(({ user }) => user)).toEqual(['cai', null])
    expect(await second.must('pupil-report:get', { reportId })).toMatchObject({ user: null, openings: [{ by: 'Test officer' }] })
    second.close()
    for (const role of ['teacher', 'technician', 'head'] as const) expect([role, clients[role].pupilReports]).toEqual([role, []])
    agent.close()
  })

  it('[PU5] a reply goes to the PC where that pupil sits, and to each later one, without the text of the report', async () => {
    const agent = await school.simulateAgent({ hostname: 'PC-5' })
    await signIn(agent, 'CAI')
    await agent.until(() => agent.reportsTold.length === 1)
    const [first] = (await list(clients.officer)).reports
    const reportId = first?.reportId ?? ''
    await clients.officer.must('pupil-report:reply', { reportId, text: 'Come and see me at break.' })
    await agent.until(() => agent.reportsTold.length === 2)
    const told = agent.reportsTold[1]
    expect(told?.userName).toBe('cai')
    expect(told?.reports.find((one) => one.reportId === reportId)?.replies).toMatchObject([
      { by: 'Test officer', text: 'Come and see me at break.' },
    ])
    expect(JSON.stringify(agent.reportsTold)).not.toContain('nasty')
    const closed = await clients.officer.must('pupil-report:decide', { reportId, state: 'closed', note: 'spoke to them' })
    expect(closed).toMatchObject({ state: 'closed', acts: [{ state: 'closed', note: 'spoke to them' }] })
    expect((await list(clients.officer, true)).reports.map((one) => one.reportId)).toEqual([reportId])
    agent.close()

    const other = await school.simulateAgent({ hostname: 'PC-6' })
    await signIn(other, 'guest', true)
    await other.say('outbox:deliver', numberedFacts(1, report({ user: 'guest', guest: true, confidential: false })))
    const [ofGuest] = (await list(clients.officer)).reports
    expect(await clients.officer.call('pupil-report:reply', { reportId: ofGuest?.reportId ?? '', text: 'hello' })).toMatchObject({
      code: 'not-found',
    })
    expect(await clients.officer.call('pupil-report:get', { reportId: randomUUID() })).toMatchObject({ code: 'not-found' })
    expect(other.reportsTold).toEqual([])
    other.close()
  })

  it('[PU6] an incident can have a report: one at most, by its number alone, and the head reads neither words nor name', async () => {
    const { officer, head } = clients
    const [report] = (await list(officer)).reports
    const reportId = report?.reportId ?? ''
    const reportNumber = report?.reportNumber ?? 0
    const open = (title: string) => officer.must('incident:open', { title, person: 'ben', personKind: 'pupil', breachIds: [] })
    const { incidentId, incidentNumber } = await open('Messages at night')
    const other = await open('Something else')
    await officer.must('incident:decide', { incidentIds: [incidentId], state: 'resolved', note: '' })
    const linked = await officer.must('incident:link-report', { incidentId, reportId })
    expect(linked).toMatchObject({ state: 'under-review', reports: [{ reportId, reportNumber }] })
    expect(linked.events.map(({ deed }) => deed)).toContainEqual({ kind: 'report-linked', reportNumber })
    expect(await officer.must('pupil-report:get', { reportId })).toMatchObject({ incident: { incidentId, incidentNumber } })
    // The same again changes nothing.
    expect((await officer.must('incident:link-report', { incidentId, reportId })).events).toHaveLength(linked.events.length)
    expect(await officer.call('incident:link-report', { incidentId: other.incidentId, reportId })).toMatchObject({ code: 'in-use' })
    expect(await officer.call('incident:link-report', { incidentId, reportId: randomUUID() })).toMatchObject({ code: 'not-found' })
    expect(await officer.call('incident:link-report', { incidentId: randomUUID(), reportId })).toMatchObject({ code: 'not-found' })
    expect(await officer.call('incident:unlink-report', { incidentId: other.incidentId, reportId })).toMatchObject({ code: 'not-found' })
    const seen = await head.must('incident:get', { incidentId })
    expect(seen.reports).toEqual([{ reportId, reportNumber, at: report?.at }])
    expect(JSON.stringify(seen)).not.toMatch(/nasty|PC-6/u)
    const out = await officer.must('incident:unlink-report', { incidentId, reportId })
    expect(out.reports).toEqual([])
    expect(out.events.at(-1)?.deed).toEqual({ kind: 'report-unlinked', reportNumber })
    expect((await officer.must('incident:link-report', { incidentId: other.incidentId, reportId })).reports).toHaveLength(1)
    const subject = `incident ${incidentNumber}`
    expect(await auditOf('incident:unlink-report')).toMatchObject([{ subject, detail: `report ${reportNumber}` }])
  })

  it('[ST4][PU3] every other role is refused each of these calls by the hub', async () => {
    const id = randomUUID()
    const calls = {
      'agreement:read': {},
      'agreement:publish': { keyStage: 'ks1', title: 'x', text: 'x' },
      'agreement:withdraw': { keyStage: 'ks1' },
      'agreement:register': {},
      'agreement:parent': { userName: 'cai', note: 'x' },
      'pupil-report:count': {},
      'pupil-report:list': { closed: false, before: null, limit: 1 },
      'pupil-report:get': { reportId: id },
      'pupil-report:open-name': { reportId: id, reason: 'a reason' },
      'pupil-report:reply': { reportId: id, text: 'x' },
      'pupil-report:decide': { reportId: id, state: 'closed', note: '' },
    } as const
    const events = Object.keys(calls) as (keyof typeof calls)[]
    for (const role of ['teacher', 'technician', 'head'] as const) {
      // Ten refusals end a connection (PR6).
      for (const some of [events.slice(0, 6), events.slice(6)]) {
        const client = await school.signIn(role)
        for (const event of some) {
          const { allowed } = consoleOrders[event]
          if (allowed.some((one: Role) => one === role)) continue
          // Each event's payload is its own; a loop over them loses that tie.
          expect([role, event, await client.call(event, calls[event] as never)]).toMatchObject([role, event, { code: 'role-forbids' }])
        }
        client.close()
      }
    }
  })
})
