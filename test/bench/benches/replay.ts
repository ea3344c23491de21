import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PolicyChange } from '#shared/model/policy-change'
import { everybodyAlways } from '#shared/model/policy-set'
import type { PolicyReplay } from '#shared/model/policy-replay'
import { connect } from '../../../main/store/connection'
import type { Closers } from '../../support/classroom/closers'
import { corpusFileNames, isHeldOut, readCorpusFile } from '../../support/corpus'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../../support/hub'
import { tell } from '../measure/progress'
import { round, spread, type Spread } from '../measure/statistics'

export interface ReplayFigures {
  /** Different texts that were evaluated before and after the change. */
  readonly texts: number
  /** From the ask to the whole answer; and for each text, both evaluations and the reading of the store with it. */
  readonly ms: number
  readonly perTextUs: number
  /** What the hub's process has more at the most than before. */
  readonly memoryMb: number
  readonly begins: number
  readonly stops: number
  /** By how much the hub's event loop comes late, at rest and while a change is tried. */
  readonly loopLateMs: { readonly rest: LoopDelay; readonly replay: LoopDelay }
  /** From a teacher's lock to the pupil's PC, at rest and while a change is tried. */
  readonly lockMs: { readonly rest: Spread; readonly replay: Spread }
}

interface LoopDelay {
  readonly p99: number
  readonly worst: number
}

const devices = 30
const locks = 20
const dayMs = 86_400_000

/** History as the hub keeps it: titles like those of the corpus, each of them another. */
const seed = (hub: TestHub, deviceIds: readonly string[], count: number): void => {
  const lines = corpusFileNames()
    .flatMap(readCorpusFile)
    .filter(({ id }) => !isHeldOut(id))
  const connection = connect(path.join(hub.dataFolder, 'hub.db'), hub.key)
  const now = Date.now()
  try {
    connection.prepare('begin').run([])
    const insert = connection.prepare(
      `insert into usage ("deviceId", "user", "application", "title", "startsAt", "endsAt") values (?, ?, 'Chromium', ?, ?, ?)`,
    )
    for (let index = 0; index < count; index += 1) {
      const at = Math.round(now - ((count - index) * 6 * dayMs) / count)
      const text = `${lines[index % lines.length]?.text ?? ''} (${index})`
      insert.run([deviceIds[index % devices], `pupil${index % 900}`, text, at - 5_000, at])
    }
    connection.prepare('commit').run([])
  } finally {
    connection.close()
  }
}

const delayDuring = async (work: () => Promise<void>): Promise<LoopDelay> => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return { p99: round(delay.percentile(99) / 1e6), worst: round(delay.max / 1e6) }
}

/** A change tried on what a large school has kept, and what its hub does meanwhile. */
export async function measureReplay(closers: Closers, { texts }: { readonly texts: number }): Promise<ReplayFigures> {
  // The locks come faster than a teacher clicks.
  const bounds = { consoleMessagesPerSecond: 1_000, messageBurst: 1_000 }
  const hub = closers.add(await startTestHub({ bounds }), (one) => one.stop())
  const deviceIds: string[] = []
  for (let index = 0; index < devices; index += 1) deviceIds.push((await hub.enrol(`PC-${index}`)).deviceId)
  await hub.restart(() => {
    seed(hub, deviceIds, texts)
    return Promise.resolve()
  })
  tell(`${texts} texts are in the store`)
  const [officer, teacher] = [await hub.signIn('officer'), await hub.signIn('teacher')]
  const pc = await hub.simulateAgent({ hostname: 'PC-locked' })

  const lockOnce = async (): Promise<number> => {
    const from = performance.now()
    const { leaseId } = await teacher.must('restriction:order', restrictionOrder(hub.room.roomId, [pc.deviceId], 'lock'))
    await pc.until(() => pc.leaseSets.at(-1)?.leases.some((lease) => lease.leaseId === leaseId) === true)
    const took = performance.now() - from
    await teacher.must('restriction:lift', restrictionLift(hub.room.roomId, [pc.deviceId]))
    await pc.until(() => pc.leaseSets.at(-1)?.leases.length === 0)
    return took
  }
  const lockWhile = async (goesOn: () => boolean): Promise<number[]> => {
    const took: number[] = []
    while (goesOn() || took.length === 0) took.push(await lockOnce())
    return took
  }

  let left = locks
  let atRest: number[] = []
  const rest = await delayDuring(async () => {
    atRest = await lockWhile(() => (left -= 1) > 0)
  })

  const heldBefore = process.memoryUsage.rss()
  let most = heldBefore
  const tryIt = async (change: PolicyChange): Promise<PolicyReplay> => {
    const { replayId } = await officer.must('policy:replay', { change, days: 7 })
    for (;;) {
      await sleep(100)
      most = Math.max(most, process.memoryUsage.rss())
      const replay = await officer.must('policy:replay-read', { replayId })
      if (replay.state === 'failed') throw new Error(replay.failure)
      if (replay.state === 'done') return replay
    }
  }
  const why = 'A phrase of the school for the bench.'
  const phrase = {
    termId: randomUUID(),
    phrase: 'homework',
    language: 'en',
    category: 'bullying',
    grade: 2,
    why,
    scope: everybodyAlways,
  } as const
  let [looked, ms, begins, stops] = [0, 0, 0, 0]
  let during: number[] = []
  const replay = await delayDuring(async () => {
    let running = true
    const locking = lockWhile(() => running)
    const changes: PolicyChange[] = [
      { kind: 'term', term: phrase },
      { kind: 'limit', target: 'games', on: [] },
    ]
    for (const change of changes) {
      const from = performance.now()
      const done = await tryIt(change)
      ms += performance.now() - from
      looked += done.looked
      begins += done.begins.count
      stops += done.stops.count
    }
    running = false
    during = await locking
  })
  return {
    texts: looked / 2,
    ms: Math.round(ms / 2),
    perTextUs: round((ms * 1_000) / looked),
    memoryMb: round((most - heldBefore) / 1e6),
    begins,
    stops,
    loopLateMs: { rest, replay },
    lockMs: { rest: spread(atRest), replay: spread(during) },
  }
}
