import type { Hardware } from '#shared/model/inventory'

type MonitorPart = Hardware['monitors'][number]

const descriptorAt = [54, 72, 90, 108]
const nameTag = 0xfc
const serialTag = 0xff

/** What a monitor says of itself (VESA E-EDID 1.4, section 3): maker's letters with its name, and the serial number. Null for no EDID. */
export function readEdid(edid: Uint8Array): MonitorPart | null {
  if (edid.byteLength < 128 || edid[0] !== 0 || edid[1] !== 0xff) return null
  const letters = ((edid[8] ?? 0) << 8) | (edid[9] ?? 0)
  const maker = [10, 5, 0].map((shift) => String.fromCodePoint(64 + ((letters >> shift) & 0b1_1111))).join('')
  const text = (tag: number): string => {
    const at = descriptorAt.find((start) => edid[start] === 0 && edid[start + 1] === 0 && edid[start + 3] === tag)
    if (at === undefined) return ''
    return String.fromCodePoint(...edid.subarray(at + 5, at + 18))
      .replace(/\n.*$/su, '')
      .replaceAll(/[^\x20-\x7e]/gu, '')
      .trim()
  }
  const number = (edid[12] ?? 0) | ((edid[13] ?? 0) << 8) | ((edid[14] ?? 0) << 16) | ((edid[15] ?? 0) << 24)
  return { model: `${maker} ${text(nameTag)}`.trim(), serial: text(serialTag) || (number === 0 ? '' : String(number >>> 0)) }
}
