import { createCanvas } from '@napi-rs/canvas'
import type { Thumbnail } from '#shared/model/screen'

/** A keyframe of one plain colour, as an agent would send it. */
export const plainPicture = (colour: string, width = 320, height = 180): Thumbnail => {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = colour
  context.fillRect(0, 0, width, height)
  return {
    monitor: 0,
    keyframe: true,
    width,
    height,
    parts: [{ x: 0, y: 0, width, height, jpeg: new Uint8Array(canvas.toBuffer('image/jpeg', 80)) }],
  }
}
