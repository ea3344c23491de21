import { describe, expect, it } from 'vitest'
import { halvings } from '../../../../agent/platform/linux/scaled-screen'

describe('the steps of scaling', () => {
  it.each([
    [1920, 1080, 320, ['960x540', '480x270', '320x180']],
    [1920, 1080, 960, ['960x540']],
    [1366, 768, 320, ['683x384', '342x192', '320x180']],
    [1280, 720, 1000, ['1000x563']],
    [200, 100, 320, ['200x100']],
  ])('%ix%i to %i wide never more than halve', (width, height, wanted, steps) => {
    expect(halvings({ width, height }, wanted).map((size) => `${size.width}x${size.height}`)).toEqual(steps)
  })
})
