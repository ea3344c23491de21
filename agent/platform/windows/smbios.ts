import { tidy } from '../firmware-words'

/* What firmware tells in the tables of SMBIOS (DMTF DSP0134 3.6), of which Windows gives a copy behind eight bytes of its own. */

const ownBytes = 8
const headBytes = 4
const types = { firmware: 0, system: 1, memory: 17, end: 127 } as const
/** Of a memory module: none, and too large for its two bytes. */
const sizes = { none: 0, unknown: 0xffff, extended: 0x7fff } as const

export interface FirmwareTold {
  readonly maker: string
  readonly model: string
  readonly serial: string
  readonly firmware: string
  readonly modules: readonly { readonly slot: string; readonly sizeMb: number; readonly serial: string }[]
}

interface Structure {
  readonly type: number
  /** Head and numbers. */
  readonly data: Buffer
  readonly strings: readonly string[]
}

/** Null for what is none, or cut short before anything was told. */
export function readSmbios(table: Buffer): FirmwareTold | null {
  const structures = split(table)
  if (structures.length === 0) return null
  const first = (type: number): Structure | undefined => structures.find((one) => one.type === type)
  const [system, firmware] = [first(types.system), first(types.firmware)]
  return {
    maker: text(system, 4),
    model: text(system, 5),
    serial: text(system, 7),
    firmware: tidy([4, 5, 8].map((at) => text(firmware, at)).join(' ')),
    modules: structures.flatMap((one) => {
      const sizeMb = one.type === types.memory ? moduleMb(one.data) : 0
      return sizeMb === 0 ? [] : [{ slot: text(one, 0x10) || text(one, 0x11), sizeMb, serial: text(one, 0x18) }]
    }),
  }
}

/** Structures until the last, or until one that the table does not hold whole. */
function split(table: Buffer): Structure[] {
  const found: Structure[] = []
  for (let at = ownBytes; at + headBytes <= table.length;) {
    const [type = 0, length = 0] = [table[at], table[at + 1]]
    const data = table.subarray(at, at + length)
    // Strings end with a zero each, and all of them with one more; without any there are two.
    const end = table.indexOf('\0\0', at + length, 'latin1')
    if (length < headBytes || data.length < length || end === -1 || type === types.end) break
    const strings = table.toString('latin1', at + length, end).split('\0')
    found.push({ type, data, strings })
    at = end + 2
  }
  return found
}

/** A number at this place names one of the strings, from 1. */
function text(structure: Structure | undefined, at: number): string {
  const number = structure?.data[at] ?? 0
  return number === 0 ? '' : tidy(structure?.strings[number - 1])
}

function moduleMb(data: Buffer): number {
  const size = data.length >= 0x0e ? data.readUInt16LE(0x0c) : sizes.none
  if (size === sizes.none || size === sizes.unknown) return 0
  if (size === sizes.extended) return data.length >= 0x20 ? data.readUInt32LE(0x1c) & 0x7fff_ffff : 0
  return (size & 0x8000) === 0 ? size : (size & 0x7fff) >> 10
}
