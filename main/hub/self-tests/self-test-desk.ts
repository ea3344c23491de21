import { randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { BreachSummary } from '#shared/model/breach-review'
import {
  type PendingSelfTest,
  type SelfTest,
  type SelfTestReason,
  type SelfTestReport,
  selfTestWaitMinutes,
  type StageResult,
} from '#shared/model/self-test'
import type { Tamper } from '#shared/model/outbox'
import { ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { SelfTestOrdered } from '../../store/self-tests'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { LessonBoard } from '../lessons/lesson-board'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'
import { faultWords } from './fault-words'
import { followAtHub, notReached } from './hub-stages'

/** As many at once: each costs its PC a picture, and the hub a few transactions. */
const mostAtOnce = 8
/** A PC that is silent or in use is asked again after this. */
const retryMs = 5 * 60_000
/** The stages on a PC take three seconds where all is well, and have bounds of their own. */
const reportWithinMs = 45_000

/** Reasons that leave a PC unproven through nobody's wish: they are told as a flag. */
const flagged: readonly SelfTestReason[] = ['silent', 'no-display', 'no-answer', 'unsupported']

interface RunOptions {
  readonly owner: SelfTest['owner']
  readonly scheduled: boolean
  readonly inUse: boolean
  readonly inLesson: boolean
}

interface Entry extends RunOptions {
  readonly ordered: SelfTestOrdered
  readonly until: number
  running: boolean
  why: SelfTestReason | null
  nextTryAt: number
}

/** [SF1 to SF7] Checks that are under way, from the order to the record. */
export interface SelfTestDesk {
  /** Orders one check of each of these PCs; answers their ids. A PC that has one under way goes on with that. */
  run(deviceIds: readonly string[], options: RunOptions): Promise<Outcome<readonly string[], StoreFaultCode>>
  /** The PC's own word on its stages. */
  report(deviceId: string, report: SelfTestReport): void
  pending(): readonly PendingSelfTest[]
  /** Tries what waits. Called every second or so. */
  tend(): void
  stop(): void
}

export interface SelfTestDeskParts {
  /** Ordered before the hub was started anew, and never ended. */
  readonly unended: readonly SelfTestOrdered[]
  readonly store: Store
  readonly roster: Roster
  readonly links: AgentLinks
  readonly lessons: LessonBoard
  readonly clock: Clock
  readonly log: Log
  readonly raise: (deviceId: string, fact: Tamper) => Promise<void>
  /** The concern of a test waits for nobody any more. */
  readonly onSettled: (breach: BreachSummary) => void
}

export const createSelfTestDesk = (parts: SelfTestDeskParts): SelfTestDesk => {
  const { store, roster, links, lessons, clock, log, raise, onSettled } = parts
  /** By device: one at a time. */
  const entries = new Map<string, Entry>()
  const reports = new Map<string, (report: SelfTestReport) => void>()
  const stopped = new AbortController()

  const end = async (
    ordered: SelfTestOrdered,
    outcome: Pick<SelfTest, 'result' | 'why'> & { readonly stages: readonly StageResult[] },
  ): Promise<void> => {
    const test: SelfTest = { ...ordered, ...outcome, stages: [...outcome.stages], endedAt: clock.now() }
    const kept = await store.transact(async ({ selfTests, breaches }) => {
      await selfTests.end(test)
      return ok(await breaches.settleTest(test.testId, test.endedAt))
    })
    if (!kept.ok) log.warn('self-test-not-kept', { deviceId: test.deviceId, code: kept.code })
    else if (kept.value !== null) onSettled(kept.value)
    log.info('self-test-ended', { deviceId: test.deviceId, result: test.result, why: test.why })
    const isFlagged = test.result === 'failed' || (test.why !== null && flagged.includes(test.why))
    if (!isFlagged) return
    const at = test.endedAt
    await raise(test.deviceId, { kind: 'tamper', tamper: 'self-test-failed', from: at, until: at, detail: faultWords(test).slice(0, 200) })
  }

  const putOff = async (entry: Entry, why: SelfTestReason): Promise<void> => {
    const now = clock.now()
    if (now + retryMs <= entry.until) {
      entry.why = why
      entry.nextTryAt = now + retryMs
      return
    }
    entries.delete(entry.ordered.deviceId)
    await end(entry.ordered, { result: 'not-run', why, stages: [] })
  }

  const heardReport = (testId: string): Promise<SelfTestReport | null> =>
    new Promise((resolve) => {
      const settle = (report: SelfTestReport | null): void => {
        clearTimeout(timer)
        stopped.signal.removeEventListener('abort', giveUp)
        reports.delete(testId)
        resolve(report)
      }
      const giveUp = (): void => settle(null)
      const timer = setTimeout(giveUp, reportWithinMs)
      stopped.signal.addEventListener('abort', giveUp)
      reports.set(testId, settle)
    })

  const carryOut = async (entry: Entry): Promise<void> => {
    const { testId, deviceId } = entry.ordered
    const link = links.get(deviceId)
    if (link === null) return putOff(entry, 'silent')
    if (!link.capabilities.includes('self-test')) return putOff(entry, 'unsupported')
    if (!entry.inLesson && lessons.inRoom(roster.get(deviceId)?.roomId ?? '') !== null) return putOff(entry, 'lesson')
    const reported = heardReport(testId)
    const answer = await link.order('self-test:run', { testId, inUse: entry.inUse })
    if (!answer.ok) return putOff(entry, 'no-answer')
    if (answer.value.state === 'put-off') return putOff(entry, answer.value.why)
    const startedAt = clock.now()
    const report = await reported
    if (stopped.signal.aborted) return
    entries.delete(deviceId)
    if (report === null) return end(entry.ordered, { result: 'failed', why: 'no-answer', stages: [] })
    const onPc = report.stages
    const came = onPc.some(({ stage, state }) => stage === 'policy' && state === 'passed')
    const pictured = onPc.some(({ stage, state }) => stage === 'snapshot' && state === 'passed')
    const atHub = came ? await followAtHub({ store, clock, testId, deviceId, startedAt, pictured, signal: stopped.signal }) : notReached()
    const stages = [...onPc, ...atHub]
    const passed = stages.every(({ state, why }) => state === 'passed' || why === 'no-browser')
    await end(entry.ordered, { result: passed ? 'passed' : 'failed', why: null, stages })
  }

  const begin = (entry: Entry): void => {
    entry.running = true
    carryOut(entry)
      .catch((error: unknown) => {
        entries.delete(entry.ordered.deviceId)
        log.error('self-test-failed', error, { deviceId: entry.ordered.deviceId })
      })
      .finally(() => {
        entry.running = false
      })
  }

  const tend = (): void => {
    const now = clock.now()
    let running = [...entries.values()].filter((entry) => entry.running).length
    for (const entry of entries.values()) {
      if (running >= mostAtOnce) return
      if (entry.running || entry.nextTryAt > now) continue
      running += 1
      begin(entry)
    }
  }

  for (const ordered of parts.unended) {
    end(ordered, { result: 'not-run', why: 'interrupted', stages: [] }).catch((error: unknown) => {
      log.error('self-test-failed', error)
    })
  }

  return {
    run: async (deviceIds, options) => {
      const at = clock.now()
      const fresh = deviceIds.flatMap((deviceId) => {
        const device = roster.get(deviceId)
        return device === null || entries.has(deviceId) ? [] : [{ deviceId, roomId: device.roomId, deviceName: device.name }]
      })
      const { owner, scheduled } = options
      const stored = await store.transact(async ({ selfTests, rooms }) => {
        const all: SelfTestOrdered[] = []
        for (const device of fresh) {
          const room = await rooms.find(device.roomId)
          const ordered = { ...device, testId: randomUUID(), roomName: room?.name ?? '', owner, scheduled, orderedAt: at }
          await selfTests.order(ordered)
          all.push(ordered)
        }
        return ok(all)
      })
      if (!stored.ok) return stored
      const until = scheduled ? at + selfTestWaitMinutes * 60_000 : at
      for (const ordered of stored.value)
        entries.set(ordered.deviceId, { ...options, ordered, until, running: false, why: null, nextTryAt: at })
      tend()
      return ok(stored.value.map(({ testId }) => testId))
    },

    report: (deviceId, report) => {
      if (entries.get(deviceId)?.ordered.testId === report.testId) reports.get(report.testId)?.(report)
    },

    pending: () =>
      [...entries.values()].map(({ ordered, running, why, until }) => {
        const { testId, deviceId, deviceName, roomId, roomName, orderedAt } = ordered
        return {
          ...{ testId, deviceId, deviceName, roomId, roomName, orderedAt, until },
          state: running ? ('running' as const) : ('waiting' as const),
          why: running ? null : why,
        }
      }),

    tend,

    stop: () => {
      stopped.abort()
    },
  }
}
