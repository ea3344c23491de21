import type { Rectangle } from './rectangle'

/** How far the sign's right and bottom edges stay from those of the room, in pixels: what remains as the sign grows and shrinks. */
export interface SignCorner {
  readonly right: number
  readonly bottom: number
}

export const firstCorner: SignCorner = { right: 12, bottom: 12 }

/** Where a sign of this size lies: wholly inside the room, whatever the corner says, so that it can be moved aside but never off the screen. */
export function placeSign(room: Rectangle, size: { readonly width: number; readonly height: number }, corner: SignCorner): Rectangle {
  const x = room.x + room.width - corner.right - size.width
  const y = room.y + room.height - corner.bottom - size.height
  return {
    ...size,
    x: Math.max(room.x, Math.min(x, room.x + room.width - size.width)),
    y: Math.max(room.y, Math.min(y, room.y + room.height - size.height)),
  }
}

/** The corner of a sign that was dragged here. */
export function cornerOf(room: Rectangle, place: Rectangle): SignCorner {
  return { right: room.x + room.width - place.x - place.width, bottom: room.y + room.height - place.y - place.height }
}
