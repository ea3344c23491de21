import type { DeviceView } from '#shared/model/device'
import { move, type Selection, type Step } from './selection'

/** Tiles in rows of so many, as the PCs stand; null where nobody sits. Row 0 is the front. */
export interface SeatLayout {
  readonly columns: number
  readonly cells: readonly (string | null)[]
}

/** The room as its plan has it, without empty rows around it; PCs without a seat follow behind. Null where nobody was seated. */
export const seatLayout = (devices: readonly Pick<DeviceView, 'deviceId' | 'seat'>[]): SeatLayout | null => {
  const seated = devices.flatMap(({ deviceId, seat }) => (seat === null ? [] : [{ deviceId, ...seat }]))
  if (seated.length === 0) return null
  const [rows, places] = [seated.map(({ row }) => row), seated.map(({ column }) => column)]
  const [top, left] = [Math.min(...rows), Math.min(...places)]
  const columns = Math.max(...places) - left + 1
  const cells = Array<string | null>((Math.max(...rows) - top + 1) * columns).fill(null)
  for (const { deviceId, row, column } of seated) cells[(row - top) * columns + column - left] = deviceId
  return { columns, cells: [...cells, ...devices.flatMap(({ deviceId, seat }) => (seat === null ? [deviceId] : []))] }
}

/** As `move`, over a plan: empty places are passed over, and where no PC follows the keyboard stays. */
export const moveInLayout = (selection: Selection, { columns, cells }: SeatLayout, step: Step, extend: boolean): Selection => {
  // An empty place has a name of its own, so that the steps can stand on it for a moment.
  const places = cells.map((deviceId, index) => deviceId ?? `empty ${index}`)
  const known = new Set(cells)
  let next = selection
  for (let steps = 0; steps < places.length; steps += 1) {
    const moved = move(next, places, step, columns, extend)
    if (moved.cursor === next.cursor) return selection
    next = moved
    if (known.has(next.cursor)) return { ...next, chosen: new Set([...next.chosen].filter((deviceId) => known.has(deviceId))) }
    if (step === 'first' || step === 'row-start') return moveInLayout(next, { columns, cells }, 'right', extend)
    if (step === 'last' || step === 'row-end') return moveInLayout(next, { columns, cells }, 'left', extend)
  }
  return selection
}
