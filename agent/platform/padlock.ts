import type { SKRSContext2D } from '@napi-rs/canvas'

/** Draws a closed padlock `size` pixels high around `middle`, in the colour given as CSS. */
export function drawPadlock(
  context: SKRSContext2D,
  colour: string,
  { middle, top, size }: { middle: number; top: number; size: number },
): void {
  const body = { width: size * 0.72, height: size * 0.52 }
  const bodyTop = top + size - body.height
  context.strokeStyle = colour
  context.lineWidth = size * 0.09
  context.beginPath()
  const radius = size * 0.22
  context.moveTo(middle - radius, bodyTop)
  context.lineTo(middle - radius, top + radius + context.lineWidth)
  context.arc(middle, top + radius + context.lineWidth, radius, Math.PI, 0)
  context.lineTo(middle + radius, bodyTop)
  context.stroke()
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(middle - body.width / 2, bodyTop, body.width, body.height, size * 0.07)
  context.fill()
}
