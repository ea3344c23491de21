/** The one kind of cookie X servers on a PC use. */
const cookieName = 'MIT-MAGIC-COOKIE-1'
const familyLocal = 256
const familyWild = 65_535

/**
 * The cookie for a local display out of an Xauthority file (format: Xau library, `Xau.h`: big-endian family, then counted address, display
 * number, name and data). Null when no entry fits; what follows a truncated entry is ignored.
 */
export function findCookie(file: Buffer, displayNumber: string, hostname: string): Buffer | null {
  let offset = 0
  const counted = (): Buffer | null => {
    if (offset + 2 > file.length) return null
    const end = offset + 2 + file.readUInt16BE(offset)
    if (end > file.length) return null
    const bytes = file.subarray(offset + 2, end)
    offset = end
    return bytes
  }
  while (offset + 2 <= file.length) {
    const family = file.readUInt16BE(offset)
    offset += 2
    const address = counted()
    const display = counted()
    const name = counted()
    const data = counted()
    if (address === null || display === null || name === null || data === null) return null
    const here = family === familyWild || (family === familyLocal && address.toString('latin1') === hostname)
    const thisDisplay = display.length === 0 || display.toString('latin1') === displayNumber
    if (here && thisDisplay && name.toString('latin1') === cookieName) return data
  }
  return null
}
