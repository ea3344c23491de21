import { mostColumns, mostRows, type Seat } from '#shared/model/seat'

/** A PC on the plan of its room, or beside it. */
export interface Seated {
  readonly deviceId: string
  readonly name: string
  readonly expected: boolean
  readonly seat: Seat | null
}

export interface SeatChange {
  readonly deviceId: string
  readonly seat: Seat | null
}

const isAt = (a: Seat | null, b: Seat | null): boolean => a?.row === b?.row && a?.column === b?.column

/** What puts this PC on that seat: who sits there goes where it came from. Nothing where it is there already. */
export const seatChanges = (seated: readonly Seated[], deviceId: string, seat: Seat | null): SeatChange[] => {
  const mover = seated.find((one) => one.deviceId === deviceId)
  if (mover === undefined || isAt(mover.seat, seat)) return []
  const other = seat === null ? undefined : seated.find((one) => isAt(one.seat, seat))
  return [{ deviceId, seat }, ...(other === undefined ? [] : [{ deviceId: other.deviceId, seat: mover.seat }])]
}

export const withChanges = (seated: readonly Seated[], changes: readonly SeatChange[]): Seated[] => {
  const next = new Map(changes.map(({ deviceId, seat }) => [deviceId, seat]))
  return seated.map((one) => ({ ...one, seat: next.has(one.deviceId) ? (next.get(one.deviceId) ?? null) : one.seat }))
}

/** What undoes these changes. */
export const undoing = (seated: readonly Seated[], changes: readonly SeatChange[]): SeatChange[] =>
  changes.map(({ deviceId }) => ({ deviceId, seat: seated.find((one) => one.deviceId === deviceId)?.seat ?? null }))

/** A plan has an empty row behind and an empty place beside, as long as there may be one. */
export const planSize = (seated: readonly Seated[]): { readonly rows: number; readonly columns: number } => {
  const seats = seated.flatMap(({ seat }) => seat ?? [])
  return {
    rows: Math.min(mostRows, Math.max(4, ...seats.map(({ row }) => row + 2))),
    columns: Math.min(mostColumns, Math.max(6, ...seats.map(({ column }) => column + 2))),
  }
}
