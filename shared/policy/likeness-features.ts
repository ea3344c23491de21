import { type Source, sources } from './categories'
import { listAt, numberLists, type NumberLists } from './number-lists'
import { hashOf, hashOn } from './word-hash'

/**
 * What speaks for or against a concern in a text: a word, or one word near another. Beside each word stand its kinds ("mum" is of the kind `kin`),
 * so that what was learned of one word is known of its kind.
 */
export interface Kinds {
  /** Hashes of the words' stems, in order. */
  readonly stems: Int32Array
  /** For each: hashes of its kinds' names. */
  readonly kinds: NumberLists
}

export const noKinds: Kinds = { stems: new Int32Array(), kinds: numberLists([]) }

/** How the second word of a feature stands to the first. */
export const joins = { next: 1, near: 2, alone: 3 } as const
export type Join = (typeof joins)[keyof typeof joins]

/** `<` and `(` begin no word. */
export const kindToken = (name: string): string => `<${name}>`
export const sourceToken = (source: Source): string => `(${source})`

/** @param words of each kind, with spaces between */
export function kindsOf(words: Readonly<Record<string, string>>): Kinds {
  const byStem = new Map<number, number[]>()
  for (const [name, list] of Object.entries(words)) {
    const kind = hashOf(kindToken(name))
    for (const stem of stemsIn(list)) {
      const there = byStem.get(hashOf(stem))
      if (there === undefined) byStem.set(hashOf(stem), [kind])
      else there.push(kind)
    }
  }
  const entries = [...byStem].sort(([one], [other]) => one - other)
  return { stems: Int32Array.from(entries, ([stem]) => stem), kinds: numberLists(entries.map(([, kinds]) => kinds)) }
}

interface Stem {
  readonly text: string
  readonly start: number
  readonly end: number
}

const maxWords = 300

const isLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
const isWordSign = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return isLetter(code) || (code >= 0x80 && /[\p{L}\p{N}]/u.test(text[at] ?? ''))
}

/** Words of a folded text in small letters, without apostrophes, the commonest endings and letters drawn out. */
function wordsIn(folded: string): Stem[] {
  const words: Stem[] = []
  for (let at = 0; at < folded.length && words.length < maxWords;) {
    const start = at
    let hasApostrophe = false
    while (at < folded.length && (isWordSign(folded, at) || (folded[at] === "'" && at > start && isWordSign(folded, at + 1)))) {
      if (folded[at] === "'") hasApostrophe = true
      at += 1
    }
    if (at === start) at += 1
    else words.push({ text: stemOf(folded.slice(start, at), hasApostrophe), start, end: at })
  }
  return words
}

export const stemsIn = (folded: string): ReadonlySet<string> => new Set(wordsIn(folded).map(({ text }) => text))

function stemOf(word: string, hasApostrophe: boolean): string {
  const whole = hasApostrophe ? (word.endsWith("'s") ? word.slice(0, -2) : word).replaceAll("'", '') : word
  const bare = /([a-z])\1\1/u.test(whole) ? whole.replace(/([a-z])\1\1+/gu, '$1') : whole
  const ending = bare.endsWith('ing') ? 3 : bare.endsWith('ed') || bare.endsWith('es') ? 2 : bare.endsWith('s') ? 1 : 0
  return bare.length - ending >= 3 ? bare.slice(0, bare.length - ending) : bare
}

/** Shorter words have too few consonants to be known by them. */
const shortestOutlined = 5

/** A word's consonants, of doubled ones one: what is left of it when it is misspelt ("canabis", "paracetmol"). `~` begins no word. */
function outlineOf(word: string): string {
  let outline = '~'
  let last = ''
  for (const letter of word) {
    const isVowel = 'aeiouy'.includes(letter)
    if (letter !== last && (!isVowel || outline.length === 1)) outline += isVowel ? 'a' : letter
    if (!isVowel) last = letter
  }
  return outline
}

export const outlinesIn = (folded: string): ReadonlySet<string> =>
  new Set(wordsIn(folded).flatMap(({ text }) => (text.length < shortestOutlined ? [] : [outlineOf(text)])))

/** A feature by the hashes of its words. */
export const featureOf = (first: number, join: Join, second: number): number =>
  hashOn(hashOn(hashOn(first, join), second & 0xffff), second >>> 16)

/** The feature that a file of weights calls so: `word`, `word word`, `word _ word`, `<kind> word`, `(source) word`. Null when it is none. */
export function featureCalled(name: string): number | null {
  const [first, second, third, ...rest] = name.split(' ')
  if (first === undefined || rest.length > 0) return null
  if (second === undefined) return featureOf(hashOf(first), joins.alone, 0)
  if (third === undefined) return featureOf(hashOf(first), joins.next, hashOf(second))
  return second === '_' ? featureOf(hashOf(first), joins.near, hashOf(third)) : null
}

/** Two words of a feature, by their hashes, and from where to where they stand in the folded text: an empty span for what is true of the whole. */
export type FeatureVisitor = (first: number, join: Join, second: number, start: number, end: number) => void

const sourceHashes = new Map(sources.map((source) => [source, hashOf(sourceToken(source))]))
export const lengthTokens = ['(0)', '(1)', '(2)', '(3)'] as const
export const anyToken = '(any)'
const lengthHashes = lengthTokens.map((token) => hashOf(token))
const anyHash = hashOf(anyToken)

/** Shows all features of a folded text; the same one may come again. */
export function visitFeatures({ stems, kinds }: Kinds, folded: string, source: Source, visit: FeatureVisitor): void {
  const words = wordsIn(folded)
  const tokens = words.map(({ text }) => hashOf(text))
  const kindsAt = tokens.map((token) => {
    const at = placeOf(stems, token)
    return at < 0 ? none : listAt(kinds, at)
  })
  const outlines = words.map(({ text }) => (text.length < shortestOutlined ? 0 : hashOf(outlineOf(text))))
  const place = sourceHashes.get(source) ?? anyHash
  for (const [at, { start, end }] of words.entries()) {
    const token = tokens[at] ?? 0
    const ownKinds = kindsAt[at] ?? none
    visit(token, joins.alone, 0, start, end)
    visit(place, joins.next, token, start, end)
    const outline = outlines[at] ?? 0
    if (outline !== 0) visit(outline, joins.alone, 0, start, end)
    for (const kind of ownKinds) visit(kind, joins.alone, 0, start, end)
    for (let back = 1; back <= Math.min(3, at); back += 1) {
      const join = back === 1 ? joins.next : joins.near
      const from = words[at - back]?.start ?? start
      const before = tokens[at - back] ?? 0
      for (const earlier of kindsAt[at - back] ?? none) {
        if (back < 3) visit(earlier, join, token, from, end)
        for (const kind of ownKinds) visit(earlier, join, kind, from, end)
      }
      if (back === 3) continue
      visit(before, join, token, from, end)
      for (const kind of ownKinds) visit(before, join, kind, from, end)
    }
  }
  visit(anyHash, joins.alone, 0, 0, 0)
  visit(place, joins.alone, 0, 0, 0)
  visit(lengthHashes[Math.min(3, words.length >> 2)] ?? anyHash, joins.alone, 0, 0, 0)
}

const none = new Int32Array()

/** Where a number stands among numbers in order, or -1. */
function placeOf(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = sorted[middle] ?? 0
    if (found === value) return middle
    if (found < value) low = middle + 1
    else high = middle - 1
  }
  return -1
}
