import type { RegisterEntry } from '#shared/model/device-register'
import { restrictionKinds } from '#shared/model/lease'
import { ok } from '#shared/outcome'
import type { Clock } from '#shared/clock'
import type { DeviceRestrictions } from '../../store/reduce'
import type { Records, Store } from '../../store/store'
import type { Log } from '../log'
import type { PowerDesk } from '../power/power-desk'
import type { DeviceDirectory } from '../presence/device-directory'
import type { Roster } from '../presence/roster'

/** PCs that go into another room, expected ones among them. */
export interface Move {
  readonly entries: readonly Pick<RegisterEntry, 'deviceId' | 'state'>[]
  readonly roomId: string
}

/** In the transaction: what staff of the old room ordered ends with the move, and the seat stays behind. Answers the sets that changed. */
export const moveRecords = async (records: Records, { entries, roomId }: Move, at: number): Promise<readonly DeviceRestrictions[]> => {
  const enrolled = entries.flatMap(({ deviceId, state }) => (state === 'expected' ? [] : [deviceId]))
  await records.register.unseat(entries.map(({ deviceId }) => deviceId))
  for (const { deviceId, state } of entries) if (state === 'expected') await records.register.changeExpected(deviceId, { roomId })
  await records.devices.move(enrolled, roomId)
  // What follows a pupil stays with the pupil.
  const { devices } = await records.leases.lift(enrolled, restrictionKinds, at)
  return devices
}

interface MovedParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly roster: Roster
  readonly directory: DeviceDirectory
  readonly power: PowerDesk
}

/** The store holds the move: everything in memory that hangs on a room follows, and an order about power of the old room is stopped. */
export const showMoves = async ({ store, clock, log, roster, directory, power }: MovedParts, moves: readonly Move[]): Promise<void> => {
  const moved: string[] = []
  for (const { entries, roomId } of moves) {
    for (const { deviceId } of entries) {
      const record = directory.get(deviceId)
      if (record === null) continue
      directory.put({ ...record, roomId })
      roster.apply(deviceId, { type: 'moved', roomId })
      moved.push(deviceId)
    }
  }
  if (power.cancel(moved, 'staff') === 0) return
  const kept = await store.transact(async ({ settings }) => {
    await settings.keepUntold({ stops: power.stops() }, clock.now())
    return ok(null)
  })
  if (!kept.ok) log.warn('power-stops-not-kept', { code: kept.code })
}
