import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Monitor, Pace } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Session } from '../../../agent/link/hub-link'
import { Observable } from '../../../agent/platform/observable'
import type { ThumbnailFailure, ThumbnailFrame, ThumbnailRequest, ThumbnailSource } from '../../../agent/platform/platform'
import { CaptureWatch } from '../../../agent/sensors/tamper/capture-watch'
import { ThumbnailPump } from '../../../agent/sensors/thumbnail-pump'
import { handAgentClock, type HandAgentClock, settle } from '../../support/agent-clock'

/** A screen whose next frame comes when the test says so. */
class FakeSource implements ThumbnailSource {
  readonly requests: ThumbnailRequest[] = []
  closed = false
  #answer: ((outcome: Outcome<ThumbnailFrame, ThumbnailFailure>) => void) | null = null
  #sequence = 0

  get asked(): boolean {
    return this.#answer !== null
  }

  next(request: ThumbnailRequest, signal: AbortSignal): Promise<Outcome<ThumbnailFrame, ThumbnailFailure>> {
    this.requests.push(request)
    return new Promise((resolve) => {
      this.#answer = (outcome) => {
        this.#answer = null
        resolve(outcome)
      }
      signal.addEventListener('abort', () => this.#answer?.(fail('stopped', '')))
    })
  }

  async change(): Promise<void> {
    this.#sequence += 1
    const part = { x: 0, y: 0, width: 320, height: 180, jpeg: new Uint8Array(1_000) }
    const thumbnail = { monitor: 0, keyframe: this.requests.at(-1)?.after === null, width: 320, height: 180, parts: [part] }
    this.#answer?.(ok({ sequence: this.#sequence, takenAt: 0, thumbnail }))
    await settle()
  }

  async refuse(): Promise<void> {
    this.#answer?.(fail('capture-failed', 'The display refuses to be read.'))
    await settle()
  }

  close(): void {
    this.closed = true
  }
}

const monitor: Monitor = { index: 0, name: 'one', x: 0, y: 0, width: 1920, height: 1080, primary: true }
const watched: Pace = { width: 320, bytesPerSecond: 36_000, watched: 'class' }

let clock: HandAgentClock
let sources: FakeSource[]
let monitors: Observable<readonly Monitor[]>
let pump: ThumbnailPump
let over: AbortController
let running: Promise<void>
let sent: string[]
let acknowledge: (wantKeyframe?: boolean) => Promise<void> = settle

const only = (): FakeSource => {
  const source = sources.at(-1)
  if (source === undefined) throw new Error('No stream was opened.')
  return source
}

beforeEach(async () => {
  clock = handAgentClock()
  sources = []
  sent = []
  monitors = new Observable<readonly Monitor[]>([monitor])
  const thumbnails = (): FakeSource => {
    const source = new FakeSource()
    sources.push(source)
    return source
  }
  pump = new ThumbnailPump({
    platform: { thumbnails, monitors },
    clock,
    log: () => undefined,
    capture: new CaptureWatch(
      () => 0,
      () => undefined,
    ),
  })
  over = new AbortController()
  const session: Pick<Session, 'tell' | 'ended'> = {
    ended: over.signal,
    tell: (event) =>
      new Promise((resolve) => {
        sent.push(event)
        acknowledge = async (wantKeyframe = false) => {
          // Only thumbnails are told here, and this is their answer.
          resolve(ok({ wantKeyframe }) as never)
          await settle()
        }
      }),
  }
  running = pump.run(session)
  await settle()
})
afterEach(async () => {
  over.abort()
  await acknowledge()
  await running
})

test('[TH3] nothing is captured while nobody looks, and a keyframe is when somebody does', async () => {
  expect(only().asked).toBe(false)
  pump.setPace(watched)
  await settle()
  expect(only().requests).toMatchObject([{ width: 320, after: null }])
  pump.setPace({ ...watched, width: 0 })
  await settle()
  expect(only().asked).toBe(false)
})

test('[TH1] the next frame is asked for only after the answer to the one before, and after its gap', async () => {
  pump.setPace(watched)
  await settle()
  await only().change()
  await clock.pass(10_000)
  expect(sent).toHaveLength(1)
  expect(only().asked).toBe(false)
  await acknowledge()
  await clock.pass(250)
  expect(only().requests.at(-1)).toMatchObject({ after: 1 })
})

test('[TH2] after screen:keyframe, a wish in the answer, or another width the next frame stands alone', async () => {
  pump.setPace(watched)
  await settle()
  await only().change()
  await acknowledge(true)
  await clock.pass(250)
  expect(only().requests.at(-1)).toMatchObject({ after: null })
  await only().change()
  await acknowledge()
  await clock.pass(250)
  expect(only().requests.at(-1)).toMatchObject({ after: 2 })
  pump.wantKeyframe(0)
  await settle()
  expect(only().requests.at(-1)).toMatchObject({ after: null })
  await only().change()
  await acknowledge()
  await clock.pass(250)
  pump.setPace({ ...watched, width: 1_280 })
  await settle()
  expect(only().requests.at(-1)).toMatchObject({ after: null, width: 1_280 })
})

test('[TH2] the wish for another monitor leaves this one alone', async () => {
  pump.setPace(watched)
  await settle()
  await only().change()
  await acknowledge()
  await clock.pass(250)
  pump.wantKeyframe(1)
  await settle()
  expect(only().requests.at(-1)).toMatchObject({ after: 1 })
})

test('a display that refuses to be read is asked again after a rest, from a keyframe', async () => {
  pump.setPace(watched)
  await settle()
  await only().refuse()
  expect(only().asked).toBe(false)
  await clock.pass(2_000)
  expect(only().requests).toHaveLength(2)
  expect(only().requests.at(-1)).toMatchObject({ after: null })
})

test('another list of monitors begins again with a stream for each', async () => {
  pump.setPace(watched)
  await settle()
  monitors.set([monitor, { ...monitor, index: 1, x: 1920 }])
  await settle()
  expect(sources[0]?.closed).toBe(true)
  expect(sources.slice(1).map((source) => source.requests[0]?.monitor)).toEqual([0, 1])
})

test('[BR2] while a page is hidden one plain picture is sent, nothing is captured, and afterwards a keyframe is', async () => {
  pump.setPace(watched)
  await settle()
  await only().change()
  await acknowledge()
  await clock.pass(250)
  pump.hide(true)
  await settle()
  expect([sent.length, only().asked]).toEqual([2, false])
  await acknowledge()
  await clock.pass(10_000)
  expect([sent.length, only().asked]).toEqual([2, false])
  // Whoever begins to look is shown no more.
  pump.wantKeyframe(null)
  await settle()
  expect([sent.length, only().asked]).toEqual([3, false])
  await acknowledge()
  pump.hide(false)
  await settle()
  expect(only().requests.at(-1)).toMatchObject({ after: null })
})
