import { describe, expect, it } from 'vitest'
import type { Thumbnail } from '#shared/model/screen'
import { defaultPace, pausedPace, thumbnailSchema } from '#shared/model/screen'
import { roles } from '#shared/model/staff'
import { paceFor, panelPace } from '../../../main/hub/feeds/pacing'
import { createPictureCache, type Drawn } from '../../../main/hub/feeds/picture-cache'
import { redactDevice, seesScreens } from '../../../main/hub/feeds/redact'
import { newDevice, viewDevice } from '../../../main/hub/presence/live-device'

type Box = readonly [x: number, y: number, width: number, height: number]
const frame = (keyframe: boolean, boxes: readonly Box[], mark: number, monitor = 0): Thumbnail => ({
  monitor,
  keyframe,
  width: 320,
  height: 180,
  parts: boxes.map(([x, y, width, height]) => ({ x, y, width, height, jpeg: new Uint8Array([mark]) })),
})
const whole: Box = [0, 0, 320, 180]
const nothing: Drawn = new Map()

/** Draws what a console would: the mark of the newest part over each pixel of a coarse grid. */
const draw = (canvas: Map<string, number>, { keyframe, parts }: Thumbnail): void => {
  if (keyframe) canvas.clear()
  for (const { x, y, width, height, jpeg } of parts) {
    for (let column = x; column < x + width; column += 16) {
      for (let row = y; row < y + height; row += 12) canvas.set(`${column},${row}`, jpeg[0] ?? 0)
    }
  }
}

describe('the picture cache', () => {
  it('[TH2] has nothing to show before a keyframe', () => {
    const cache = createPictureCache()
    expect(cache.put(frame(false, [[0, 0, 16, 12]], 1), 1)).toEqual({ wantKeyframe: true })
    expect(cache.next(nothing)).toBeNull()
  })

  it('[RM4] gives a late viewer keyframe and parts, and one who has drawn some the rest', () => {
    const cache = createPictureCache()
    cache.put(frame(true, [whole], 1), 1)
    const first = cache.next(nothing)
    cache.put(frame(false, [[16, 12, 16, 12]], 2), 2)
    expect(cache.next(first?.drawn ?? nothing)?.thumbnail).toEqual(frame(false, [[16, 12, 16, 12]], 2))
    expect(cache.next(nothing)?.thumbnail.parts.map(({ jpeg }) => jpeg[0])).toEqual([1, 2])
    expect(cache.next(nothing)?.takenAt).toBe(2)
    const upToDate = cache.next(nothing)?.drawn ?? nothing
    expect(cache.next(upToDate)).toBeNull()
  })

  it('drops a part that a newer one covers, so that a restless corner does not pile up', () => {
    const cache = createPictureCache()
    cache.put(frame(true, [whole], 1), 1)
    for (let mark = 2; mark < 200; mark += 1)
      expect(cache.put(frame(false, [[16, 12, 32, 24]], mark), mark)).toEqual({ wantKeyframe: false })
    expect(cache.next(nothing)?.thumbnail.parts.map(({ jpeg }) => jpeg[0])).toEqual([1, 199])
  })

  it('asks for a keyframe when too many parts pile up', () => {
    const cache = createPictureCache()
    cache.put(frame(true, [whole], 1), 1)
    const asked = Array.from({ length: 60 }, (_, number) =>
      cache.put(frame(false, [[(number % 20) * 16, Math.floor(number / 20) * 12, 16, 12]], 2), number),
    )
    expect(asked[0]).toEqual({ wantKeyframe: false })
    expect(asked.at(-1)).toEqual({ wantKeyframe: true })
  })

  it('whatever the order of parts, a viewer at any pace ends with the same picture as one who drew every frame', () => {
    // A fixed pseudo-random walk (a linear congruential generator), so that a failure can be repeated.
    let seed = 7
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    const cache = createPictureCache()
    const truth = new Map<string, number>()
    const viewers = [1, 3, 11].map((pace) => ({ pace, drawn: nothing, canvas: new Map<string, number>() }))
    for (let turn = 0; turn < 400; turn += 1) {
      const keyframe = turn === 0 || next(40) === 0
      const box = (): Box => {
        const [x, y] = [next(20), next(15)]
        return [x * 16, y * 12, (1 + next(20 - x)) * 16, (1 + next(15 - y)) * 12]
      }
      const thumbnail = frame(keyframe, keyframe ? [whole] : [box(), box()], turn % 256)
      draw(truth, thumbnail)
      cache.put(thumbnail, turn)
      for (const viewer of viewers) {
        if (turn % viewer.pace !== 0 && turn !== 399) continue
        for (let picture = cache.next(viewer.drawn); picture !== null; picture = cache.next(viewer.drawn)) {
          expect(thumbnailSchema.safeParse(picture.thumbnail).success).toBe(true)
          draw(viewer.canvas, picture.thumbnail)
          viewer.drawn = picture.drawn
        }
      }
    }
    for (const { canvas } of viewers) expect(canvas).toEqual(truth)
  })

  it('keeps monitors apart, and forgets one that was unplugged', () => {
    const cache = createPictureCache()
    cache.put(frame(true, [whole], 1, 0), 1)
    cache.put(frame(true, [whole], 2, 1), 1)
    const first = cache.next(nothing)
    const second = cache.next(first?.drawn ?? nothing)
    expect([first?.thumbnail.monitor, second?.thumbnail.monitor]).toEqual([0, 1])
    expect(cache.next(second?.drawn ?? nothing)).toBeNull()
    cache.keep([1])
    expect(cache.next(nothing)?.thumbnail.monitor).toBe(1)
  })
})

