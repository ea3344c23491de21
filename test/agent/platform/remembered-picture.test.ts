import { describe, expect, it } from 'vitest'
import { RememberedPicture } from '../../../agent/platform/remembered-picture'
import type { Rectangle } from '../../../agent/platform/rectangle'

const painted = ({ width, height }: Rectangle, colour: number): Int32Array => new Int32Array(width * height).fill(colour)

function paint(picture: RememberedPicture, area: Rectangle, colour = 0x336699): void {
  picture.update(area, painted(area, colour))
}

describe('a remembered picture', () => {
  it('names the blocks around what changed', () => {
    const picture = new RememberedPicture(320, 180)
    paint(picture, { x: 20, y: 40, width: 30, height: 10 })
    expect(picture.changes()).toEqual({ whole: false, parts: [{ x: 16, y: 32, width: 48, height: 32 }] })
  })

  it('has nothing to tell of pixels that came out the same, or differ only in the unused byte', () => {
    const picture = new RememberedPicture(320, 180)
    const area = { x: 0, y: 0, width: 320, height: 180 }
    paint(picture, area)
    picture.clearChanges()
    picture.update(area, painted(area, 0xff336699 | 0))
    expect(picture.changes().parts).toEqual([])
  })

  it('keeps changes until they are told', () => {
    const picture = new RememberedPicture(320, 180)
    paint(picture, { x: 0, y: 0, width: 1, height: 1 })
    paint(picture, { x: 300, y: 170, width: 1, height: 1 })
    expect(picture.changes().parts).toHaveLength(2)
    picture.clearChanges()
    expect(picture.changes().parts).toEqual([])
  })

  it('cuts the last blocks at the edge of the picture', () => {
    const picture = new RememberedPicture(100, 90)
    paint(picture, { x: 99, y: 89, width: 1, height: 1 })
    expect(picture.changes().parts).toEqual([{ x: 96, y: 80, width: 4, height: 10 }])
  })

  it('covers scattered changes with at most four parts', () => {
    const picture = new RememberedPicture(320, 180)
    const spots = [10, 90, 170, 250].flatMap((x) => [20, 120].map((y) => ({ x, y, width: 4, height: 4 })))
    for (const spot of spots) paint(picture, spot)
    const { parts } = picture.changes()
    expect(parts.length).toBeLessThanOrEqual(4)
    for (const { x, y } of spots) {
      expect(parts.some((part) => part.x <= x && x < part.x + part.width && part.y <= y && y < part.y + part.height)).toBe(true)
    }
  })

  it('is told as a whole when most of it changed', () => {
    const picture = new RememberedPicture(320, 180)
    paint(picture, { x: 0, y: 0, width: 320, height: 150 })
    expect(picture.changes()).toEqual({ whole: true, parts: [{ x: 0, y: 0, width: 320, height: 180 }] })
  })
})
