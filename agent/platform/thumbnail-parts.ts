import { mostPartBytes, type Thumbnail } from '#shared/model/screen'
import { encodeJpeg } from './jpeg'
import type { RestlessRegion } from './platform'
import { areaOf, overlap, type Rectangle } from './rectangle'
import type { RememberedPicture } from './remembered-picture'

/** A part over the contract's limit is encoded again this much coarser. */
const qualityStep = 15

/** How long changes may wait because all of them lie in the restless region; 0 when they may not. */
export function heldMs(parts: readonly Rectangle[], restless: RestlessRegion | null): number {
  if (restless === null || parts.length === 0) return 0
  const inside = parts.every((part) => areaOf(overlap(part, restless) ?? { x: 0, y: 0, width: 0, height: 0 }) === areaOf(part))
  return inside ? Math.max(0, Math.ceil(restless.untilMs - performance.now())) : 0
}

/** What changed, or all of it for a keyframe; it counts as told from now on. */
export function encodeParts(memory: RememberedPicture, keyframe: boolean, quality: number): Omit<Thumbnail, 'monitor'> {
  const { width, height } = memory
  const changes = memory.changes()
  const whole = keyframe || changes.whole
  const parts = whole ? [{ x: 0, y: 0, width, height }] : changes.parts
  memory.clearChanges()
  return { keyframe: whole, width, height, parts: parts.map((part) => ({ ...part, jpeg: encodeWithin(memory, part, quality) })) }
}

function encodeWithin(memory: RememberedPicture, part: Rectangle, quality: number): Uint8Array<ArrayBuffer> {
  const jpeg = encodeJpeg(memory.pixels, memory.width, part, quality)
  const coarser = quality - qualityStep
  return jpeg.length > mostPartBytes && coarser > 0 ? encodeWithin(memory, part, coarser) : jpeg
}
