import { fail, ok, type Outcome } from '../outcome'

/** A phrase of a pack, as docs/policies.md describes: a row of parts that stand after one another. */
export type Phrase = readonly Part[]
export type Part =
  | { readonly kind: 'word'; readonly word: string; readonly form: 'inflected' | 'exact' | 'misspelt' }
  | { readonly kind: 'set'; readonly name: string }
  | { readonly kind: 'gap'; readonly max: number }
  | { readonly kind: 'choice'; readonly options: readonly Phrase[] }

const token = /\s*(?:(\.\.\d?)|\{([a-z0-9-]+)\}|([()[\]|])|([^\s(){}[\]|]+))/uy
const largestGap = 8

/** Reads a phrase. A detail of a failure says what is wrong in it. */
export function parsePhrase(text: string): Outcome<Phrase, 'invalid'> {
  const pieces: RegExpExecArray[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex
    const piece = token.exec(text)
    if (piece === null) return fail('invalid', `"${text}" cannot be read from character ${at + 1} on`)
    pieces.push(piece)
  }
  let next = 0
  let fault: string | null = null

  const parts = (closing: string | null): Phrase[] => {
    const options: Part[][] = [[]]
    for (; next < pieces.length; next += 1) {
      const [, gap, set, bracket, word] = pieces[next] ?? []
      const row = options.at(-1) ?? []
      if (gap !== undefined) row.push({ kind: 'gap', max: gap.length === 3 ? Number(gap[2]) : 2 })
      else if (set !== undefined) row.push({ kind: 'set', name: set })
      else if (word !== undefined) {
        const words = wordParts(word)
        if (words.length === 0) fault ??= `"${word}" in "${text}" has neither letter nor digit`
        row.push(...words)
      } else if (bracket === '(' || bracket === '[') {
        next += 1
        const inner = parts(bracket === '(' ? ')' : ']')
        row.push({ kind: 'choice', options: bracket === '[' ? [...inner, []] : inner })
      } else if (bracket === '|') options.push([])
      else if (bracket === closing) return options
      else fault ??= `"${text}" has a "${bracket ?? ''}" too many`
    }
    if (closing !== null) fault ??= `"${text}" lacks a "${closing}"`
    return options
  }

  const options = parts(null)
  const phrase: Phrase = options.length === 1 ? (options[0] ?? []) : [{ kind: 'choice', options }]
  fault ??= faultOf(text, phrase)
  return fault === null ? ok(phrase) : fail('invalid', fault)
}

/** Words are folded as texts are: "self-harm" is two, "don't" is one. */
function wordParts(written: string): Part[] {
  const form = written.startsWith('=') ? 'exact' : written.endsWith('~') ? 'misspelt' : 'inflected'
  const bare = written
    .replace(/^=|~$/gu, '')
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
  return bare
    .split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u)
    .filter((word) => word !== '')
    .map((word) => ({ kind: 'word', word, form }))
}

function faultOf(text: string, phrase: Phrase): string | null {
  if (phrase.length === 0) return `"${text}" says nothing`
  if (phrase[0]?.kind === 'gap' || phrase.at(-1)?.kind === 'gap') return `"${text}" begins or ends with a gap`
  if (phrase.some((part) => part.kind === 'gap' && part.max > largestGap)) return `"${text}" has a gap of more than ${largestGap} words`
  if (isOptional(phrase)) return `"${text}" would match where nothing stands: all of it may be left out`
  return null
}

const isOptional = (phrase: Phrase): boolean =>
  phrase.every((part) => part.kind === 'gap' || (part.kind === 'choice' && part.options.some(isOptional)))
