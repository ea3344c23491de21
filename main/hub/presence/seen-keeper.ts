import type { DeviceFacts } from '#shared/model/device'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Log } from '../log'

/** Writes down when a PC was seen, with its facts where it told them; nobody waits for it. */
export const createSeenKeeper =
  (store: Store, log: Log) =>
  (deviceId: string, facts: DeviceFacts | null, at: number): void => {
    store
      .transact(async ({ devices }) => {
        await (facts === null ? devices.keepLastSeen(deviceId, at) : devices.keepFacts(deviceId, facts, at))
        return ok(null)
      })
      .then(
        (kept) => {
          if (!kept.ok) log.warn('device-not-kept', { deviceId, code: kept.code })
        },
        (error: unknown) => {
          log.error('device-not-kept', error, { deviceId })
        },
      )
  }
