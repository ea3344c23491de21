import type { DeviceFacts } from '#shared/model/device'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Log } from '../log'

interface Seen {
  readonly facts: DeviceFacts | null
  readonly at: number
}

/** Writes down when PCs were seen, with their facts where they told them; nobody waits for it. */
export interface SeenKeeper {
  keep(deviceId: string, facts: DeviceFacts | null, at: number): void
  /** Writes what is not yet written. */
  settle(): Promise<void>
}

/** A school that is switched on in the morning is one transaction, not a thousand. */
const keepAfterMs = 250

export const createSeenKeeper = (store: Store, log: Log): SeenKeeper => {
  const unwritten = new Map<string, Seen>()
  let timer: NodeJS.Timeout | null = null

  const settle = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const batch = [...unwritten]
    unwritten.clear()
    if (batch.length === 0) return
    const kept = await store.transact(async ({ devices }) => {
      for (const [deviceId, { facts, at }] of batch) {
        await (facts === null ? devices.keepLastSeen(deviceId, at) : devices.keepFacts(deviceId, facts, at))
      }
      return ok(null)
    })
    if (!kept.ok) log.warn('devices-not-kept', { devices: batch.length, code: kept.code })
  }

  return {
    keep: (deviceId, facts, at) => {
      unwritten.set(deviceId, { facts: facts ?? unwritten.get(deviceId)?.facts ?? null, at })
      timer ??= setTimeout(() => {
        settle().catch((error: unknown) => {
          log.error('devices-not-kept', error)
        })
      }, keepAfterMs)
    },
    settle,
  }
}
