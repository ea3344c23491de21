import type { CoverageRow } from '#shared/model/coverage'
import type { CoverageReason } from '#shared/model/coverage-reason'
import { coverageReasons, reasonWeight } from '#shared/model/coverage-reason'
import { countStates, inUrgency, type StateCounts } from '#shared/model/coverage-order'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'

/** What the page knows of every PC, as of a revision. */
export interface Coverage {
  readonly revision: number
  readonly hubStartedAt: number
  readonly rows: ReadonlyMap<string, CoverageRow>
}

/** What is known after an answer of the hub: its rows alone, or with what was known before. The same object when nothing changed. */
export const withAnswer = (known: Coverage | null, answer: Reply<ConsoleOrders, 'coverage:read'>): Coverage => {
  const { revision, hubStartedAt, partial } = answer
  if (known !== null && partial && answer.rows.length === 0 && answer.removed.length === 0) return known
  const rows = new Map(partial ? known?.rows : [])
  for (const row of answer.rows) rows.set(row.deviceId, row)
  for (const deviceId of answer.removed) rows.delete(deviceId)
  return { revision, hubStartedAt, rows }
}

export interface CoverageFilter {
  /** Null for all. */
  readonly roomId: string | null
  readonly reason: CoverageReason | null
  /** A part of the PC's name. */
  readonly name: string
  /** The PCs of a group; null for all. */
  readonly among: ReadonlySet<string> | null
}

/** The PCs that a filter lets through, what to do first at the top. */
export const coverageShown = ({ rows }: Coverage, { roomId, reason, name, among }: CoverageFilter): CoverageRow[] => {
  const wanted = name.trim().toLocaleLowerCase('en')
  return inUrgency(
    [...rows.values()].filter(
      (row) =>
        (roomId === null || row.roomId === roomId) &&
        (reason === null || row.reasons.includes(reason)) &&
        (among === null || among.has(row.deviceId)) &&
        row.name.toLocaleLowerCase('en').includes(wanted),
    ),
  )
}

export interface RoomCoverage {
  readonly roomId: string
  readonly expected: number
  readonly counts: StateCounts
}

/** Each room that has PCs, in the order of `roomIds`. */
export const coverageOfRooms = ({ rows }: Coverage, roomIds: readonly string[]): RoomCoverage[] => {
  const all = [...rows.values()]
  return roomIds.flatMap((roomId) => {
    const own = all.filter((row) => row.roomId === roomId)
    return own.length === 0 ? [] : [{ roomId, expected: own.length, counts: countStates(own) }]
  })
}

/** The reasons that hold anywhere and how often, what to do first at the top; notes last. */
export const reasonsHeld = ({ rows }: Coverage): { readonly reason: CoverageReason; readonly count: number }[] => {
  const held = [...rows.values()].flatMap(({ reasons }) => reasons)
  const counted = coverageReasons.map((reason) => ({ reason, count: held.filter((one) => one === reason).length }))
  const present = counted.filter(({ count }) => count > 0)
  const isNote = ({ reason }: { readonly reason: CoverageReason }): boolean => reasonWeight[reason] === 'note'
  return [...present.filter((one) => !isNote(one)), ...present.filter(isNote)]
}

/** A clock that is off by less than this is right, in ms: the way of the word is only guessed. */
const rightWithinMs = 2_000

/** How a clock is said to be off. */
export const driftWords = (
  driftMs: number,
): { readonly kind: 'right' } | { readonly kind: 'ahead' | 'behind'; readonly spanMs: number } => {
  if (Math.abs(driftMs) < rightWithinMs) return { kind: 'right' }
  return { kind: driftMs > 0 ? 'ahead' : 'behind', spanMs: Math.max(5_000, Math.abs(driftMs)) }
}
