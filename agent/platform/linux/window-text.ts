import { cleanName } from '../clean-text'

/** ISO 2022 final bytes of the 96-character right-hand sets COMPOUND_TEXT names (X Consortium Standard, "Compound Text Encoding", section 4). */
const rightHandSets: Readonly<Record<string, string>> = {
  A: 'iso-8859-1',
  B: 'iso-8859-2',
  C: 'iso-8859-3',
  D: 'iso-8859-4',
  F: 'iso-8859-7',
  G: 'iso-8859-6',
  H: 'iso-8859-8',
  L: 'iso-8859-5',
  M: 'windows-1254',
  _: 'iso-8859-14',
  b: 'iso-8859-15',
}

/** Reads COMPOUND_TEXT: the single-byte sets above and embedded UTF-8. Text in other sets becomes replacement characters. */
export function decodeCompoundText(data: Uint8Array): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  let text = ''
  let encoding: string | null = 'iso-8859-1'
  let offset = 0
  while (offset < bytes.length) {
    const escape = bytes.indexOf(0x1b, offset)
    const end = escape < 0 ? bytes.length : escape
    const run = bytes.subarray(offset, end)
    text += encoding === null ? '\uFFFD'.repeat(run.length) : new TextDecoder(encoding).decode(run)
    if (escape < 0) break
    const sequence = /^\u001b(?:%[G@]|%\/.|[\u0020-\u002f]+[\u0030-\u007e])/.exec(bytes.toString('latin1', escape, escape + 8))?.[0]
    if (sequence === undefined) break
    offset = escape + sequence.length
    if (sequence === '\u001b%G') encoding = 'utf-8'
    else if (sequence === '\u001b%@') encoding = 'iso-8859-1'
    else if (sequence.startsWith('\u001b-')) encoding = rightHandSets[sequence.slice(-1)] ?? null
    else if (!sequence.startsWith('\u001b(')) encoding = null
  }
  return text
}

/** WM_CLASS holds instance and class, each ended by a zero byte (ICCCM 4.1.2.5); the class names the application. */
export function applicationOf(wmClass: Uint8Array): string {
  const [instance = '', className = ''] = Buffer.from(wmClass).toString('latin1').split('\0')
  return cleanName(className === '' ? instance : className)
}
