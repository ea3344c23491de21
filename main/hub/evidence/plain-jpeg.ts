/** Markers of ITU-T T.81, B.1.1.3. */
const [startOfScan, comment, firstApplication, lastApplication, jfif, adobe] = [0xda, 0xfe, 0xe0, 0xef, 0xe0, 0xee]

/** JFIF and Adobe segments say how to read the colours; every other of an application, and comments, may say who and where. */
const tells = (marker: number): boolean =>
  marker === comment || (marker >= firstApplication && marker <= lastApplication && marker !== jfif && marker !== adobe)

/** The picture without metadata: the very same bytes where it has none. What does not read as a JPEG is null. */
export const withoutMetadata = (jpeg: Uint8Array): Uint8Array | null => {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return null
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)]
  let at = 2
  while (at + 4 <= jpeg.length) {
    const marker = jpeg[at + 1] ?? 0
    if (jpeg[at] !== 0xff) return null
    if (marker === startOfScan) {
      kept.push(jpeg.subarray(at))
      return kept.length === 1 ? jpeg : Buffer.concat(kept)
    }
    const next = at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
    if (next <= at + 3 || next > jpeg.length) return null
    if (!tells(marker)) kept.push(jpeg.subarray(at, next))
    at = next
  }
  return null
}
