import { createHash, randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { Snapshot } from '#shared/model/breach'
import type { BreachSharing, BreachState, BreachSummary } from '#shared/model/breach-review'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Store } from '../../store/store'
import type { Vault } from '../../store/vault'
import type { ConsoleConnections } from '../admission/console-connections'
import type { Log } from '../log'
import type { StaffGate } from '../staff-gate/staff-gate'
import { sees, sightOf } from './breach-sight'

/** A breach that is new (`was` null) or has changed. */
export interface BreachChange {
  readonly was: BreachState | null
  readonly breach: BreachSummary
}

/** Keeps the pictures of breaches, and tells consoles what they may know. */
export interface BreachDesk {
  /** Stores a picture of a PC once, however often it comes (BC3): on the disk before it answers `ok`. */
  takeSnapshot(deviceId: string, snapshot: Snapshot): Promise<Outcome<null, 'malformed' | StoreFaultCode>>
  /** Tells every console whose account gets this breach. */
  tell(change: BreachChange): void
  /** What teachers get. */
  sharing(): BreachSharing
  putSharing(sharing: BreachSharing): void
}

export interface BreachDeskParts {
  readonly store: Store
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  readonly gate: StaffGate
  readonly connections: ConsoleConnections
  readonly sharing: BreachSharing
}

/** Pictures of one PC that may wait for the facts of their breaches: a PC sends both within moments of each other. */
const mostUnclaimed = 60

/** ITU-T T.81, B.1.1.3: how every JPEG begins. */
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff

export const createBreachDesk = (parts: BreachDeskParts): BreachDesk => {
  const { store, vault, gate, clock, log, connections } = parts
  let { sharing } = parts

  const tell: BreachDesk['tell'] = (change) => {
    connections.tellBreach(change, (staff) => sees(sightOf(staff, sharing), change.breach, gate))
  }

  return {
    tell,
    sharing: () => sharing,
    putSharing: (next) => {
      sharing = next
    },

    takeSnapshot: async (deviceId, { jpeg, ...entry }) => {
      if (!isJpeg(jpeg) || createHash('sha256').update(jpeg).digest('hex') !== entry.sha256)
        return fail('malformed', 'jpeg: not a JPEG, or not the one of this hash')
      const held = await store.transact(async ({ snapshots, staffGate }) => {
        if (await staffGate.refusesPictures(entry.breachId)) {
          await staffGate.noteDrop(deviceId, 1, clock.now())
          return ok(true)
        }
        const known = (await snapshots.find(deviceId, entry.breachId, entry.part)) !== null
        if (!known && (await snapshots.waiting(deviceId)) >= mostUnclaimed)
          return fail('store-full', 'Too many pictures of this PC wait for their breaches.')
        return ok(known)
      })
      if (!held.ok) return held
      if (held.value) return ok(null)
      const snapshotId = randomUUID()
      const kept = await vault.keep(snapshotId, jpeg)
      if (!kept.ok) return kept
      const stored = await store.transact(async ({ snapshots, breaches, staffGate }) => {
        const authorisationId = gate.authorisationOf(entry.breachId)
        if (authorisationId !== null) await staffGate.noteUse(authorisationId, 'pictures', clock.now())
        const added = await snapshots.add({ snapshotId, deviceId, receivedAt: clock.now(), ...entry })
        const found = await breaches.find(entry.breachId)
        return ok({ added, breach: found?.breach.deviceId === deviceId ? found.breach : null })
      })
      // The same picture twice at once, or a full disk: the row decides, a file without one goes.
      if (!stored.ok || stored.value.added === 'held') await vault.remove([snapshotId])
      if (!stored.ok) return stored
      if (stored.value.added === 'quarantined') {
        const apart = await vault.sealAway([snapshotId])
        // Its row says that nobody gets it; the next start moves the file.
        if (!apart.ok) log.warn('snapshot-not-sealed-away', { snapshotId, code: apart.code })
      }
      const { breach } = stored.value
      if (breach !== null) tell({ was: breach.state, breach })
      log.info('snapshot-kept', { deviceId, part: entry.part, bytes: jpeg.byteLength })
      return ok(null)
    },
  }
}
