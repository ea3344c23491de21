import { z } from 'zod'
import { bytesSchema } from './scalars'

/** Pixels of each side of a site's icon, drawn anew by the browser that shows the site. */
export const siteIconPixels = 32
export const mostIconBytes = 6 * 1024

/** The first half of the SHA-256 of the icon's PNG, in lower-case hex. */
export const iconHashSchema = z.string().regex(/^[0-9a-f]{32}$/u)
export const iconHashCharacters = 32

/** The eight bytes that begin a PNG, then length and name of its header (ISO/IEC 15948, 5.2 and 11.2.2). */
const pngStart = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]

/** A PNG of just those pixels: what it may unfold to is bounded before anybody draws it. */
function isIconPng(bytes: Uint8Array): boolean {
  if (bytes.byteLength < 33 || pngStart.some((byte, at) => bytes[at] !== byte)) return false
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return size.getUint32(16) === siteIconPixels && size.getUint32(20) === siteIconPixels
}

export const iconPngSchema = bytesSchema(mostIconBytes).refine(isIconPng, 'no PNG of an icon')

/** The icon of a site as a pupil's browser shows it. */
export const siteIconSchema = z.object({ hash: iconHashSchema, png: iconPngSchema })
