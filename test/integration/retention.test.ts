import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import type { DurableFact } from '#shared/model/outbox'
import type { HoldOn, RetentionKind } from '#shared/model/retention'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { handClock } from '../support/clock'
import { startTestHub, type TestHub } from '../support/hub'
import { type SimulatedAgent, simulateAgent } from '../support/simulated-agent'

const dayMs = 86_400_000

describe('retention', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let agent: SimulatedAgent
  /** Enrolled before the clock is turned: later its certificate would not be good yet by the real one. */
  let concerned: Awaited<ReturnType<TestHub['enrol']>>
  let held: Awaited<ReturnType<TestHub['enrol']>>
  let delivered = 0

  const deliver = async (): Promise<void> => {
    const from = clock.now() - 10_000
    const facts: DurableFact[] = [
      { kind: 'usage', user: 'aisha', application: 'Writer', title: 'Essay', from, until: from + 5_000 },
      { kind: 'tamper', tamper: 'disk-full', from, until: null, detail: '' },
    ]
    const numbered = facts.map((fact) => ({ number: (delivered += 1), fact }))
    await agent.say('outbox:deliver', { facts: numbered })
  }
  /** What is left of everything ever told: spans of all the days, and flags. */
  const left = async (): Promise<{ readonly spans: number; readonly flags: number }> => {
    const head = await school.signIn('head')
    const { flags } = await head.must('flag:list', { roomId: null, before: null, limit: 200 })
    let spans = 0
    for (const days of [0, 1, 5, 31]) {
      const end = clock.now() - days * dayMs
      const { devices } = await head.must('usage:timeline', { roomId: school.room.roomId, deviceId: null, from: end - dayMs, until: end })
      spans += devices.reduce((sum, device) => sum + device.spans.length, 0)
    }
    head.close()
    return { spans, flags: flags.length }
  }
  const untilLeft = (spans: number, flags: number): Promise<void> =>
    expect.poll(left, { interval: 100, timeout: 30_000 }).toEqual({ spans, flags })

  beforeAll(async () => {
    school = await startTestHub({ clock, bounds: { purgeEveryMs: 50 } })
    agent = await school.simulateAgent()
    concerned = await school.enrol('concerned')
    held = await school.enrol('held')
    await deliver()
  })
  afterAll(() => school.stop())

  it('[RT2] PCs are told for how many days, in the answer to their hello and when that changes', async () => {
    const technician = await school.signIn('technician')
    await technician.must('setting:write', { usageDays: 30, flagDays: 180 })
    const pc = await school.simulateAgent({ hostname: 'told' })
    expect(pc.greeting).toMatchObject({ ok: true, value: { keptFor: { usageDays: 30, flagDays: 180 } } })
    const older = await school.simulateAgent({ hostname: 'older', capabilities: ['outbox'] })
    await technician.must('setting:write', { longestLeaseMinutes: 60 })
    await technician.must('setting:write', { usageDays: 7 })
    await pc.until(() => pc.retentions.length > 0)
    expect(pc.retentions).toMatchObject([{ usageDays: 7, flagDays: 180 }])
    expect(older.retentions).toEqual([])
    await technician.must('setting:write', { usageDays: 30, longestLeaseMinutes: 120 })
    for (const one of [pc, older]) one.close()
  })

  it('[RT1] a day old, everything is kept; a month later the history is gone and the flag is not', async () => {
    clock.turn(dayMs)
    await untilLeft(1, 1)
    clock.turn(30 * dayMs)
    await untilLeft(0, 1)
  })

  it('[RT1, ST4] the school sets the days, a technician alone; what it names is replaced, the rest stays', async () => {
    await deliver()
    const technician = await school.signIn('technician')
    expect(await (await school.signIn('head')).call('setting:write', { usageDays: 1 })).toMatchObject({ code: 'role-forbids' })
    for (const wrong of [0, 731, 1.5])
      expect(await technician.call('setting:write', { usageDays: wrong })).toMatchObject({ code: 'malformed' })
    await technician.must('setting:write', { usageDays: 5 })
    await technician.must('setting:write', { flagDays: 40 })
    expect(await technician.must('setting:read', {})).toMatchObject({ longestLeaseMinutes: 120, usageDays: 5, flagDays: 40 })
    clock.turn(5 * dayMs)
    await untilLeft(0, 2)
    clock.turn(5 * dayMs)
    await untilLeft(0, 1)
  })

  it('[RT1] what the days said is done at the next start too, and how much is in the audit log', async () => {
    clock.turn(40 * dayMs)
    await school.restart()
    expect(await left()).toEqual({ spans: 0, flags: 0 })
    const head = await school.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 200 })
    const purges = entries.filter(({ action }) => action === 'retention:purge').map(({ detail }) => detail)
    expect(purges.at(-1)).toBe('1 spans of history older than 30 days, 0 flags older than 180 days')
    expect(purges.some((detail) => detail.includes('1 flags older than 40 days'))).toBe(true)
  })

  it('[CN7] concerns go by their days, false positives and pictures sooner, with their files; an escalated one stays', async () => {
    const [fresh, wrong, grave] = [breachFact(), breachFact(), breachFact()].map((fact) => ({ ...fact, takenAt: clock.now() }))
    if (fresh === undefined || wrong === undefined || grave === undefined) throw new Error('three facts were made')
    agent = await simulateAgent(concerned, { hostname: 'concerned' })
    await agent.say('outbox:deliver', numberedFacts(1, fresh, wrong, grave))
    for (const { breachId } of [fresh, wrong, grave]) await agent.say('snapshot:deliver', snapshotOf(breachId, 'match'))
    await agent.say('snapshot:deliver', snapshotOf(randomUUID(), 'match'))
    const officer = await school.signIn('officer')
    await officer.must('breach:decide', { breachId: wrong.breachId, state: 'false-positive', note: '' })
    await officer.must('breach:decide', { breachId: grave.breachId, state: 'escalated', note: '' })
    officer.close()

    const kept = async (): Promise<{ readonly concerns: readonly string[]; readonly pictures: number; readonly files: number }> => {
      const head = await school.signIn('head')
      const asked = { ...breachFilterSchema.parse({}), before: null, limit: 200 }
      const { breaches } = await head.must('breach:list', asked)
      head.close()
      const files = (await readdir(path.join(school.dataFolder, 'vault'))).length
      return { concerns: breaches.map(({ breachId }) => breachId), pictures: breaches.reduce((sum, one) => sum + one.pictures, 0), files }
    }
    const untilKept = (concerns: readonly string[], pictures: number, files: number): Promise<void> =>
      expect.poll(kept, { interval: 100, timeout: 30_000 }).toEqual({ concerns, pictures, files })
    await untilKept([grave.breachId, wrong.breachId, fresh.breachId], 3, 4)
    clock.turn(15 * dayMs)
    await untilKept([grave.breachId, fresh.breachId], 2, 3)
    clock.turn(80 * dayMs)
    await untilKept([grave.breachId, fresh.breachId], 1, 1)
    clock.turn(290 * dayMs)
    await untilKept([grave.breachId], 1, 1)
    agent.close()
  })

  it('[RT3, RT4, RT5] what goes next is told before, what is held stays until the hold is lifted, and the chain knows of all of it', async () => {
    const at = clock.now()
    const [mine, other, linked] = ['aisha', 'ben', 'cai'].map((user) => ({ ...breachFact(), user, takenAt: at }))
    if (mine === undefined || other === undefined || linked === undefined) throw new Error('three facts were made')
    agent = await simulateAgent(held, { hostname: 'held' })
    const span = { kind: 'usage' as const, application: 'Writer', title: 'Essay', from: at - 10_000, until: at - 5_000 }
    await agent.say('outbox:deliver', numberedFacts(1, mine, other, linked, { ...span, user: 'Dev' }, { ...span, user: 'eve' }))
    await agent.say('snapshot:deliver', snapshotOf(mine.breachId, 'match'))
    agent.close()
    const signedIn = async <T>(work: (officer: Awaited<ReturnType<TestHub['signIn']>>) => Promise<T>): Promise<T> => {
      const officer = await school.signIn('officer')
      const answer = await work(officer)
      officer.close()
      return answer
    }
    const { incident, holds } = await signedIn(async (officer) => {
      const wish = { title: 'Words', person: 'cai', personKind: 'pupil' as const, breachIds: [linked.breachId] }
      const opened = await officer.must('incident:open', wish)
      await officer.must('incident:decide', { incidentIds: [opened.incidentId], state: 'resolved', note: '' })
      const reason = 'Asked for by the police'
      const place = (on: HoldOn) => officer.must('hold:place', { on, reason })
      expect(await officer.call('hold:place', { on: { kind: 'concern', breachId: randomUUID() }, reason })).toMatchObject({
        code: 'not-found',
      })
      expect(await officer.call('hold:place', { on: { kind: 'person', userName: 'dev' }, reason: 'x' })).toMatchObject({
        code: 'malformed',
      })
      const placed = [await place({ kind: 'concern', breachId: mine.breachId }), await place({ kind: 'person', userName: 'dev' })]
      return { incident: opened, holds: [...placed, await place({ kind: 'incident', incidentId: opened.incidentId })] }
    })
    expect(holds.map(({ name }) => name)).toEqual([expect.stringMatching(/^concern \d+$/u), 'dev', `incident ${incident.incidentNumber}`])
    for (const role of ['head', 'technician', 'teacher'] as const) {
      const refused = await school.signIn(role)
      expect(await refused.call('hold:lift', { holdId: holds[0]?.holdId ?? '', reason: 'It is over now' })).toMatchObject({
        code: 'role-forbids',
      })
      refused.close()
    }
    const preview = () =>
      signedIn(async (officer) => {
        const { kinds, soon } = await officer.must('retention:preview', {})
        const of = (kind: RetentionKind) => kinds.find((one) => one.kind === kind)
        return { of, soon }
      })
    clock.turn(3 * dayMs)
    expect((await preview()).of('history')).toMatchObject({ days: 5, due: 0, within7Days: 1, within30Days: 1, held: 0 })
    clock.turn(357 * dayMs)
    const before = await preview()
    expect(before.of('concerns')).toMatchObject({ days: 365, due: 0, within7Days: 1, within30Days: 1, held: 0 })
    expect(before.of('history')).toMatchObject({ held: 1 })
    expect(before.soon).toMatchObject([{ kind: 'concern', id: other.breachId, state: 'new' }])
    clock.turn(400 * dayMs)
    const kept = () =>
      signedIn(async (officer) => {
        const { breaches } = await officer.must('breach:list', { ...breachFilterSchema.parse({}), before: null, limit: 200 })
        const files = (await readdir(path.join(school.dataFolder, 'vault'))).length
        const { open } = await officer.must('incident:count', {})
        return { mine: breaches.map(({ breachId }) => breachId), files, open }
      })
    // The escalated one of the case before, with its picture, is still there.
    await expect.poll(async () => (await kept()).mine.length, { interval: 100, timeout: 30_000 }).toBe(3)
    expect(await kept()).toMatchObject({ files: 2 })
    expect((await preview()).of('incidents')).toMatchObject({ due: 0, held: 1 })
    await signedIn(async (officer) => {
      for (const { holdId } of holds) await officer.must('hold:lift', { holdId, reason: 'The police are done' })
      expect(await officer.call('hold:lift', { holdId: holds[0]?.holdId ?? '', reason: 'Once more' })).toMatchObject({ code: 'not-found' })
      expect((await officer.must('hold:list', {})).map(({ liftedBy }) => liftedBy)).toEqual([
        'Test officer',
        'Test officer',
        'Test officer',
      ])
    })
    await expect.poll(async () => (await kept()).mine.length, { interval: 100, timeout: 30_000 }).toBe(1)
    await expect.poll(async () => (await kept()).files, { interval: 100, timeout: 30_000 }).toBe(1)
    expect((await preview()).of('history')).toMatchObject({ due: 0, held: 0 })
  })
})
