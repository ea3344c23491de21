import { type Seat, seatWords } from './seat'

/** Names of PCs by a pattern, in the order given. */
export interface NamingPlan {
  /** `{room}`, `{name}`, `{seat}`, and `{n}` for a number counted up from `from`, with as many digits at least as it has letters: `{nn}` is 07. */
  readonly pattern: string
  readonly from: number
}

export const patternNames = (
  { pattern, from }: NamingPlan,
  devices: readonly { readonly name: string; readonly roomName: string; readonly seat: Seat | null }[],
): string[] =>
  devices.map(({ name, roomName, seat }, index) =>
    pattern
      .replaceAll(/\{(room|name|seat|n+)\}/gu, (_part, word: string) => {
        if (word === 'room') return roomName
        if (word === 'name') return name
        if (word === 'seat') return seat === null ? '' : seatWords(seat)
        return String(from + index).padStart(word.length, '0')
      })
      .trim(),
  )
