import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Breach } from '#shared/model/breach'
import { breachFilterSchema } from '#shared/model/breach-review'
import { reportFileName } from '#shared/model/report'
import { termAt, termSpan, termWords } from '#shared/model/school-term'
import { breachFact, numberedFacts } from '../support/breaches'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import { pdfText } from '../support/pdf-text'
import type { SimulatedAgent } from '../support/simulated-agent'

const dayMs = 86_400_000

describe('reports and oversight', () => {
  const clock = handClock(Date.now())
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const term = termAt(clock.now(), timeZone)
  let school: TestHub
  let agent: SimulatedAgent
  let officer: ConsoleClient
  let head: ConsoleClient
  let delivered = 0

  const tell = async (count: number, more: Partial<Breach>): Promise<readonly Breach[]> => {
    const facts = Array.from({ length: count }, () => breachFact({ takenAt: clock.now(), ...more, breachId: randomUUID() }))
    expect(await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...facts))).toMatchObject({ ok: true })
    delivered += count
    return facts
  }
  const textOf = async (client: ConsoleClient, reportId: string): Promise<string> =>
    pdfText((await client.must('report:fetch', { reportId })).pdf)

  /** Sessions are over by then: signs in anew. */
  const turn = async (ms: number): Promise<void> => {
    clock.turn(ms)
    officer = await school.signIn('officer')
    head = await school.signIn('head')
  }

  beforeAll(async () => {
    school = await startTestHub({ clock, bounds: { purgeEveryMs: 400, coverageEveryMs: 200 } })
    agent = await school.simulateAgent({ hostname: 'PC-SECRET' })
    officer = await school.signIn('officer')
    head = await school.signIn('head')
    const pupil = { userName: 'aisha', displayName: 'Aisha Khan', yearGroup: 7, groups: ['7B'] }
    await officer.must('pupil:put', { pupils: [pupil] })
  })
  afterAll(() => school.stop())

  it('[RP1, RP2] the governors’ report has counts and no names, and no number small enough to name a child', async () => {
    const games = { category: 'games', grade: 1, rule: { pack: 'games', version: 1, id: 'games/unblocked' } } as const
    const told = await tell(12, games)
    await tell(2, {})
    await tell(8, { category: 'bullying', grade: 3, user: 'benjamin.t' })
    const technician = await school.signIn('technician')
    const order = { roomId: school.room.roomId, deviceIds: [agent.deviceId], orderId: randomUUID() }
    const [breachId = ''] = (await technician.must('self-test:run', order)).testIds
    const test = breachFact({ takenAt: clock.now(), test: true, breachId })
    expect(await agent.say('outbox:deliver', numberedFacts(delivered + 1, test))).toMatchObject({ ok: true })
    delivered += 1
    for (const { breachId } of told.slice(0, 6)) await officer.must('breach:decide', { breachId, state: 'false-positive', note: '' })
    await officer.must('report:set-up', { scheduled: false, schoolName: 'Ysgol Tŷ Ffynnon' })
    // [CO6] What is told of coverage is what was written down.
    await expect
      .poll(async () => (await head.must('coverage:days', { days: 2 })).at(-1)?.reporting, { timeout: 30_000, interval: 250 })
      .toBe(1)
    const made = await head.must('report:make', { kind: 'governors', term })
    expect(made).toMatchObject({ kind: 'governors', term, madeBy: 'Test head' })
    const text = await textOf(officer, made.reportId)
    for (const words of [
      `Ysgol Tŷ Ffynnon · ${termWords(term)}`,
      'so far',
      'Concerns in all 22',
      'Of them false positives 6 (27 %)',
      'Games 12',
      'Suicide 1 to 4',
      'Bullying not shown',
      'Year 7 14',
      'Year not known 8',
      'Self-tests that came through 1',
      'PCs enrolled 1',
      'Days on which PCs were heard 1',
      'PCs heard on such a day 100 % of those expected',
      'Expected, and never enrolled 0',
    ])
      expect(text).toContain(words)
    for (const name of ['aisha', 'Aisha', 'Khan', 'benjamin', 'PC-SECRET', 'easiest way', 'Test officer', '7B'])
      expect(text).not.toContain(name)
    expect(reportFileName(made)).toBe(`classwarden-governors-${term}.pdf`)
  })

  it('[RP3] what retention deleted stays counted', async () => {
    await turn(20 * dayMs)
    const falsePositives = { ...breachFilterSchema.parse({ states: ['false-positive'] }), before: null, limit: 200 }
    await expect.poll(async () => (await officer.must('breach:list', falsePositives)).breaches.length, { timeout: 30_000 }).toBe(0)
    const { reportId } = await officer.must('report:make', { kind: 'governors', term })
    expect(await textOf(officer, reportId)).toContain('Of them false positives 6 (27 %)')
  })

  it('[RP4] the self-check has what is measured and what the school answered; the data map has the real settings', async () => {
    expect(await officer.call('report:answer', { questionId: 'nothing', answer: 'x' })).toMatchObject({ code: 'not-found' })
    await officer.must('report:answer', { questionId: 'dsl', answer: 'Ms Example, in her absence the head' })
    const items = await head.must('report:self-check', {})
    expect(items.find(({ questionId }) => questionId === 'dsl')).toMatchObject({
      measured: null,
      answer: 'Ms Example, in her absence the head',
    })
    expect(items.find(({ questionId }) => questionId === 'devices')?.measured).toContain('1 PCs in 1 rooms are enrolled')
    expect(items.find(({ questionId }) => questionId === 'iwf')?.measured).toMatch(/^No: /u)
    const check = await officer.must('report:make', { kind: 'self-check', term: null })
    const sheet = await textOf(officer, check.reportId)
    expect(sheet).toContain('Ms Example, in her absence the head')
    const technician = await school.signIn('technician')
    await technician.must('setting:write', { pictureDays: 61 })
    const map = await officer.must('report:make', { kind: 'data-map', term: null })
    expect(await textOf(officer, map.reportId)).toContain('61 days')
    expect(await officer.call('report:make', { kind: 'data-map', term })).toMatchObject({ code: 'malformed' })
    expect(await officer.call('report:make', { kind: 'governors', term: null })).toMatchObject({ code: 'malformed' })
    expect(await officer.call('report:fetch', { reportId: randomUUID() })).toMatchObject({ code: 'not-found' })
  })

  it('[RP5] when a term is over its report is made once, by itself, where the school says so', async () => {
    await officer.must('report:set-up', { scheduled: true, schoolName: '' })
    await turn(Math.max(0, termSpan(term, timeZone).until - clock.now()) + dayMs)
    const bySchedule = async () => (await officer.must('report:list', {})).reports.filter(({ madeBy }) => madeBy === null)
    await expect.poll(async () => (await bySchedule()).length, { timeout: 30_000 }).toBe(1)
    const [made] = await bySchedule()
    expect(made).toMatchObject({ kind: 'governors', term })
    expect(await textOf(head, made?.reportId ?? '')).not.toContain('so far')
    await school.restart()
    await turn(0)
    expect(await bySchedule()).toHaveLength(1)
  })

  it('[OV1] the head sees who looked at what, why, what was taken out, and what waits too long; looking is written down', async () => {
    const oversight = await head.must('oversight:read', { days: 365 })
    const looks = oversight.looks.find(({ displayName }) => displayName === 'Test officer')
    expect(looks).toMatchObject({ role: 'officer', exports: 4 })
    expect(oversight.exports[0]).toMatchObject({ staffName: 'Test head', action: 'report:fetch', subject: `governors ${term}` })
    expect(oversight.overdueCount).toBe(16)
    expect(oversight.overdue.map(({ grade }) => grade)).toContain(5)
    const [newest] = await head.must('audit:list', { beforeAuditId: null, limit: 1 })
    expect(newest).toMatchObject({ action: 'oversight:view', staffName: 'Test head' })
    for (const days of [0, 366, 1.5]) expect(await head.call('oversight:read', { days })).toMatchObject({ code: 'malformed' })
  })

  it('[ST4] neither teacher nor technician gets a report, and the officer no oversight of the head’s', async () => {
    const [report] = (await officer.must('report:list', {})).reports
    for (const role of ['teacher', 'technician'] as const) {
      const client = await school.signIn(role)
      expect(await client.call('report:list', {})).toMatchObject({ code: 'role-forbids' })
      expect(await client.call('report:make', { kind: 'data-map', term: null })).toMatchObject({ code: 'role-forbids' })
      expect(await client.call('report:fetch', { reportId: report?.reportId ?? '' })).toMatchObject({ code: 'role-forbids' })
      expect(await client.call('oversight:read', { days: 7 })).toMatchObject({ code: 'role-forbids' })
    }
    expect(await head.call('report:set-up', { scheduled: false, schoolName: '' })).toMatchObject({ code: 'role-forbids' })
    expect(await head.call('report:answer', { questionId: 'dsl', answer: '' })).toMatchObject({ code: 'role-forbids' })
    expect(await officer.call('oversight:read', { days: 7 })).toMatchObject({ code: 'role-forbids' })
  })
})
