import { defaultPace, type Pace, pausedPace } from '#shared/model/screen'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import { encodeJpeg } from '../platform/jpeg'
import { Observable } from '../platform/observable'
import type { Observed, Platform, ThumbnailFrame, ThumbnailSource } from '../platform/platform'
import { ByteBudget } from './byte-budget'
import type { CaptureWatch } from './tamper/capture-watch'
import { ThumbnailPacing } from './thumbnail-pacing'

/** JPEG quality (1 to 100): letters of 320 px thumbnails stay shapes, larger pictures stay readable. */
const quality = 60
/** What stands for a hidden screen, as 0xRRGGBB. */
const hiddenColour = 0x5a6b6e
const retryAfterFailureMs = 2_000

/** What a stream needs of a session. */
type PumpedSession = Pick<Session, 'tell' | 'ended'>

export interface ThumbnailPumpParts {
  readonly platform: Pick<Platform, 'thumbnails' | 'monitors'>
  readonly clock: AgentClock
  readonly log: Log
  readonly capture: CaptureWatch
}

/** Sends the screens of this PC up, a stream for every monitor, all within one byte budget. */
export class ThumbnailPump {
  readonly #parts: ThumbnailPumpParts
  readonly #pace = new Observable<Pace>(pausedPace)
  readonly #hidden = new Observable(false)
  readonly #budget = new ByteBudget(defaultPace.bytesPerSecond, performance.now())
  readonly #streams = new Set<MonitorStream>()

  constructor(parts: ThumbnailPumpParts) {
    this.#parts = parts
  }

  setPace(pace: Pace): void {
    this.#budget.setRate(pace.bytesPerSecond, performance.now())
    this.#pace.set(pace)
    for (const stream of this.#streams) stream.startOver()
  }

  /** [BR2] While a page of the privacy list is in front, a plain picture stands for the screen, and nothing is captured. */
  hide(hidden: boolean): void {
    if (this.#hidden.value === hidden) return
    this.#hidden.set(hidden)
    for (const stream of this.#streams) stream.startOver()
  }

  /** [TH2] The next frame of this monitor, or of all for null, stands alone. */
  wantKeyframe(monitor: number | null): void {
    for (const stream of this.#streams) if (monitor === null || stream.monitor === monitor) stream.startOver()
  }

  /** Runs until the session is over; another list of monitors begins again. */
  async run(session: PumpedSession): Promise<void> {
    let listed = new AbortController()
    const streams: Promise<void>[] = []
    for await (const monitors of this.#parts.platform.monitors.watch(session.ended)) {
      listed.abort()
      listed = new AbortController()
      const over = AbortSignal.any([listed.signal, session.ended])
      for (const { index } of monitors) streams.push(this.#stream(index, session, over))
    }
    listed.abort()
    await Promise.all(streams)
  }

  async #stream(monitor: number, session: PumpedSession, over: AbortSignal): Promise<void> {
    const source = this.#parts.platform.thumbnails()
    const stream = new MonitorStream(monitor, source, this.#pace, this.#hidden, this.#budget, this.#parts)
    this.#streams.add(stream)
    try {
      await stream.run(session, over)
    } finally {
      this.#streams.delete(stream)
      source.close()
    }
  }
}

class MonitorStream {
  readonly monitor: number
  readonly #source: ThumbnailSource
  readonly #pace: Observed<Pace>
  readonly #hidden: Observed<boolean>
  readonly #budget: ByteBudget
  readonly #parts: Pick<ThumbnailPumpParts, 'platform' | 'clock' | 'log' | 'capture'>
  readonly #pacing = new ThumbnailPacing()
  #holds: number | null = null
  #restart = new AbortController()

  constructor(
    monitor: number,
    source: ThumbnailSource,
    pace: Observed<Pace>,
    hidden: Observed<boolean>,
    budget: ByteBudget,
    parts: Pick<ThumbnailPumpParts, 'platform' | 'clock' | 'log' | 'capture'>,
  ) {
    this.monitor = monitor
    this.#source = source
    this.#pace = pace
    this.#hidden = hidden
    this.#budget = budget
    this.#parts = parts
  }

  /** The frame being waited for is dropped; the next is a keyframe of the present pace. */
  startOver(): void {
    this.#restart.abort()
  }

  async run(session: PumpedSession, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      this.#restart = new AbortController()
      this.#holds = null
      const stop = AbortSignal.any([this.#restart.signal, over])
      // [TH3] Nobody looks: nothing is captured until the pace changes.
      if (this.#pace.value.width === 0) await aborted(stop)
      else if (this.#hidden.value) await this.#showNothing(session, stop)
      else await this.#flow(session, stop)
    }
  }

  /** One plain picture, so that what was seen before does not stay; then nothing until the page is gone. */
  async #showNothing(session: PumpedSession, stop: AbortSignal): Promise<void> {
    const monitor = this.#parts.platform.monitors.value.find(({ index }) => index === this.monitor)
    const width = Math.max(1, this.#pace.value.width)
    const height = Math.max(1, Math.round((width * (monitor?.height ?? 9)) / (monitor?.width ?? 16)))
    const jpeg = encodeJpeg(new Int32Array(width * height).fill(hiddenColour), width, { x: 0, y: 0, width, height }, quality)
    const thumbnail = { monitor: this.monitor, keyframe: true, width, height, parts: [{ x: 0, y: 0, width, height, jpeg }] }
    await session.tell('screen:thumbnail', thumbnail, this.#parts.clock.now())
    await aborted(stop)
  }

  async #flow(session: PumpedSession, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const nowMs = performance.now()
      const waitMs = this.#holds === null ? this.#budget.waitMs(nowMs) : Math.max(this.#pacing.waitMs(nowMs), this.#budget.waitMs(nowMs))
      if (waitMs > 0) await this.#parts.clock.sleep(waitMs, stop)
      if (isOver(stop)) return
      const request = {
        monitor: this.monitor,
        width: this.#pace.value.width,
        quality,
        after: this.#holds,
        restless: this.#pacing.restless(),
      }
      const frame = await this.#source.next(request, stop)
      if (frame.ok) {
        this.#parts.capture.worked()
        await this.#send(frame.value, session, stop)
      } else {
        if (frame.code === 'stopped') return
        if (frame.code === 'capture-failed') this.#parts.capture.failed(frame.detail)
        this.#parts.log(`No picture of monitor ${this.monitor} (${frame.code}): ${frame.detail}`)
        this.#holds = null
        await this.#parts.clock.sleep(retryAfterFailureMs, stop)
      }
    }
  }

  /** [TH1] Returns once the hub has answered. */
  async #send({ sequence, takenAt, thumbnail }: ThumbnailFrame, session: PumpedSession, stop: AbortSignal): Promise<void> {
    const nowMs = performance.now()
    this.#pacing.sent(thumbnail, nowMs)
    this.#budget.spend(
      thumbnail.parts.reduce((bytes, part) => bytes + part.jpeg.byteLength, 0),
      nowMs,
    )
    const reply = await session.tell('screen:thumbnail', thumbnail, takenAt)
    this.#holds = reply.ok && !reply.value.wantKeyframe ? sequence : null
    if (!reply.ok && reply.code !== 'link-lost') await this.#parts.clock.sleep(retryAfterFailureMs, stop)
  }
}

/** Asked again after a wait, where the compiler still believes the answer before it. */
const isOver = (signal: AbortSignal): boolean => signal.aborted

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else
      signal.addEventListener('abort', () => {
        resolve()
      })
  })
