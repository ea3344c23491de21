import { describe, expect, it } from 'vitest'
import { countSamePixels, countUnproven, covers, holds, overlaps } from '../support/screen/coverage'
import { makeNoise } from '../support/screen/noise-screen'
import { parseStat } from './measure/process-tree'
import { parseSocketBytes } from './measure/socket-bytes'
import { percentile, round, spread } from './measure/statistics'

describe('percentiles', () => {
  it('interpolate between neighbours', () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2.5)
    expect(percentile([10, 20, 30, 40, 50], 95)).toBe(48)
    expect(percentile([7], 95)).toBe(7)
    expect(spread([1, 2, 3])).toEqual({ p50: 2, p95: 2.9 })
  })

  it('are no number without samples', () => {
    expect(percentile([], 50)).toBeNaN()
  })

  it('leave the samples as they are', () => {
    const samples = [3, 1, 2]
    percentile(samples, 50)
    expect(samples).toEqual([3, 1, 2])
  })

  it('are rounded to a hundredth', () => {
    expect(round(1.23456)).toBe(1.23)
  })
})

describe('coverage of a screen', () => {
  const screen = { x: 0, y: 0, width: 100, height: 50 }

  it('is whole when the parts leave no pixel out, however they overlap', () => {
    expect(covers(screen, [{ x: -5, y: -5, width: 200, height: 200 }])).toBe(true)
    expect(
      covers(screen, [
        { x: 0, y: 0, width: 60, height: 50 },
        { x: 50, y: 0, width: 50, height: 20 },
        { x: 55, y: 20, width: 45, height: 30 },
      ]),
    ).toBe(true)
  })

  it('is not when one pixel is missing', () => {
    expect(covers(screen, [])).toBe(false)
    expect(
      covers(screen, [
        { x: 0, y: 0, width: 99, height: 50 },
        { x: 99, y: 0, width: 1, height: 49 },
      ]),
    ).toBe(false)
  })

  it('knows what a rectangle holds and meets', () => {
    const rectangle = { x: 10, y: 10, width: 5, height: 5 }
    expect([holds(rectangle, 10, 14), holds(rectangle, 15, 10)]).toEqual([true, false])
    expect(overlaps(rectangle, { x: 14, y: 14, width: 9, height: 9 })).toBe(true)
    expect(overlaps(rectangle, { x: 15, y: 10, width: 9, height: 9 })).toBe(false)
  })
})

describe('comparing pictures', () => {
  it('counts pixels that are alike, whatever the unused byte holds', () => {
    const before = Buffer.from([1, 2, 3, 0, 4, 5, 6, 0])
    expect(countSamePixels(before, Buffer.from([1, 2, 3, 255, 4, 5, 7, 0]))).toBe(1)
    expect(() => countSamePixels(before, Buffer.alloc(4))).toThrow()
  })

  it('takes a pixel that kept its colour as covered only when the lock has that colour on another screen', () => {
    const pixel = (...colours: number[]): Buffer => Buffer.from(colours.flatMap((colour) => [colour, colour, colour, 0]))
    const lock = pixel(9, 9, 9)
    const plain = { before: pixel(1, 9, 9), during: lock }
    expect(countUnproven(plain, [])).toBe(2)
    expect(countUnproven(plain, [{ before: pixel(2, 3, 9), during: lock }])).toBe(1)
    const uncovered = { before: pixel(1, 5, 1), during: pixel(9, 5, 9) }
    expect(countUnproven(uncovered, [{ before: pixel(2, 2, 2), during: lock }])).toBe(1)
  })

  it('has noise in blocks of four', () => {
    let next = 0
    const noise = makeNoise(8, 6, () => (next += 0.1))
    const pixels = new Uint32Array(noise.buffer, noise.byteOffset, 48)
    expect(pixels[0]).toBe(pixels[3 * 8 + 3])
    expect(pixels[0]).not.toBe(pixels[4])
    expect(pixels[0]).not.toBe(pixels[4 * 8])
    expect(pixels.every((pixel) => pixel > 0 && pixel < 0x1000000)).toBe(true)
  })

  it.each([0, 0x10333a, 0xf2f7f7, 0x808080, 0xffffff])('has no colour of a cover in its noise, as %i', (colour) => {
    const noise = makeNoise(4, 4, () => colour / 0x1000000)
    expect(noise[2]).toBeGreaterThan(noise[1] ?? Infinity)
  })
})

describe('what /proc says of a process', () => {
  it('is read past a name with brackets and blanks', () => {
    const line = '42 (tmux: (a) b) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 25 5 20 0 1 0 100 1 2'
    expect(parseStat(line)).toEqual({ parent: 7, ticks: 230 })
  })
})

describe('what ss says of connections', () => {
  const output = `0      0         127.0.0.1:43210      127.0.0.1:7444  users:(("node",pid=11,fd=20))
\t cubic wscale:7,7 rto:204 bytes_sent:1200 bytes_acked:1101 bytes_received:302 segs_out:9
0      0         127.0.0.1:43212      127.0.0.1:7444  users:(("node",pid=12,fd=20))
\t cubic wscale:7,7 bytes_sent:9000 bytes_acked:9000 bytes_received:9000
`

  it('is summed for the processes asked about', () => {
    expect(parseSocketBytes(output, [11])).toEqual({ sent: 1101, received: 302, connections: 1 })
    expect(parseSocketBytes(output, [11, 12])).toEqual({ sent: 10_101, received: 9_302, connections: 2 })
  })

  it('is nothing for others and for no output', () => {
    expect(parseSocketBytes(output, [13])).toEqual({ sent: 0, received: 0, connections: 0 })
    expect(parseSocketBytes('', [11])).toEqual({ sent: 0, received: 0, connections: 0 })
  })
})
