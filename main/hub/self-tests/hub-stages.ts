import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#shared/clock'
import { breachFilterSchema } from '#shared/model/breach-review'
import { hubStages, type StageResult } from '#shared/model/self-test'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'

/** The PC has told of its own stages by then: concern and picture follow within moments. */
const arrivesWithinMs = 20_000
const lookEveryMs = 250

interface HubStageParts {
  readonly store: Store
  readonly clock: Clock
  readonly testId: string
  readonly deviceId: string
  readonly startedAt: number
  /** Whether the PC took a picture. */
  readonly pictured: boolean
  readonly signal: AbortSignal
}

export const notReached = (): StageResult[] => hubStages.map((stage) => ({ stage, state: 'skipped', afterMs: 0, why: 'not-reached' }))

/** Waits until `look` finds it, or too long; answers whether it was found. */
const waitFor = async (look: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs <= arrivesWithinMs; waitedMs += lookEveryMs) {
    if (await look()) return true
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return false
  }
  return false
}

/** [SF5] Follows the concern of a self-test through the store to what an officer's console asks for. */
export const followAtHub = async ({
  store,
  clock,
  testId,
  deviceId,
  startedAt,
  pictured,
  signal,
}: HubStageParts): Promise<StageResult[]> => {
  const stages: StageResult[] = []
  const note = (stage: StageResult['stage'], why: StageResult['why'], state?: StageResult['state']): void => {
    const afterMs = Math.min(600_000, Math.max(0, clock.now() - startedAt))
    stages.push({ stage, state: state ?? (why === null ? 'passed' : 'failed'), afterMs, why })
  }
  const stored = await waitFor(async () => {
    const found = await store.transact(async ({ breaches }) => ok((await breaches.find(testId))?.breach.test === true))
    return found.ok && found.value
  }, signal)
  note('concern', stored ? null : 'not-stored')
  if (!stored) return [...stages, ...notReached().slice(1)]
  if (pictured) {
    const held = await waitFor(async () => {
      const found = await store.transact(async ({ snapshots }) => ok((await snapshots.ofBreach(deviceId, testId)).length > 0))
      return found.ok && found.value
    }, signal)
    note('picture', held ? null : 'no-picture')
  } else note('picture', 'not-reached', 'skipped')
  // By the very records that an officer's list is made of.
  const sight = { roomIds: null, categories: null, ofStaff: true }
  const listed = await store.transact(async ({ breaches }) => {
    const newest = await breaches.list({ sight, filter: breachFilterSchema.parse({}), before: null, limit: 200 })
    return ok(newest.some(({ breachId, test }) => breachId === testId && test))
  })
  note('inbox', listed.ok && listed.value ? null : 'not-listed')
  return stages
}
