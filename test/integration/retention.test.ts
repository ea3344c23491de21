import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import type { DurableFact } from '#shared/model/outbox'
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
})
