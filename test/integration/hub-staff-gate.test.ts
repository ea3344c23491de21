import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import type { DurableFact } from '#shared/model/outbox'
import type { StaffRequest, StaffScope } from '#shared/model/staff-gate'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

const minuteMs = 60_000
const everyBreach = { ...breachFilterSchema.parse({}), before: null, limit: 50 }
const games = { category: 'games', grade: 1, rule: { pack: 'games', version: 1, id: 'games/unblocked' } } as const

describe('monitoring of staff', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let agent: SimulatedAgent
  /** A PC whose agent does not know of the gate. */
  let old: SimulatedAgent
  let officer: ConsoleClient
  let head: ConsoleClient
  const delivered = new Map<SimulatedAgent, number>()

  const tell = async (from: SimulatedAgent, ...facts: DurableFact[]): Promise<void> => {
    const before = delivered.get(from) ?? 0
    delivered.set(from, before + facts.length)
    expect(await from.say('outbox:deliver', numberedFacts(before + 1, ...facts))).toMatchObject({
      ok: true,
      value: { factsHeld: before + facts.length },
    })
  }
  const usage = (user: string, at = clock.now()): DurableFact => ({
    ...{ kind: 'usage', user, application: 'Firefox', title: `Window of ${user}` },
    ...{ from: at - 20_000, until: at },
  })
  const download = (user: string): DurableFact => ({ kind: 'download', user, site: 'union.test', file: 'form.pdf', at: clock.now() })
  const breach = (user: string) => breachFact({ ...games, user, takenAt: clock.now() })
  const history = async (as: ConsoleClient): Promise<readonly string[]> => {
    const asked = { roomId: school.room.roomId, deviceId: null, from: clock.now() - 12 * 60 * minuteMs, until: clock.now() + minuteMs }
    const { devices, downloads } = await as.must('usage:timeline', asked)
    return [...devices.flatMap(({ spans }) => spans.map(({ user }) => user)), ...downloads.map(({ user, file }) => `${user} ${file}`)]
  }
  const concernsOf = async (as: ConsoleClient): Promise<readonly (string | null)[]> =>
    (await as.must('breach:list', everyBreach)).breaches.map(({ user }) => user)
  const request = (scope: readonly StaffScope[], more: Partial<StaffRequest> = {}): StaffRequest => ({
    subject: { kind: 'user', userName: 'mjones' },
    scope: [...scope],
    purpose: 'A complaint that exam papers were sent out.',
    necessity: 'Talking and the mail log did not settle it; two weeks of one account is the least that can.',
    consultation: { on: '2027-01-04', how: 'The union’s representative was asked at a meeting.' },
    from: clock.now(),
    until: clock.now() + 60 * minuteMs,
    ...more,
  })
  const drops = async () => (await head.must('gate:read', {})).drops.map(({ deviceName, facts }) => [deviceName, facts])
  const files = async () => (await readdir(path.join(school.dataFolder, 'vault'))).length

  beforeAll(async () => {
    school = await startTestHub({ clock, sessionLimits: { lengthMs: 600 * minuteMs, idleLimitMs: 600 * minuteMs } })
    agent = await school.simulateAgent({ hostname: 'PC-1' })
    old = await school.simulateAgent({ hostname: 'PC-OLD', capabilities: ['outbox', 'foreground', 'thumbnail'] })
    officer = await school.signIn('officer')
    head = await school.signIn('head')
  })
  afterAll(() => school.stop())

  it('[SG1, SG7] technician, officer and head add to who is staff; the head alone takes out; PCs that know of it are told', async () => {
    expect(agent.greeting).toMatchObject({ value: { staffGate: { userNames: [], staffDevice: false } } })
    const technician = await school.signIn('technician')
    await technician.must('gate:add', { userNames: ['mjones', 'MJones', 'staff-*', 'aisha'] })
    for (const one of [technician, officer])
      expect(await one.call('gate:remove', { userNames: ['aisha'] })).toMatchObject({ code: 'role-forbids' })
    await head.must('gate:remove', { userNames: ['AISHA'] })
    expect(await head.must('gate:signs', {})).toMatchObject({ userNames: ['mjones', 'staff-*'] })
    expect((await head.must('gate:devices', {})).map(({ name }) => name).sort()).toEqual(['PC-1', 'PC-OLD'])
    await agent.until(() => agent.staffGates.length === 2)
    expect(agent.staffGates.at(-1)).toMatchObject({ userNames: ['mjones', 'staff-*'], staffDevice: false, authorisations: [] })
    expect(old.staffGates).toEqual([])
    const teacher = await school.signIn('teacher')
    for (const event of ['gate:signs', 'gate:read', 'gate:devices'] as const)
      expect(await teacher.call(event, {})).toMatchObject({ code: 'role-forbids' })
    expect(await technician.call('gate:read', {})).toMatchObject({ code: 'role-forbids' })
    for (const wrong of ['*', '', 'x'.repeat(121)])
      expect(await technician.call('gate:add', { userNames: [wrong] })).toMatchObject({ code: 'malformed' })
    technician.close()
    teacher.close()
  })

  it('[SG5] what a PC tells of staff all the same is answered as held, thrown away with its pictures, and counted', async () => {
    const [ofStaff, ofPupil] = [breach('mjones'), breach('aisha')]
    await old.say('snapshot:deliver', snapshotOf(ofStaff.breachId, 'before'))
    expect(await files()).toBe(1)
    await tell(old, usage('Staff-jw'), usage('aisha'), download('mjones'), ofStaff, ofPupil)
    await tell(old, { kind: 'breach-repeat', breachId: ofStaff.breachId, count: 3, until: clock.now() })
    expect(await files()).toBe(0)
    expect(await old.say('snapshot:deliver', snapshotOf(ofStaff.breachId, 'match'))).toMatchObject({ ok: true })
    expect(await old.say('snapshot:deliver', snapshotOf(ofPupil.breachId, 'match'))).toMatchObject({ ok: true })
    expect(await files()).toBe(1)
    expect(await history(head)).toEqual(['aisha'])
    expect(await concernsOf(officer)).toEqual(['aisha'])
    expect(await drops()).toEqual([['PC-OLD', 4]])
  })

  it('[SG3] nothing live of staff is shown, whatever the PC tells; of the pupil after them it is again', async () => {
    const teacher = await school.signIn('teacher')
    const mirror = await teacher.watch(school.room.roomId)
    const front = { title: 'Payslip', application: 'Firefox', process: null, since: clock.now() }
    const seen = () => mirror.devices.get(old.deviceId)
    await old.say('window:foreground', { ...front, title: 'Essay' })
    await teacher.until(() => seen()?.foreground?.title === 'Essay')
    const person = { displayName: 'M Jones', guest: false, sessionStartedAt: clock.now() }
    await old.say('session:user', { ...person, name: 'mjones' })
    await teacher.until(() => seen()?.staff === true && seen()?.foreground === null)
    await old.say('window:foreground', front)
    await old.say('session:user', { ...person, name: 'aisha' })
    await teacher.until(() => seen()?.staff === false)
    expect(seen()?.foreground).toBeNull()
    await old.say('window:foreground', { ...front, title: 'Homework' })
    await teacher.until(() => seen()?.foreground?.title === 'Homework')
    expect(await drops()).toEqual([['PC-OLD', 5]])
    await old.say('window:foreground', null)
    teacher.close()
  })

  it('[SG4] somebody asks, somebody else approves; what is missing or too long is refused', async () => {
    const day = 24 * 60 * minuteMs
    for (const wrong of [
      { purpose: 'because' },
      { necessity: '' },
      { consultation: { on: 'last week', how: 'at a staff meeting' } },
      { until: clock.now() - 1 },
      { until: clock.now() + 93 * day },
    ])
      expect(await officer.call('gate:request', request(['history'], wrong))).toMatchObject({ code: 'malformed' })
    const nowhere = request(['history'], { subject: { kind: 'device', deviceId: randomUUID() } })
    expect(await officer.call('gate:request', nowhere)).toMatchObject({ code: 'not-found' })
    const { authorisationId } = await officer.must('gate:request', request(['history']))
    await tell(agent, usage('mjones'))
    expect(await officer.call('gate:decide', { authorisationId, approve: true, note: '' })).toMatchObject({ code: 'own-proposal' })
    await head.must('gate:decide', { authorisationId, approve: false, note: 'Talk to her first.' })
    expect(await head.call('gate:decide', { authorisationId, approve: true, note: '' })).toMatchObject({ code: 'authorisation-over' })
    expect(await head.call('gate:end', { authorisationId })).toMatchObject({ code: 'authorisation-over' })
    expect(await history(head)).not.toContain('mjones')
  })

  it('[SG4, SG6] from the approval to its end what it names is kept, for officer and head alone, and counted', async () => {
    const { authorisationId } = await officer.must('gate:request', request(['history', 'concerns']))
    clock.turn(10 * minuteMs)
    const early = usage('mjones')
    await head.must('gate:decide', { authorisationId, approve: true, note: 'Until the hour is over.' })
    await agent.until(() => agent.staffGates.at(-1)?.authorisations.length === 1)
    expect(agent.staffGates.at(-1)?.authorisations).toMatchObject([
      { userName: 'mjones', scope: ['history', 'concerns'], from: clock.now() },
    ])
    clock.turn(minuteMs)
    const fact = breach('mjones')
    await tell(agent, early, usage('mjones'), download('mjones'), fact, usage('staff-jw'))
    await agent.say('snapshot:deliver', snapshotOf(fact.breachId, 'match'))
    expect(await history(head)).toEqual(expect.arrayContaining(['mjones', 'mjones form.pdf', 'aisha']))
    expect((await history(head)).filter((user) => user === 'mjones')).toHaveLength(1)
    expect(await concernsOf(officer)).toEqual(['mjones', 'aisha'])
    const shown = await officer.must('breach:get', { breachId: fact.breachId })
    // Its pictures were not authorised.
    expect(shown.snapshots).toEqual([])
    const teacher = await school.signIn('teacher')
    expect(await concernsOf(teacher)).toEqual(['aisha'])
    expect(await teacher.call('breach:get', { breachId: fact.breachId })).toMatchObject({ code: 'not-found' })
    expect(await history(teacher)).toEqual(['aisha'])
    teacher.close()
    const { authorisations } = await head.must('gate:read', {})
    expect(authorisations.find((one) => one.authorisationId === authorisationId)).toMatchObject({
      state: 'approved',
      kept: { history: 2, concerns: 1, pictures: 0 },
      looks: 3,
      decidedBy: { displayName: 'Test head' },
    })
    const audit = await head.must('audit:list', { beforeAuditId: null, limit: 200 })
    expect(audit.filter(({ action }) => action === 'gate:look')).toHaveLength(3)
  })

  it('[SG4] it is over at its end, and at once when somebody ends it; a restart changes nothing of that', async () => {
    clock.turn(60 * minuteMs)
    const kept = (await history(head)).length
    await tell(agent, usage('mjones'))
    expect(await history(head)).toHaveLength(kept)
    const { authorisationId } = await head.must('gate:request', request(['history', 'concerns', 'pictures']))
    await officer.must('gate:decide', { authorisationId, approve: true, note: '' })
    clock.turn(minuteMs)
    const fact = breach('mjones')
    await tell(agent, fact)
    await agent.say('snapshot:deliver', snapshotOf(fact.breachId, 'match'))
    expect((await officer.must('breach:get', { breachId: fact.breachId })).snapshots).toHaveLength(1)
    await officer.must('gate:end', { authorisationId })
    clock.turn(1)
    const before = await concernsOf(officer)
    await tell(agent, breach('mjones'))
    expect(await concernsOf(officer)).toEqual(before)
    await school.restart()
    head = await school.signIn('head')
    expect((await head.must('gate:read', {})).authorisations[0]).toMatchObject({ state: 'ended', kept: { concerns: 1, pictures: 1 } })
    const teacher = await school.signIn('teacher')
    expect(await concernsOf(teacher)).toEqual(['aisha'])
    const again = await school.simulateAgent({ hostname: 'PC-2' })
    expect(again.greeting).toMatchObject({ value: { staffGate: { userNames: ['mjones', 'staff-*'] } } })
  })

  it('[SG1] at a PC of staff nobody is recorded, nor in a room of theirs', async () => {
    const pc = await school.simulateAgent({ hostname: 'PC-3' })
    const other = await school.simulateAgent({ hostname: 'PC-4' })
    await head.must('gate:add', { deviceIds: [pc.deviceId] })
    await pc.until(() => pc.staffGates.at(-1)?.staffDevice === true)
    const before = await concernsOf(head)
    await tell(pc, usage('aisha'), breach('aisha'), breachFact({ user: null, takenAt: clock.now() }))
    expect(await concernsOf(head)).toEqual(before)
    await head.must('gate:add', { roomIds: [school.room.roomId] })
    await other.until(() => other.staffGates.at(-1)?.staffDevice === true)
    await tell(other, breach('aisha'))
    expect(await concernsOf(head)).toEqual(before)
  })
})
