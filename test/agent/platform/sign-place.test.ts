import { describe, expect, it } from 'vitest'
import { cornerOf, firstCorner, placeSign } from '../../../agent/platform/sign-place'

const room = { x: 100, y: 50, width: 1_000, height: 700 }
const size = { width: 120, height: 28 }

describe('the place of the sign', () => {
  it('is the bottom right corner of its room, and keeps its right edge as it grows', () => {
    expect(placeSign(room, size, firstCorner)).toEqual({ x: 968, y: 710, ...size })
    expect(placeSign(room, { ...size, width: 300 }, firstCorner)).toEqual({ x: 788, y: 710, width: 300, height: 28 })
  })

  it('is wholly inside the room, wherever it was dragged to', () => {
    for (const [x, y] of [
      [-5_000, -5_000],
      [5_000, 5_000],
      [100, 2_000],
    ] as const) {
      const place = placeSign(room, size, cornerOf(room, { x, y, ...size }))
      expect(place.x).toBeGreaterThanOrEqual(room.x)
      expect(place.y).toBeGreaterThanOrEqual(room.y)
      expect(place.x + place.width).toBeLessThanOrEqual(room.x + room.width)
      expect(place.y + place.height).toBeLessThanOrEqual(room.y + room.height)
    }
  })

  it('stays where it was dragged to', () => {
    const dragged = { x: 300, y: 80, ...size }
    expect(placeSign(room, size, cornerOf(room, dragged))).toEqual(dragged)
  })
})
