import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '#shared/clock'
import type { CoverageRow } from '#shared/model/coverage'
import { type CoverageReason, reasonWeight, stateOf } from '#shared/model/coverage-reason'
import type { ExpectedPlace } from '#shared/model/device-register'
import type { DeviceHealth } from '#shared/model/health'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { ProtocolVersion } from '#shared/protocol/version'
import type { LiveDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'
import { type Heard, reasonsOf } from './judge'

/** What is watched and what is not, PC by PC, with since when. */
export interface CoverageDesk {
  /** It said a hello that was taken. `driftMs`: its clock less the hub's. */
  greeted(deviceId: string, protocol: ProtocolVersion, driftMs: number): void
  told(deviceId: string, health: DeviceHealth, driftMs: number): void
  /** Its connection, or its hello, was refused. */
  refused(deviceId: string, code: RefusalCode, protocol: ProtocolVersion | null): void
  /** The PCs that the register expects and that were never enrolled, all of them. */
  expect(places: readonly ExpectedPlace[]): void
  /** Rows that changed after a revision of this run, null for all; `partial` says which of the two it is. */
  read(since: number | null, roomIds: readonly string[] | null): Coverage
  /** Every PC now, judged anew; those that were never enrolled too. */
  rows(): readonly CoverageRow[]
  /** Told each time a PC is judged anew, before what was said of it is replaced. */
  onJudged(listener: (before: CoverageRow, after: CoverageRow | null) => void): void
}

export interface Coverage {
  readonly revision: number
  readonly partial: boolean
  readonly hubStartedAt: number
  readonly rows: CoverageRow[]
  readonly removed: string[]
}

interface CoverageDeskParts {
  readonly roster: Roster
  readonly clock: Clock
  /** Whether a PC goes by the present policies; null where it knows none. */
  readonly holdsPolicies: (deviceId: string) => boolean | null
  /** The hub's own. */
  readonly version: string
}

interface Noted extends Heard {
  readonly protocol: ProtocolVersion | null
}

interface Entry {
  /** Null once the PC is gone. */
  readonly row: CoverageRow | null
  /** Since when each reason that now holds does. */
  readonly since: ReadonlyMap<CoverageReason, number>
  readonly revision: number
}

const nothingHeard: Noted = { driftMs: null, health: null, refusedFor: null, protocol: null }

const isUnmonitored = (reason: CoverageReason): boolean => reasonWeight[reason] === 'silent' || reasonWeight[reason] === 'blind'

/** Silent since it was last heard; blind since the first of what blinds it. */
const unmonitoredSince = ({ presence }: LiveDevice, since: ReadonlyMap<CoverageReason, number>): number | null => {
  if (presence.state === 'silent') return presence.since
  const moments = [...since].filter(([reason]) => isUnmonitored(reason)).map(([, at]) => at)
  return moments.length === 0 ? null : Math.min(...moments)
}

/** [CO2] The school has it, and nothing on it is watched. */
const neverEnrolled = ({ deviceId, roomId, name }: ExpectedPlace): CoverageRow => {
  const reasons: CoverageReason[] = ['not-enrolled']
  return {
    ...{ deviceId, roomId, name, reasons, state: stateOf(reasons), unmonitoredSince: null },
    presence: { state: 'silent', since: null, why: 'never-seen' },
    ...{ agentVersion: '', protocol: null, driftMs: null, health: null },
  }
}

export const createCoverageDesk = ({ roster, clock, holdsPolicies, version }: CoverageDeskParts): CoverageDesk => {
  const hubStartedAt = clock.now()
  const noted = new Map<string, Noted>()
  const entries = new Map<string, Entry>()
  const expected = new Set<string>()
  const listeners: ((before: CoverageRow, after: CoverageRow | null) => void)[] = []
  // Revisions of a hub's run lie above those of the run before, as its clock does.
  let revision = hubStartedAt

  const tell = (before: CoverageRow | null | undefined, after: CoverageRow | null): void => {
    if (before === null || before === undefined) return
    for (const listener of listeners) listener(before, after)
  }

  const put = (row: CoverageRow, since: Entry['since']): void => {
    const before = entries.get(row.deviceId)
    tell(before?.row, row)
    if (before !== undefined && isDeepStrictEqual(before.row, row)) return
    revision += 1
    entries.set(row.deviceId, { row, since, revision })
  }

  const drop = (deviceId: string): void => {
    tell(entries.get(deviceId)?.row, null)
    revision += 1
    entries.set(deviceId, { row: null, since: new Map(), revision })
  }

  const judge = (device: LiveDevice): void => {
    const { deviceId, presence } = device
    const heard = noted.get(deviceId) ?? nothingHeard
    const before = entries.get(deviceId)
    const now = clock.now()
    const reasons = reasonsOf({ ...heard, device, policyCurrent: holdsPolicies(deviceId), version })
    const since = new Map(reasons.map((reason) => [reason, before?.since.get(reason) ?? now]))
    const row: CoverageRow = {
      deviceId,
      roomId: device.roomId,
      name: device.name,
      state: stateOf(reasons),
      reasons,
      unmonitoredSince: unmonitoredSince(device, since),
      presence,
      agentVersion: device.facts?.agentVersion ?? '',
      protocol: heard.protocol,
      driftMs: heard.driftMs,
      health: heard.health,
    }
    put(row, since)
  }

  const judgeById = (deviceId: string): void => {
    const device = roster.get(deviceId)
    if (device !== null) judge(device)
  }

  const note = (deviceId: string, change: Partial<Noted>): void => {
    noted.set(deviceId, { ...(noted.get(deviceId) ?? nothingHeard), ...change })
    judgeById(deviceId)
  }

  const judgeAll = (): void => {
    for (const device of roster.all()) judge(device)
  }

  roster.onChange((before, after) => {
    if (after === null) {
      if (before === null) return
      drop(before.deviceId)
      noted.delete(before.deviceId)
      return
    }
    // Windows and pictures change all the time, and decide nothing here.
    if (before?.presence === after.presence && before.display === after.display && before.roomId === after.roomId) return
    judge(after)
  })
  judgeAll()

  return {
    greeted: (deviceId, protocol, driftMs) => {
      note(deviceId, { protocol, driftMs, refusedFor: null, health: null })
    },
    told: (deviceId, health, driftMs) => {
      note(deviceId, { health, driftMs })
    },
    refused: (deviceId, code, protocol) => {
      note(deviceId, protocol === null ? { refusedFor: code } : { refusedFor: code, protocol })
    },
    expect: (places) => {
      const now = new Set(places.map(({ deviceId }) => deviceId))
      for (const deviceId of expected) {
        if (now.has(deviceId)) continue
        expected.delete(deviceId)
        drop(deviceId)
      }
      for (const place of places) {
        expected.add(place.deviceId)
        put(neverEnrolled(place), new Map())
      }
    },
    read: (since, roomIds) => {
      judgeAll()
      const partial = since !== null && since >= hubStartedAt && since <= revision
      const changed = [...entries].filter(([, entry]) => !partial || entry.revision > since)
      const rows = changed.flatMap(([, { row }]) => (row === null || roomIds?.includes(row.roomId) === false ? [] : [row]))
      const kept = new Set(rows.map(({ deviceId }) => deviceId))
      // One that moved to another room is gone from an account that is held to this one.
      return {
        revision,
        partial,
        hubStartedAt,
        rows,
        removed: partial ? changed.map(([deviceId]) => deviceId).filter((id) => !kept.has(id)) : [],
      }
    },
    rows: () => {
      judgeAll()
      return [...entries.values()].flatMap(({ row }) => (row === null ? [] : [row]))
    },
    onJudged: (listener) => {
      listeners.push(listener)
    },
  }
}
