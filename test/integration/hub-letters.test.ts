import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#shared/model/incident'
import { gapsIn, type LetterDraft } from '#shared/model/letter'
import { roles } from '#shared/model/staff'
import { type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import { breachFact, numberedFacts } from '../support/breaches'
import type { ConsoleClient } from '../support/console-client'
import { docxText } from '../support/docx-text'
import { startTestHub, type TestHub } from '../support/hub'
import { pdfText } from '../support/pdf-text'

const day = 24 * 60 * 60_000

describe('parents and letters at the hub', () => {
  let school: TestHub
  let officer: ConsoleClient
  let head: ConsoleClient
  let incidentId = ''
  const [own, others] = [breachFact({ category: 'games', grade: 2 }), breachFact({ user: 'ben', category: 'games', grade: 2 })]

  const told = (more: object = {}) => ({
    ...{ incidentId, toldAt: Date.now() - day, who: 'Mother', toldBy: 'Mrs Evans', how: 'telephone' as const, note: 'Will talk at home' },
    ...{ letterNumber: null, ...more },
  })
  const audited = async (action: string): Promise<string[]> =>
    (await head.must('audit:list', { beforeAuditId: null, limit: 200 }))
      .filter((entry) => entry.action === action)
      .map(({ subject, detail }) => `${subject}: ${detail}`)
  const kinds = ({ events }: IncidentDetail): string[] => events.map(({ deed }) => deed.kind)
  const draftOf = ({ drafts }: IncidentDetail): LetterDraft => {
    const [draft] = drafts
    if (draft === undefined) throw new Error('no draft')
    return draft
  }
  const begin = async (templateId: string): Promise<LetterDraft> => draftOf(await officer.must('letter:draft', { incidentId, templateId }))
  /** Fills every gap and keeps it. */
  const finish = async ({ letterId, addressee, title, text }: LetterDraft, more = ''): Promise<LetterDraft> => {
    let whole = text + more
    for (const gap of gapsIn(whole)) whole = whole.replaceAll(gap, 'as agreed')
    return draftOf(await officer.must('letter:edit', { incidentId, letterId, addressee, title, text: whole }))
  }
  const issue = ({ letterId, changedAt }: LetterDraft, more: Partial<PayloadIn<ConsoleOrders, 'letter:issue'>> = {}) =>
    officer.call('letter:issue', { incidentId, letterId, changedAt, told: null, ...more })

  beforeAll(async () => {
    school = await startTestHub()
    const agent = await school.simulateAgent({ hostname: 'PC-7' })
    await agent.say('outbox:deliver', numberedFacts(1, own, others))
    officer = await school.signIn('officer')
    head = await school.signIn('head')
    const technician = await school.signIn('technician')
    await technician.must('pupil:put', {
      pupils: [
        { userName: 'aisha', displayName: 'Aisha Khan', yearGroup: 9, groups: [] },
        { userName: 'ben', displayName: 'Ben May', yearGroup: 9, groups: [] },
        { userName: 'cai', displayName: 'Cai Owen', yearGroup: 9, groups: [] },
      ],
    })
    await officer.must('report:set-up', { scheduled: false, schoolName: 'Ysgol Tŷ Ffynnon' })
    const breachIds = [own.breachId, others.breachId]
    const opened = await officer.must('incident:open', { title: 'Games with Ben May', person: 'aisha', personKind: 'pupil', breachIds })
    ;({ incidentId } = opened)
  })
  afterAll(() => school.stop())

  it('[PL1][PL2][PL3] parents told settle the route’s action; a wrong entry is taken back; not to tell them is a decision of its own', async () => {
    const actions = [{ action: 'parents' as const, dueAt: null }]
    const routed = await officer.must('incident:route', { incidentId, rowId: 'social-media', actions, reason: 'They asked for it' })
    const act = { incidentId, actionId: routed.actions[0]?.actionId ?? '', dueAt: 5_000, outcome: '' }
    expect(await officer.call('incident:act', { ...act, doneAt: 4_000 })).toMatchObject({ code: 'reason-needed' })
    expect(await officer.must('incident:act', { ...act, doneAt: null })).toMatchObject({ dueAt: 5_000 })
    const bad = [
      [{ toldAt: Date.now() + day }, 'reason-needed'],
      [{ letterNumber: 7 }, 'not-found'],
      [{ who: ' ' }, 'malformed'],
      [{ how: 'pigeon' }, 'malformed'],
    ] as const
    for (const [more, code] of bad) expect(await officer.call('parents:tell', told(more) as never)).toMatchObject({ code })
    expect(await officer.call('parents:withhold', { incidentId, reason: 'no' })).toMatchObject({ code: 'malformed' })
    const detail = await officer.must('parents:tell', told())
    expect(detail).toMatchObject({
      actions: [{ action: 'parents', doneBy: 'Test officer', outcome: 'Mother, by telephone, Mrs Evans. Will talk at home' }],
      notices: [{ by: 'Test officer', takenBack: null, decision: { kind: 'told', who: 'Mother', toldBy: 'Mrs Evans', how: 'telephone' } }],
    })
    const [notice] = detail.notices
    const noticeId = notice?.noticeId ?? ''
    const wrong = { incidentId, noticeId, reason: 'It was another child’s mother' }
    expect(await officer.call('parents:take-back', { ...wrong, noticeId: randomUUID() })).toMatchObject({ code: 'not-found' })
    expect(await officer.must('parents:take-back', wrong)).toMatchObject({
      actions: [{ action: 'parents', doneAt: null, outcome: '' }],
      notices: [{ noticeId, takenBack: { by: 'Test officer', reason: wrong.reason } }],
    })
    expect(await officer.call('parents:take-back', wrong)).toMatchObject({ code: 'not-found' })
    const withheld = await officer.must('parents:withhold', { incidentId, reason: 'Telling may put the child at risk; with social care' })
    expect(withheld.actions).toMatchObject([{ outcome: 'Not told: Telling may put the child at risk; with social care' }])
    expect(kinds(withheld).slice(-3)).toEqual(['parents-told', 'parents-taken-back', 'parents-withheld'])
    const { notices } = await head.must('parents:register', {})
    expect(notices).toMatchObject([
      { incidentNumber: 1, person: 'aisha', displayName: 'Aisha Khan', decision: { kind: 'withheld' } },
      { noticeId, decision: { kind: 'told' }, takenBack: { reason: wrong.reason } },
    ])
    expect((await head.must('parents:register', { until: 1_000 })).notices).toEqual([])
    expect(await audited('parents:withhold')).toEqual([expect.stringContaining('not told, because Telling may')])
    const staff = await officer.must('incident:open', { title: 'About staff', person: 'm.lee', personKind: 'staff', breachIds: [] })
    const nobody = await officer.must('incident:open', { title: 'About nobody', person: null, personKind: 'pupil', breachIds: [] })
    for (const other of [staff, nobody]) {
      expect(await officer.call('parents:tell', told({ incidentId: other.incidentId }))).toMatchObject({ code: 'not-found' })
      expect(await officer.call('letter:draft', { incidentId: other.incidentId, templateId: 'meeting' })).toMatchObject({
        code: 'not-found',
      })
    }
  })

  it('[PL4][PL5][PL7] a letter is filled in from the incident, finished by a person, and kept as it went out', async () => {
    const draft = await begin('concern-told')
    expect(draft).toMatchObject({ state: 'draft', approval: false, addressee: 'The parents or carers of Aisha Khan' })
    expect(draft.text).toContain('Aisha Khan was using a school computer on ')
    expect(draft.text).toContain('it had to do with: games.')
    expect(draft.text).toContain('Test officer\nE-safety officer, Ysgol Tŷ Ffynnon')
    // The incident's title names another child.
    expect(JSON.stringify(draft)).not.toContain('Ben')
    expect(await issue(draft)).toMatchObject({ code: 'letter-unfinished', detail: expect.stringContaining('[telephone number]') as string })
    expect(await issue(await finish(draft, ' Cai Owen saw it.'))).toMatchObject({ code: 'names-another' })
    expect(await issue(await finish(draft, ' It was Ben who began.'), { notNames: ['Owen'] })).toMatchObject({ code: 'names-another' })
    const finished = await finish(draft, ' We may talk in May.')
    expect(await issue(finished)).toMatchObject({ code: 'names-another', detail: expect.stringContaining('may') as string })
    expect(await issue({ ...finished, changedAt: finished.changedAt - 1 }, { notNames: ['may'] })).toMatchObject({ code: 'in-use' })
    const issued = await issue(finished, { notNames: ['May'], told: { who: 'Mother', toldBy: 'Test officer' } })
    if (!issued.ok) throw new Error(issued.detail)
    expect(issued.value).toMatchObject({
      drafts: [],
      letters: [{ letterNumber: 1, title: 'Something we would like you to know about', approvedBy: null }],
    })
    expect(issued.value.notices[0]).toMatchObject({ decision: { kind: 'told', how: 'letter', letterNumber: 1 } })
    expect(kinds(issued.value).slice(-2)).toEqual(['letter-issued', 'parents-told'])
    const fetched = { incidentId, letterId: finished.letterId }
    const pdf = await head.must('letter:fetch', { ...fetched, format: 'pdf' })
    const docx = await officer.must('letter:fetch', { ...fetched, format: 'docx' })
    expect([pdf.fileName, docx.fileName]).toEqual(['letter-1.pdf', 'letter-1.docx'])
    for (const words of [await pdfText(pdf.bytes), await docxText(docx.bytes)])
      for (const said of ['Ysgol Tŷ Ffynnon', 'The parents or carers of Aisha Khan', 'had to do with: games.', 'We may talk in May.'])
        expect(words).toContain(said)
    expect(Buffer.from(pdf.bytes).includes('/Subtype /Image')).toBe(false)
    expect(Buffer.from(docx.bytes).includes('word/media')).toBe(false)
    expect(await audited('letter:fetch')).toEqual(['incident 1: letter-1.docx', 'incident 1: letter-1.pdf'])
    expect((await audited('letter:issue'))[0]).toContain('no names: May')
    expect(await officer.call('letter:edit', { ...finished, incidentId })).toMatchObject({ code: 'not-found' })
    expect(await officer.call('letter:fetch', { incidentId, letterId: randomUUID(), format: 'pdf' })).toMatchObject({ code: 'not-found' })
  })

  it('[PL6] where the template says so the head approves the words that were read; a change of them asks anew', async () => {
    const draft = await finish(await begin('access-removed'))
    expect(await issue(draft)).toMatchObject({ code: 'approval-needed' })
    await officer.must('letter:ask', { incidentId, letterId: draft.letterId })
    const [waiting] = await head.must('letter:waiting', {})
    expect(waiting).toMatchObject({ incidentId, incidentNumber: 1, letterId: draft.letterId, writtenBy: 'Test officer' })
    const decide = (approve: boolean, changedAt: number, note = '') =>
      head.call('letter:decide', { incidentId, letterId: draft.letterId, changedAt, approve, note })
    expect(await decide(false, draft.changedAt)).toMatchObject({ code: 'reason-needed' })
    expect(await decide(true, draft.changedAt + 1)).toMatchObject({ code: 'in-use' })
    expect(await decide(false, draft.changedAt, 'Shorter, please')).toMatchObject({
      value: { drafts: [{ state: 'draft', decidedBy: 'Test head', decisionNote: 'Shorter, please' }] },
    })
    await officer.must('letter:ask', { incidentId, letterId: draft.letterId })
    const changed = await finish(draft)
    expect(await decide(true, draft.changedAt)).toMatchObject({ code: 'in-use' })
    await officer.must('letter:ask', { incidentId, letterId: draft.letterId })
    expect((await decide(true, changed.changedAt)).ok).toBe(true)
    expect(await head.must('letter:waiting', {})).toEqual([])
    expect(await issue(changed)).toMatchObject({ value: { letters: [{ letterNumber: 2, approvedBy: 'Test head' }, {}] } })
  })

  it('[PL4] templates are the school’s: head and officer change them, and bad ones are refused', async () => {
    const templates = await head.must('letter:templates', {})
    const [first] = templates
    if (first === undefined) throw new Error('no template')
    for (const wrong of [
      [],
      [first, first],
      [{ ...first, text: '' }],
      [{ ...first, templateId: 'A b' }],
      [{ ...first, text: 'x'.repeat(6_001) }],
    ])
      expect(await officer.call('letter:write-templates', { templates: wrong })).toMatchObject({ code: 'malformed' })
    const mine = { ...first, templateId: randomUUID(), name: 'Thank you', text: 'Thank you, parents of [pupil] in [year].', approval: true }
    await head.must('letter:write-templates', { templates: [...templates.slice(1), mine] })
    expect(await audited('letter:write-templates')).toEqual(['letter templates: Thank you; 1 removed'])
    expect(await officer.call('letter:draft', { incidentId, templateId: first.templateId })).toMatchObject({ code: 'not-found' })
    const draft = await begin(mine.templateId)
    expect(draft).toMatchObject({ text: 'Thank you, parents of Aisha Khan in Year 9.', approval: true })
    expect((await officer.must('letter:discard', { incidentId, letterId: draft.letterId })).drafts).toEqual([])
  })

  it('[PL8, ST4] every call is refused to each role that has none of it', async () => {
    const letterId = randomUUID()
    const words = { addressee: 'The parents', title: 'A title', text: 'Some words' }
    const tries: { readonly [E in EventOf<ConsoleOrders> & `${'parents' | 'letter'}:${string}`]: PayloadIn<ConsoleOrders, E> } = {
      'parents:tell': told(),
      'parents:withhold': { incidentId, reason: 'Because of something' },
      'parents:take-back': { incidentId, noticeId: letterId, reason: 'It was wrong' },
      'parents:register': {},
      'letter:templates': {},
      'letter:write-templates': { templates: [{ templateId: 'one', name: 'One', title: 'One', text: 'One', approval: false }] },
      'letter:draft': { incidentId, templateId: 'meeting' },
      'letter:edit': { incidentId, letterId, ...words },
      'letter:discard': { incidentId, letterId },
      'letter:ask': { incidentId, letterId },
      'letter:decide': { incidentId, letterId, changedAt: 1, approve: true, note: '' },
      'letter:waiting': {},
      'letter:issue': { incidentId, letterId, changedAt: 1, told: null },
      'letter:fetch': { incidentId, letterId, format: 'pdf' },
    }
    const before = await officer.must('incident:get', { incidentId })
    const refused: string[] = []
    const expected: string[] = []
    for (const role of roles) {
      const calls = Object.entries(tries).filter(([event]) => {
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
    expect(expected).toHaveLength(14 * 2 + 8 + 1)
    expect(await officer.must('incident:get', { incidentId })).toEqual(before)
  })
})
