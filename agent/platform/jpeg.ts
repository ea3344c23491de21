import jpegTurbo from '@julusian/jpeg-turbo'
import type { Rectangle } from './rectangle'

let scratch = Buffer.alloc(0)

/** One rectangle of a BGRX picture `stride` pixels wide, as JPEG (ITU-T T.81, 4:2:0). The result is the caller's own. */
export function encodeJpeg(
  pixels: Int32Array,
  stride: number,
  { x, y, width, height }: Rectangle,
  quality: number,
): Uint8Array<ArrayBuffer> {
  const needed = jpegTurbo.bufferSize({ width, height, subsampling: jpegTurbo.SAMP_420 })
  if (scratch.length < needed) scratch = Buffer.alloc(needed)
  const start = pixels.byteOffset + 4 * (y * stride + x)
  const source = Buffer.from(pixels.buffer, start, 4 * stride * height)
  // The library counts the stride in pixels.
  const options = { format: jpegTurbo.FORMAT_BGRX, width, height, stride, quality, subsampling: jpegTurbo.SAMP_420 }
  const encoded = jpegTurbo.compressSync(source, scratch, options)
  return Uint8Array.from(encoded)
}

/** A picture as BGRX, decoded on a thread of its own; it is the caller's own. */
export async function decodeJpeg(jpeg: Uint8Array): Promise<Int32Array> {
  const { data } = await jpegTurbo.decompress(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_BGRX })
  return new Int32Array(Uint8Array.from(data).buffer)
}

/** A lower quality is tried in steps of this until a picture fits. */
const qualityStep = 15

/** A whole BGRX picture as JPEG of at most `mostBytes`, encoded on a thread of its own; null when even the coarsest is larger. */
export async function encodeWhole(
  pixels: Int32Array,
  { width, height }: { readonly width: number; readonly height: number },
  quality: number,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const source = Buffer.from(pixels.buffer, pixels.byteOffset, 4 * width * height)
  for (let tried = quality; tried > 0; tried -= qualityStep) {
    const options = { format: jpegTurbo.FORMAT_BGRX, width, height, quality: tried, subsampling: jpegTurbo.SAMP_420 }
    const encoded = await jpegTurbo.compress(source, options)
    if (encoded.byteLength <= mostBytes) return Uint8Array.from(encoded)
  }
  return null
}
