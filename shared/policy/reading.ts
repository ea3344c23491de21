import { fold, type Folded } from './fold'
import type { Atom, Lexicon } from './lexicon'
import { type Word, wordsOf } from './words'

/** A text as the rules see it: known words in their order, by where they stand in the original. */
export interface Reading {
  readonly length: number
  readonly atoms: readonly (readonly Atom[])[]
  readonly isAfterBreak: readonly boolean[]
  /** UTF-16 offsets in the original text. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** The folded text, for patterns that look at characters. */
  readonly folded: Folded
}

/** Where a place of the folded text stood in the original. */
export const originOf = ({ origins }: Folded, offset: number): number => origins[offset] ?? origins.at(-1) ?? 0

/** What one event costs is bounded by these, whatever a page or a pupil writes: of a pattern that many places are tried. */
export const bounds = { characters: 2_048, words: 300, places: 32 } as const

interface Writing {
  readonly folded: Folded
  readonly atoms: (readonly Atom[])[]
  readonly isAfterBreak: boolean[]
  readonly starts: number[]
  readonly ends: number[]
}

const spacers = new Set([' ', '.', '-', '_', '*', '/', '~', ','])
const shortestRunTogether = 7
const mostRunTogether = 7

/** End, in the folded text, of a URL's host: up to there words stand without spaces. */
const hostEndOf = (url: string): number => {
  const authority = url.indexOf('://')
  const end = url.slice(authority < 0 ? 0 : authority + 3).search(/[/?#]/u)
  return end < 0 ? url.length : end + (authority < 0 ? 0 : authority + 3)
}

const searchKeys = new Set(['q', 'query', 'p', 'search', 'search_query', 's', 'text', 'k', 'term', 'keyword', 'keywords', 'wd', 'st'])

/** Where a URL's query has search terms, its other parts (language, browser, session) are blanked: they say nothing of the pupil. */
function searchTermsOf(url: string): string {
  const from = url.indexOf('?') + 1
  const parts = url.slice(from).split(/(?=&)/u)
  const isTerm = (part: string): boolean => searchKeys.has(part.replace(/^&/u, '').split('=', 1)[0] ?? '')
  if (from === 0 || !parts.some(isTerm)) return url
  return url.slice(0, from) + parts.map((part) => (isTerm(part) ? part : ' '.repeat(part.length))).join('')
}

export function readText(text: string, isUrl: boolean, lexicon: Lexicon): Reading {
  const bounded = text.slice(0, bounds.characters)
  const folded = fold(isUrl ? searchTermsOf(bounded) : bounded, isUrl)
  const words = wordsOf(folded, isUrl ? hostEndOf(folded.text) : 0, bounds.words)
  const writing: Writing = { folded, atoms: [], isAfterBreak: [], starts: [], ends: [] }
  for (let at = 0; at < words.length;) at += readAt(words, at, lexicon, writing)
  return { ...writing, length: writing.atoms.length }
}

function put(reading: Writing, atoms: readonly Atom[], start: number, end: number, isAfterBreak: boolean): void {
  reading.atoms.push(atoms)
  reading.isAfterBreak.push(isAfterBreak)
  reading.starts.push(originOf(reading.folded, start))
  reading.ends.push(originOf(reading.folded, end))
}

/** Reads what begins at a word, and answers how many words that took. */
function readAt(words: readonly Word[], at: number, lexicon: Lexicon, writing: Writing): number {
  const word = words[at]
  if (word === undefined) return 1
  const spaced = spacedLetters(words, at)
  if (spaced > 2 && putSpaced(words.slice(at, at + spaced), lexicon, writing)) return spaced
  const atoms = lexicon.atomsOf(word)
  if (atoms.length > 0) {
    put(writing, atoms, word.start, word.end, word.isAfterBreak)
    return 1
  }
  const next = words[at + 1]
  if (next !== undefined && !next.isAfterBreak && next.separator.length === 1 && word.text.length + next.text.length > 4) {
    const joined = lexicon.atomsOfForm(word.text + next.text)
    if (joined !== undefined && lexicon.atomsOf(next).length === 0) {
      put(writing, joined, word.start, next.end, word.isAfterBreak)
      return 2
    }
  }
  if (word.isRunTogether || word.text.length >= shortestRunTogether) {
    const parts = lexicon.split(word.text)
    if (parts !== null && parts.length <= mostRunTogether && (word.isRunTogether || parts.every((part) => part.length > 1))) {
      parts.forEach((part, index) => put(writing, lexicon.atomsOfForm(part) ?? [], word.start, word.end, index === 0 && word.isAfterBreak))
      return 1
    }
  }
  put(writing, atoms, word.start, word.end, word.isAfterBreak)
  return 1
}

/** How many words from here on are single letters with one and the same sign between them. */
function spacedLetters(words: readonly Word[], at: number): number {
  const spacer = words[at + 1]?.separator ?? ''
  if (!spacers.has(spacer)) return 0
  let count = 0
  for (let next = at; words[next]?.text.length === 1 && (next === at || words[next]?.separator === spacer); next += 1) count += 1
  return count
}

function putSpaced(run: readonly Word[], lexicon: Lexicon, writing: Writing): boolean {
  const first = run[0]
  const last = run.at(-1)
  if (first === undefined || last === undefined) return false
  const letters = run.map(({ text }) => text).join('')
  const whole = lexicon.atomsOf({ ...first, text: letters, possessor: null })
  if (whole.length > 0) {
    put(writing, whole, first.start, last.end, first.isAfterBreak)
    return true
  }
  const parts = run.length > 4 ? lexicon.split(letters) : null
  parts?.forEach((part, index) => put(writing, lexicon.atomsOfForm(part) ?? [], first.start, last.end, index === 0 && first.isAfterBreak))
  return parts !== null
}
