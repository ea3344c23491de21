import type { RestlessRegion } from '../platform/platform'

/** A rectangle in pixels of the scaled picture. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface SentFrame {
  readonly keyframe: boolean
  readonly width: number
  readonly height: number
  readonly parts: readonly Box[]
}

export const pacingTimes = {
  /** A screen that keeps changing is shown four times a second. */
  gapMs: 250,
  /** What small changes in one place are held back at most: a clock is read as well every two seconds. */
  restlessMs: 2_000,
  /** Without anything new for this long, a place is no longer restless. */
  calmAfterMs: 5_000,
} as const

/** A restless place covers at most this part of the picture. */
const smallShare = 0.03
/** So many small changes in one place in a row make it restless. */
const restlessAfter = 3

/**
 * When to ask for the next frame of one monitor, and what to hold back meanwhile. A change after quiet is asked for at once; what keeps changing
 * waits its gap; a small place that keeps changing, like a clock, is held back longer and longer, while all other changes still come at once.
 * Times are milliseconds of `performance.now()`.
 */
export class ThumbnailPacing {
  #sentAtMs = -Infinity
  #place: Box | null = null
  #repeats = 0

  sent(frame: SentFrame, nowMs: number): void {
    const quiet = nowMs - this.#sentAtMs > pacingTimes.calmAfterMs
    this.#sentAtMs = nowMs
    const box = around(frame.parts)
    const place = this.#place === null ? box : around([this.#place, box])
    const small = (one: Box): boolean => one.width * one.height <= smallShare * frame.width * frame.height
    if (frame.keyframe || quiet || !small(place)) {
      this.#repeats = 0
      this.#place = !frame.keyframe && small(box) ? box : null
    } else {
      this.#repeats += 1
      this.#place = place
    }
  }

  /** How long to wait before asking for the next frame. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#sentAtMs + pacingTimes.gapMs - nowMs)
  }

  /** What the next request shall hold back, and until when. */
  restless(): RestlessRegion | null {
    const over = this.#repeats - restlessAfter
    if (this.#place === null || over < 0) return null
    const heldMs = Math.min(pacingTimes.gapMs * 2 ** (over + 1), pacingTimes.restlessMs)
    return { ...this.#place, untilMs: this.#sentAtMs + heldMs }
  }
}

/** The smallest box around all of them; empty at the origin for none. */
function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 }
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}
