import type { Rectangle } from './rectangle'

type Size = Pick<Rectangle, 'width' | 'height'>

/** Blackens what is outside `part` of the screen in a picture of `monitor`, scaled to `size`: BGRX words, row by row. */
export function blackOutside(pixels: Int32Array, size: Size, part: Rectangle, monitor: Rectangle): void {
  const { x, y, width, height } = scaled(part, monitor, size.width / monitor.width, size.height / monitor.height)
  for (let row = 0; row < size.height; row += 1) {
    const begin = row * size.width
    const isInside = row >= y && row < y + height
    pixels.fill(0, begin, isInside ? begin + Math.min(size.width, Math.max(0, x)) : begin + size.width)
    if (isInside) pixels.fill(0, begin + Math.max(0, Math.min(size.width, x + width)), begin + size.width)
  }
}

/** Where a part of the screen is in the picture of its monitor. */
const scaled = (part: Rectangle, monitor: Rectangle, byWidth: number, byHeight: number): Rectangle => ({
  x: Math.round((part.x - monitor.x) * byWidth),
  y: Math.round((part.y - monitor.y) * byHeight),
  width: Math.round(part.width * byWidth),
  height: Math.round(part.height * byHeight),
})
