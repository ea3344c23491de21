export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Whether the rectangles together hold every pixel of the area: cuts the area at every edge and asks each piece. */
export function covers(area: Rectangle, rectangles: readonly Rectangle[]): boolean {
  const cuts = (from: number, length: number, edges: readonly number[]): number[] =>
    [...new Set([from, from + length, ...edges.filter((edge) => edge > from && edge < from + length)])].sort((a, b) => a - b)
  const xs = cuts(
    area.x,
    area.width,
    rectangles.flatMap(({ x, width }) => [x, x + width]),
  )
  const ys = cuts(
    area.y,
    area.height,
    rectangles.flatMap(({ y, height }) => [y, y + height]),
  )
  return xs.slice(0, -1).every((x) => ys.slice(0, -1).every((y) => rectangles.some((one) => holds(one, x, y))))
}

export const holds = (rectangle: Rectangle, x: number, y: number): boolean =>
  x >= rectangle.x && x < rectangle.x + rectangle.width && y >= rectangle.y && y < rectangle.y + rectangle.height

export const overlaps = (left: Rectangle, right: Rectangle): boolean =>
  left.x < right.x + right.width && right.x < left.x + left.width && left.y < right.y + right.height && right.y < left.y + left.height

/** How many pixels of two BGRX pictures are alike; the fourth byte holds nothing. */
export function countSamePixels(before: Uint8Array, after: Uint8Array): number {
  if (before.byteLength !== after.byteLength) throw new Error('pictures of two sizes cannot be compared')
  let same = 0
  for (let at = 0; at < before.byteLength; at += 4) {
    if (before[at] === after[at] && before[at + 1] === after[at + 1] && before[at + 2] === after[at + 2]) same += 1
  }
  return same
}

/** A screen before and during a lock, BGRX. */
export interface LockedScreen {
  readonly before: Uint8Array
  readonly during: Uint8Array
}

/**
 * How many pixels of a screen are not proven to be covered. A pixel that changed is covered; one that kept its colour is covered too when the lock
 * shows that very colour there on another screen where it changed. Screens must be of one size and show one lock.
 */
export function countUnproven(screen: LockedScreen, others: readonly LockedScreen[]): number {
  const colourAt = (picture: Uint8Array, at: number): number =>
    (picture[at] ?? 0) | ((picture[at + 1] ?? 0) << 8) | ((picture[at + 2] ?? 0) << 16)
  let unproven = 0
  for (let at = 0; at < screen.before.byteLength; at += 4) {
    const colour = colourAt(screen.during, at)
    if (colourAt(screen.before, at) !== colour) continue
    const proven = others.some((other) => colourAt(other.during, at) === colour && colourAt(other.before, at) !== colour)
    if (!proven) unproven += 1
  }
  return unproven
}
