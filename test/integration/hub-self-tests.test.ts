import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import { everybodyAlways } from '#shared/model/policy-set'
import type { SelfTest } from '#shared/model/self-test'
import { capabilities } from '#shared/protocol/version'
import { breachFact } from '../support/breaches'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

let hub: TestHub
let technician: ConsoleClient
let pc: SimulatedAgent

beforeAll(async () => {
  hub = await startTestHub()
  technician = await hub.signIn('technician')
  pc = await hub.simulateAgent({ beginSelfTest: () => ({ state: 'put-off', why: 'in-use' }) })
})
afterAll(() => hub.stop())

const orderFor = (deviceIds: string[]) => ({ roomId: hub.room.roomId, deviceIds, orderId: randomUUID() })
const order = async ({ deviceId }: SimulatedAgent): Promise<string> => {
  const { testIds } = await technician.must('self-test:run', orderFor([deviceId]))
  return testIds[0] ?? ''
}
const endOf = (testId: string | undefined): Promise<SelfTest> =>
  vi.waitFor(
    async () => {
      const { tests } = await technician.must('self-test:list', { roomId: hub.room.roomId, before: null, limit: 100 })
      const test = tests.find((one) => one.testId === testId)
      if (test === undefined) throw new Error('not ended')
      return test
    },
    { timeout: 20_000, interval: 250 },
  )
const run = async (deviceId: string, more: { readonly inLesson?: boolean } = {}): Promise<SelfTest> => {
  const { testIds } = await technician.must('self-test:run', { ...orderFor([deviceId]), ...more })
  return endOf(testIds[0])
}
const flagsOf = async (deviceId: string): Promise<readonly string[]> => {
  const { flags } = await technician.must('flag:list', { roomId: null, before: null, limit: 100 })
  return flags.filter((flag) => flag.deviceId === deviceId && flag.tamper === 'self-test-failed').map(({ detail }) => detail)
}