describe('the pace', () => {
  it('[TH3] is nothing while nobody looks, a tile for a class, more for a panel', () => {
    expect(paceFor('none', 30, 5_000_000)).toEqual(pausedPace)
    expect(paceFor('tile', 30, 5_000_000)).toEqual(defaultPace)
    expect(paceFor('panel', 30, 5_000_000)).toEqual(panelPace)
  })

  it('[TH5] says to the PC who looks, at every attention', () => {
    const watched = (['none', 'tile', 'panel'] as const).map((attention) => paceFor(attention, 300, 5_000_000).watched)
    expect(watched).toEqual(['nobody', 'class', 'closely'])
  })

  it('[TH4] keeps all tiles together within the budget, in steps', () => {
    for (const watched of [1, 138, 139, 300, 600]) {
      const { bytesPerSecond } = paceFor('tile', watched, 5_000_000)
      expect(bytesPerSecond * watched).toBeLessThanOrEqual(5_000_000)
    }
    expect(paceFor('tile', 140, 5_000_000)).toEqual(paceFor('tile', 200, 5_000_000))
    expect(paceFor('tile', 100_000, 5_000_000).bytesPerSecond).toBeGreaterThanOrEqual(4_500)
  })
})

describe('what a role sees', () => {
  it('[RM3] is decided once: user, idleness and window go to the viewers of screens alone', () => {
    const id = 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0001'
    const device = {
      ...viewDevice(newDevice({ deviceId: id, roomId: id, name: 'pc', lastSeenAt: 1, facts: null })),
      user: { name: 'a', displayName: 'A', guest: false, sessionStartedAt: 1 },
      idle: { idle: true, since: 1 },
      foreground: { title: 't', application: 'a', process: null, since: 1, page: null },
    }
    for (const role of roles) {
      const seen = redactDevice(device, role)
      expect([role, seen.user === null, seen.idle === null, seen.foreground === null]).toEqual([
        role,
        ...Array.from({ length: 3 }, () => role !== 'teacher' && role !== 'head'),
      ])
      expect(seesScreens(role)).toBe(role === 'teacher' || role === 'head')
    }
  })
})
