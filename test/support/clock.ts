import type { Clock } from '#shared/clock'

/** A clock that only moves when a test says so. */
export interface HandClock extends Clock {
  turn(ms: number): void
}

/** Begins on a school morning: 2027-01-11T09:00Z. */
export const handClock = (startMs = Date.UTC(2027, 0, 11, 9)): HandClock => {
  let nowMs = startMs
  return {
    now: () => nowMs,
    turn: (ms) => {
      nowMs += ms
    },
  }
}