describe('self-tests in the hub', () => {
  it('[SF4] a PC that puts it off is written down as not tested, with its reason', async () => {
    expect(await run(pc.deviceId)).toMatchObject({ result: 'not-run', why: 'in-use' })
    expect(await flagsOf(pc.deviceId)).toEqual([])
  })

  it('[SF6] a silent PC and one whose agent is too old are told as flags, with what to do', async () => {
    const silent = await hub.enrol('silent')
    const old = await hub.simulateAgent({ hostname: 'old', capabilities: capabilities.filter((name) => name !== 'self-test') })
    const { testIds } = await technician.must('self-test:run', orderFor([silent.deviceId, old.deviceId]))
    expect((await Promise.all(testIds.map(endOf))).map(({ why }) => why)).toEqual(['silent', 'unsupported'])
    expect(old.selfTestOrders).toEqual([])
    await vi.waitFor(
      async () => {
        expect((await flagsOf(silent.deviceId)).join('')).toContain('switch it on')
        expect((await flagsOf(old.deviceId)).join('')).toContain('update')
      },
      { timeout: 10_000, interval: 250 },
    )
  })

  it('[SF7] none is begun in a lesson unless the technician says so', async () => {
    const teacher = await hub.signIn('teacher')
    const lesson = await teacher.must('lesson:start', { roomId: hub.room.roomId, title: '', minutes: 30 })
    expect(await technician.call('self-test:run', orderFor([pc.deviceId]))).toMatchObject({ ok: false, code: 'held-by-another' })
    const before = pc.selfTestOrders.length
    expect(await run(pc.deviceId, { inLesson: true })).toMatchObject({ why: 'in-use' })
    expect(pc.selfTestOrders).toHaveLength(before + 1)
    await teacher.must('lesson:end', { roomId: hub.room.roomId, lessonId: lesson.lessonId })
  })

  it('[SF5] a concern that calls itself a test, and was not ordered, is a concern like any', async () => {
    const officer = await hub.signIn('officer')
    const fact = breachFact({ test: true, grade: 2 })
    await pc.say('outbox:deliver', { facts: [{ number: 1, fact }] })
    expect(await officer.must('breach:get', { breachId: fact.breachId })).toMatchObject({ test: false, state: 'new' })
  })

  it('[SF5] the concern of a test is in no teacher s list, no count, no mail, no incident and no try of a change, whatever it says', async () => {
    const [officer, teacher] = [await hub.signIn('officer'), await hub.signIn('teacher')]
    const tested = await hub.simulateAgent({ hostname: 'tested' })
    await tested.say('session:user', { name: 'aisha', displayName: 'Aisha Khan', guest: false, sessionStartedAt: Date.now() - 60_000 })
    // Refused by the system at once: a mail would stay waiting.
    const server = { on: true, host: '127.0.0.1', port: 1, security: 'none', authorityPem: null, user: null } as const
    await officer.must('mail:write', { settings: { ...server, from: 'hub@school.test', to: ['lead@school.test'] }, password: null })
    const listed = { ...breachFilterSchema.parse({}), before: null, limit: 50 }
    const { waiting } = await officer.must('breach:list', listed)
    const [shown] = (await officer.must('breach:sharing', {})).categories
    const breachId = await order(tested)
    const fact = breachFact({ breachId, test: true, grade: 5, category: shown ?? 'games', user: null })
    await tested.say('outbox:deliver', { facts: [{ number: 1, fact }] })

    const all = await officer.must('breach:list', listed)
    expect([all.waiting, all.breaches[0]]).toMatchObject([waiting, { breachId, test: true }])
    expect((await officer.must('mail:read', {})).progress).toMatchObject({ waiting: 0, failure: null })
    const seen = await teacher.must('breach:list', listed)
    expect(seen.breaches.map((one) => one.breachId)).not.toContain(breachId)
    expect(await teacher.call('breach:get', { breachId })).toMatchObject({ ok: false, code: 'not-found' })
    expect(teacher.breaches.map(({ breach }) => breach.breachId)).not.toContain(breachId)
    const incident = { title: 'A test', person: null, personKind: 'pupil', breachIds: [breachId] } as const
    expect(await officer.call('incident:open', { ...incident, breachIds: [breachId] })).toMatchObject({ ok: false, code: 'not-found' })
    expect(await officer.must('incident:count', {})).toEqual({ open: 0 })
    const why = 'A phrase of the school.'
    const phrase = { phrase: 'easiest way to die', language: 'en', category: 'bullying', grade: 2, why, scope: everybodyAlways } as const
    const change = { kind: 'term', term: { ...phrase, termId: randomUUID() } } as const
    const { replayId } = await officer.must('policy:replay', { change, days: 7 })
    const tried = await vi.waitFor(
      async () => {
        const replay = await officer.must('policy:replay-read', { replayId })
        if (replay.state !== 'done') throw new Error(replay.state)
        return replay
      },
      { timeout: 20_000, interval: 250 },
    )
    // The one that was not ordered, above, and no other.
    expect([tried.looked, tried.begins.count]).toEqual([1, 1])
    const act = { target: 'self-test', scope: everybodyAlways, closeTab: true, lockMinutes: 5, message: 'Stop.' }
    expect(await officer.call('policy:propose', { change: { kind: 'act', act }, reason: 'Try it' })).toMatchObject({ code: 'not-found' })

    await tested.say('self-test:report', {
      testId: breachId,
      stages: [{ stage: 'window', state: 'failed', afterMs: 5, why: 'draw-failed' }],
    })
    expect(await endOf(breachId)).toMatchObject({ result: 'failed' })
    await officer.until(() => officer.breaches.some(({ breach }) => breach.breachId === breachId && breach.state === 'resolved'))
    const flag = await vi.waitFor(
      async () => {
        const { flags } = await officer.must('flag:list', { roomId: null, before: null, limit: 100 })
        const [found] = flags.filter(({ deviceId, tamper }) => deviceId === tested.deviceId && tamper === 'self-test-failed')
        if (found === undefined) throw new Error('no flag yet')
        return found
      },
      { timeout: 10_000, interval: 250 },
    )
    // Whoever sits there did nothing.
    expect(flag.user).toBeNull()

    const later = await order(tested)
    await tested.say('self-test:report', { testId: later, stages: [] })
    await endOf(later)
    await tested.say('outbox:deliver', { facts: [{ number: 2, fact: { ...fact, breachId: later } }] })
    expect(await officer.must('breach:get', { breachId: later })).toMatchObject({ test: true, state: 'resolved', decidedBy: 'Self-test' })
  })

  it('[SF6] the record is printed for those who read it, and audited', async () => {
    const head = await hub.signIn('head')
    const { pdf } = await head.must('self-test:print', { roomId: null, from: 0, until: Date.now() + 60_000 })
    expect(Buffer.from(pdf).toString('latin1', 0, 5)).toBe('%PDF-')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 50 })
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['self-test:print', 'self-test:run']))
  })

  it('[SF7] schedules are kept over a restart, and say when they run next', async () => {
    const plan = { roomIds: [hub.room.roomId], days: [1], time: '07:30', inUse: false }
    const { scheduleId } = await technician.must('self-test:schedule', plan)
    await hub.restart()
    technician = await hub.signIn('technician')
    const { schedules } = await technician.must('self-test:list', { roomId: null, before: null, limit: 1 })
    expect(schedules).toMatchObject([{ scheduleId, ...plan, nextRunAt: expect.any(Number) as number }])
    await technician.must('self-test:unschedule', { scheduleId })
    expect((await technician.must('self-test:list', { roomId: null, before: null, limit: 1 })).schedules).toEqual([])
  })
})
