export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function areaOf({ width, height }: Rectangle): number {
  return width * height
}

export const contains = ({ x, y, width, height }: Rectangle, pointX: number, pointY: number): boolean =>
  pointX >= x && pointY >= y && pointX < x + width && pointY < y + height

/** The smallest rectangle around both. */
export function around(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}

/** What both share; null when they do not meet. */
export function overlap(a: Rectangle, b: Rectangle): Rectangle | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

/** At most `most` rectangles that cover all the given ones: those whose union wastes least are joined first. */
export function joinRectangles(rectangles: readonly Rectangle[], most: number): readonly Rectangle[] {
  const joined = [...rectangles]
  while (joined.length > most) {
    let best = { first: 0, second: 1, waste: Infinity }
    for (const [first, a] of joined.entries()) {
      for (const [offset, b] of joined.slice(first + 1).entries()) {
        const waste = areaOf(around(a, b)) - areaOf(a) - areaOf(b)
        if (waste < best.waste) best = { first, second: first + 1 + offset, waste }
      }
    }
    const [second] = joined.splice(best.second, 1)
    const first = joined[best.first]
    if (first === undefined || second === undefined) break
    joined[best.first] = around(first, second)
  }
  return joined
}
