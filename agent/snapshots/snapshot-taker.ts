import { createHash } from 'node:crypto'
import type { SnapshotPart } from '#shared/model/breach'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import type { Frame, FrameRing, Platform } from '../platform/platform'
import type { Rectangle } from '../platform/rectangle'
import type { PictureCheck } from './picture-check'
import type { SnapshotQueue } from './snapshot-queue'

const afterMs = 2_000
/** A page of the privacy list can be on the screen before its browser has told so: pictures wait this long for that word. */
const graceMs = 250
const minuteMs = 60_000
const areaTries = 6
/** Breaches of one minute that get pictures; a grade that cannot wait has some room of its own. */
const mostOfMinute = { usual: 10, urgent: 20 } as const
const urgentGrade = 4

export interface Pictured {
  readonly breachId: string
  readonly grade: number
}

export interface SnapshotTakerParts {
  readonly platform: Pick<Platform, 'frames'>
  readonly queue: Pick<SnapshotQueue, 'add'>
  readonly check: PictureCheck
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly log: Log
}

/** [BC3, BC4] Takes the pictures around breaches: what the screen showed before, at the match, and two seconds after. */
export class SnapshotTaker {
  readonly #parts: SnapshotTakerParts
  readonly #frames: FrameRing
  #hidden = false
  /** Counts the times a page of the privacy list came to the front. */
  #hides = 0
  #takenMs: readonly number[] = []

  constructor(parts: SnapshotTakerParts) {
    this.#parts = parts
    this.#frames = parts.platform.frames
  }

  hide(hidden: boolean): void {
    if (hidden && !this.#hidden) this.#hides += 1
    this.#hidden = hidden
    this.#frames.hide(hidden)
  }

  /** How many pictures a breach of this grade would get now. */
  promise(grade: number): 0 | 3 {
    const { clock } = this.#parts
    const nowMs = clock.uptimeMs()
    this.#takenMs = this.#takenMs.filter((atMs) => nowMs - atMs < minuteMs)
    const most = grade >= urgentGrade ? mostOfMinute.urgent : mostOfMinute.usual
    return this.#hidden || this.#takenMs.length >= most ? 0 : 3
  }

  /** Begins to take the pictures of breaches that matched at this moment, which share them; resolves when the last is queued. */
  async around(breaches: readonly Pictured[], stop: AbortSignal): Promise<void> {
    if (breaches.length === 0) return
    const { clock } = this.#parts
    this.#takenMs = [...this.#takenMs, clock.uptimeMs()]
    const hides = this.#hides
    const matchedMs = clock.uptimeMs()
    // In this order: the past is overwritten by the present.
    const before = await this.#take('before')
    const match = await this.#take('now')
    await clock.sleep(graceMs, stop)
    await this.#keep('match', match, breaches, hides)
    await this.#keep('before', before, breaches, hides)
    await clock.sleep(Math.max(0, matchedMs + afterMs - clock.uptimeMs()), stop)
    if (stop.aborted) return
    const after = await this.#take('now')
    await clock.sleep(graceMs, stop)
    await this.#keep('after', after, breaches, hides)
  }

  /** [SF3] Takes a picture of this part of the screen alone, for the breach of a self-test. Answers whether it is queued. */
  async ofArea(breachId: string, area: Rectangle, stop: AbortSignal): Promise<boolean> {
    const { clock } = this.#parts
    let frame = await this.#take('now', area)
    // What was in front before the card may have been private: its word that it is gone comes a moment later.
    for (let tries = 0; frame === null && tries < areaTries && !stop.aborted; tries += 1) {
      await clock.sleep(graceMs, stop)
      frame = await this.#take('now', area)
    }
    if (frame === null || stop.aborted) return false
    await this.#keep('match', frame, [{ breachId, grade: 1 }], this.#hides)
    return true
  }

  async #take(which: 'before' | 'now', only?: Rectangle): Promise<Frame | null> {
    const taken = await this.#frames.take(which, only)
    if (taken.ok) return taken.value
    if (taken.code === 'capture-failed') this.#parts.log(`No picture of a breach: ${taken.detail}`)
    return null
  }

  /** Nothing is kept once a private page was seen since the match. */
  async #keep(part: SnapshotPart, frame: Frame | null, breaches: readonly Pictured[], hides: number): Promise<void> {
    if (frame === null || this.#hides !== hides) return
    const { clock, hubNow, queue, check, log } = this.#parts
    const verdict = await check(frame).catch((error: unknown) => {
      // What cannot check a picture must not lose one: staff decide who looks at it.
      log(`A picture could not be checked and is kept: ${String(error)}`)
      return 'keep' as const
    })
    // Meanwhile a private page may have come to the front.
    if (verdict === 'withhold' || this.#hides !== hides) return
    const { jpeg, monitor, width, height } = frame
    const takenAt = Math.max(0, frame.takenAt + hubNow() - clock.now())
    const sha256 = createHash('sha256').update(jpeg).digest('hex')
    for (const { breachId, grade } of breaches) {
      queue.add({ breachId, part, takenAt: Math.round(takenAt), monitor, width, height, jpeg, sha256 }, grade)
    }
  }
}
