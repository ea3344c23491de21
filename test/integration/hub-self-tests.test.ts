import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
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
