import type { AgentClock } from '../../agent/clock'
import { handClock, type HandClock } from './clock'

/** An agent's clock that only moves when a test says so; sleepers wake when their time has come. */
export interface HandAgentClock extends AgentClock, HandClock {
  /** Sets the wall clock alone, as somebody at the PC might. */
  setWall(ms: number): void
  /** Starts the PC again after `offMs`, with the wall clock set by `movedMs` meanwhile. */
  restartPc(offMs: number, movedMs?: number): void
  /** Lets everything due by then happen, sleepers in their order. */
  pass(ms: number): Promise<void>
}

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

export const handAgentClock = (): HandAgentClock => {
  const wall = handClock()
  let uptimeMs = 1_000
  let starts = 1
  const sleepers = new Set<Sleeper>()
  const turn = (ms: number): void => {
    wall.turn(ms)
    uptimeMs += ms
  }
  return {
    now: () => wall.now(),
    turn,
    setWall: (ms) => {
      wall.turn(ms - wall.now())
    },
    restartPc: (offMs, movedMs = 0) => {
      wall.turn(offMs + movedMs)
      uptimeMs = 0
      starts += 1
    },
    uptimeMs: () => uptimeMs,
    bootId: () => `boot-${starts}`,
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve()
          return
        }
        const wake = (): void => {
          sleepers.delete(sleeper)
          resolve()
        }
        const sleeper = { dueMs: uptimeMs + durationMs, wake }
        sleepers.add(sleeper)
        signal.addEventListener('abort', wake)
      }),
    pass: async (ms) => {
      const untilMs = uptimeMs + ms
      for (;;) {
        await settle()
        const next = [...sleepers].sort((a, b) => a.dueMs - b.dueMs)[0]
        if (next === undefined || next.dueMs > untilMs) break
        turn(Math.max(0, next.dueMs - uptimeMs))
        next.wake()
      }
      turn(untilMs - uptimeMs)
      await settle()
    },
  }
}

/** Lets every promise that can resolve without time or disk do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
