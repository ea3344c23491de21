import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { fail, ok, type Outcome } from '../outcome'
import { packSchema, type PackPath, partsOf, type PlacedPack } from './pack'

export interface PackFile {
  /** As a person knows it: `drugs.yaml`. */
  readonly name: string
  readonly text: string
}

const maxPackCharacters = 1_200_000

/** Reads a pack. A failure's detail is `file:line: reason`. */
export function readPack({ name, text }: PackFile): Outcome<PlacedPack, 'bad-pack'> {
  if (text.length > maxPackCharacters) return fail('bad-pack', `${name}:1: larger than ${maxPackCharacters} characters`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [fault] = document.errors
  if (fault !== undefined) return fail('bad-pack', `${name}:${lines.linePos(fault.pos[0]).line}: ${fault.message}`)

  const lineOf = (path: PackPath): number => {
    // What is missing has no line: its nearest surrounding part has one.
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (!isNode(node) || !node.range) continue
      const { line } = lines.linePos(node.range[0])
      const phrase = path[length]
      if (!isScalar(node) || typeof node.value !== 'string' || typeof phrase !== 'number') return line
      // A block's text begins below its | sign.
      return line + (node.type?.startsWith('BLOCK') === true ? 1 : 0) + (partsOf(node.value)[phrase]?.line ?? 0)
    }
    return 1
  }
  if (!isMap(document.contents)) return fail('bad-pack', `${name}:1: a pack is a map that begins with "pack:"`)
  let content: unknown
  try {
    content = document.toJS({ maxAliasCount: 20 })
  } catch (error) {
    // The library throws when a text repeats itself without end, and for nothing else here.
    return fail('bad-pack', `${name}:1: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
  const parsed = packSchema.safeParse(content)
  if (parsed.success) return ok({ pack: parsed.data, placeOf: (path) => `${name}:${lineOf(path)}` })
  const [issue] = parsed.error.issues
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? key : String(key)))
  return fail('bad-pack', `${name}:${lineOf(path)}: ${path.join('.') || 'pack'}: ${issue?.message ?? 'does not fit'}`)
}
