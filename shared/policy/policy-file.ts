import { fail, ok, type Outcome } from '../outcome'
import { type CompiledPacks, compiledHeadSchema } from './compiled-packs'
import type { NumberLists } from './number-lists'
import { emptyHash, hashOn } from './word-hash'

/**
 * Compiled packs as the bytes of a file, made at build and used as they lie in memory: a name, the format, a checksum of what
 * follows, the head as JSON in ASCII, then arrays of numbers in a fixed order, each with its length in bytes before it and filled up to four bytes.
 * Numbers are little-endian, as all machines are that this runs on.
 */
const magic = 'CWPOLICY'
const format = 3
/** Where the checksum's part begins: after name, format and checksum. */
const checkedFrom = 16

const paddedTo4 = (length: number): number => (length + 3) & ~3

export function writePolicyFile({ head, words, patterns, triggers, likeness }: CompiledPacks): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify({ ...head, number: words.number, filler: patterns.filler, requirements: patterns.requirements }).replace(
    /[\u007f-\uffff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const lists = [...[likeness.kinds.kinds, words.atoms, words.slips], ...[patterns.sequences, patterns.choices, patterns.patterns]]
  const arrays = [
    words.letters,
    ...[words.starts, words.slots, words.squeezedSlots, words.slipSlots, likeness.features, likeness.weights, likeness.kinds.stems],
    ...[...lists, patterns.requirementsOf, triggers].flatMap(({ starts, items }) => [starts, items]),
  ]
  const pieces = [Uint8Array.from(json, (character) => character.charCodeAt(0)), ...arrays.map(bytesOf)]
  const file = new Uint8Array(checkedFrom + pieces.reduce((sum, { length }) => sum + 4 + paddedTo4(length), 0))
  const view = new DataView(file.buffer)
  for (let at = 0; at < magic.length; at += 1) file[at] = magic.charCodeAt(at)
  view.setUint32(8, format, true)
  let at = checkedFrom
  for (const piece of pieces) {
    view.setUint32(at, piece.length, true)
    file.set(piece, at + 4)
    at += 4 + paddedTo4(piece.length)
  }
  view.setUint32(12, checksumOf(file.subarray(checkedFrom)), true)
  return file
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Uint16Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)

/** Reads such a file. The bytes stay in use: nobody may write into them afterwards. */
export function readPolicyFile(bytes: Uint8Array): Outcome<CompiledPacks, 'bad-policy'> {
  // Arrays of numbers want to lie on a multiple of four.
  const file = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const refused = (why: string) => fail('bad-policy', `the compiled policies cannot be used: ${why}; build or install them again`)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < checkedFrom || file.length % 4 !== 0 || asciiOf(file.subarray(0, magic.length)) !== magic)
    return refused('this is no such file')
  const written = view.getUint32(8, true)
  if (written !== format) return refused(`they are of format ${written}, and this program reads ${format}`)
  if (view.getUint32(12, true) !== checksumOf(file.subarray(checkedFrom))) return refused('they are damaged')

  let at = checkedFrom
  const next = (): { readonly offset: number; readonly length: number } => {
    const length = view.getUint32(at, true)
    const offset = at + 4
    at = offset + paddedTo4(length)
    return { offset: file.byteOffset + offset, length }
  }
  const json = next()
  const head = fileHeadSchema.safeParse(JSON.parse(asciiOf(new Uint8Array(file.buffer, json.offset, json.length))))
  if (!head.success) return refused('their head does not fit')
  const units = next()
  const numbers = (): Int32Array => {
    const { offset, length } = next()
    return new Int32Array(file.buffer, offset, length / 4)
  }
  const lists = (): NumberLists => ({ starts: numbers(), items: numbers() })
  const { number, filler, requirements, ...rest } = head.data
  const letters = new Uint16Array(file.buffer, units.offset, units.length / 2)
  // In the order in which they are written.
  const [starts, slots, squeezedSlots, slipSlots] = [numbers(), numbers(), numbers(), numbers()]
  const [features, weights, stems] = [numbers(), numbers(), numbers()]
  const likeness = { features, weights, kinds: { stems, kinds: lists() } }
  const [atoms, slips, sequences, choices] = [lists(), lists(), lists(), lists()]
  const [patterns, requirementsOf, triggers] = [lists(), lists(), lists()]
  return ok({
    head: rest,
    words: { letters, starts, atoms, slots, squeezedSlots, slips, slipSlots, number },
    patterns: { sequences, choices, patterns, requirements, requirementsOf, filler },
    triggers,
    likeness,
  })
}

const fileHeadSchema = compiledHeadSchema.extend({
  number: compiledHeadSchema.shape.terms,
  filler: compiledHeadSchema.shape.terms,
  requirements: compiledHeadSchema.shape.terms,
})

function asciiOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** Of a file's numbers, four bytes each: any one of them that is damaged changes it. */
function checksumOf(bytes: Uint8Array): number {
  const numbers = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  let hash = emptyHash
  for (let at = 0; at < numbers.length; at += 1) hash = hashOn(hash, numbers[at] ?? 0)
  return hash >>> 0
}
