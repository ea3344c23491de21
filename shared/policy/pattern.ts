import type { Atom } from './lexicon'
import type { Reading } from './reading'

/** A compiled phrase: what must follow one another. */
export type Sequence = readonly Node[]
export type Node =
  | { readonly kind: 'atom'; readonly atom: Atom }
  | { readonly kind: 'gap'; readonly max: number }
  /** One of several sequences, by what they can begin with. A set of words is one as well. */
  | { readonly kind: 'choice'; readonly byFirst: ReadonlyMap<Atom, readonly Sequence[]>; readonly isOptional: boolean }

/** Words of which one must stand in a text. There is one object for the same words, so that a text is asked once. */
export interface Requirement {
  readonly id: number
  readonly atoms: ReadonlySet<Atom>
}

export interface Pattern {
  readonly sequence: Sequence
  /** Every match begins with one of these. */
  readonly firsts: Requirement
  /** A text that lacks one of these holds no match. */
  readonly requires: readonly Requirement[]
}

/** Words by their numbers in the reading: from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** One text being matched. What was found once is not looked for again. */
export interface Scan {
  readonly reading: Reading
  readonly positions: ReadonlyMap<Atom, readonly number[]>
  /** Words such as "really" and "the", of which up to two may stand between any two parts of a phrase. */
  readonly filler: Atom
  readonly found: Map<Pattern, readonly Range[]>
  /** By a requirement's id: 1 where the text has one of its words. */
  readonly met: Uint8Array
  readonly starts: Map<Requirement, readonly number[]>
}

/** What a policy knows of its patterns' words beforehand. */
export interface ScanTables {
  readonly filler: Atom
  /** How many requirements there are. */
  readonly requirements: number
  /** By atom: the ids of the requirements it meets. */
  readonly requirementsOf: readonly (readonly number[] | undefined)[]
}

export function scanOf(reading: Reading, { filler, requirementsOf, requirements }: ScanTables): Scan {
  const positions = new Map<Atom, number[]>()
  for (let at = 0; at < reading.length; at += 1) {
    for (const atom of reading.atoms[at] ?? []) {
      const there = positions.get(atom)
      if (there === undefined) positions.set(atom, [at])
      else there.push(at)
    }
  }
  const met = new Uint8Array(requirements)
  for (const atom of positions.keys()) for (const id of requirementsOf[atom] ?? []) met[id] = 1
  return { reading, positions, filler, found: new Map(), met, starts: new Map() }
}

/** Whether the text has, somewhere, all words that a match of the pattern needs. */
export const canMatch = (scan: Scan, { requires }: Pattern): boolean => requires.every(({ id }) => scan.met[id] === 1)

/** Where a pattern can begin, in order. */
export function startsOf(scan: Scan, { firsts }: Pattern): readonly number[] {
  const known = scan.starts.get(firsts)
  if (known !== undefined) return known
  const starts = new Set<number>()
  const { positions } = scan
  if (firsts.atoms.size < positions.size) {
    for (const atom of firsts.atoms) for (const at of positions.get(atom) ?? []) starts.add(at)
  } else {
    for (const [atom, places] of positions) if (firsts.atoms.has(atom)) for (const at of places) starts.add(at)
  }
  const sorted = [...starts].sort((one, other) => one - other)
  scan.starts.set(firsts, sorted)
  return sorted
}

/** The shortest match that begins at `start`, as the number of the word after it; -1 when there is none. */
export function endOfMatch(scan: Scan, { sequence }: Pattern, start: number): number {
  let nearest = -1
  for (const end of follow(scan, sequence, [start], start)) if (nearest < 0 || end < nearest) nearest = end
  return nearest
}

/** All matches of a pattern in the text, one for each beginning. */
export function rangesOf(scan: Scan, pattern: Pattern): readonly Range[] {
  const known = scan.found.get(pattern)
  if (known !== undefined) return known
  const ranges: Range[] = []
  for (const start of canMatch(scan, pattern) ? startsOf(scan, pattern) : []) {
    const end = endOfMatch(scan, pattern, start)
    if (end > start) ranges.push({ start, end })
  }
  scan.found.set(pattern, ranges)
  return ranges
}

/** Whether a phrase that began at `origin` can go on with this word: it does not reach into the next sentence. */
const goesOn = ({ reading }: Scan, at: number, origin: number): boolean =>
  at < reading.length && (at === origin || reading.isAfterBreak[at] !== true)

const isAt = ({ reading }: Scan, at: number, atom: Atom): boolean => reading.atoms[at]?.includes(atom) === true

/**
 * All places a sequence can end when it goes on from one of `from`. Sets of places instead of backtracking: the work is bounded by the
 * sequence's length times the gaps' widths, whatever the text.
 */
function follow(scan: Scan, sequence: Sequence, from: readonly number[], origin: number): readonly number[] {
  let places = from
  for (const node of sequence) {
    if (places.length === 0) return places
    const next: number[] = []
    const add = (place: number): void => {
      if (!next.includes(place)) next.push(place)
    }
    if (node.kind === 'gap') {
      for (const place of places) {
        add(place)
        for (let at = place; at < place + node.max && goesOn(scan, at, origin); at += 1) add(at + 1)
      }
    } else {
      if (node.kind === 'choice' && node.isOptional) places.forEach(add)
      for (const place of places) followFrom(scan, node, place, origin, add)
    }
    places = next
  }
  return places
}

const maxFiller = 2

function followFrom(scan: Scan, node: Exclude<Node, { kind: 'gap' }>, place: number, origin: number, add: (place: number) => void): void {
  for (let at = place; at <= place + maxFiller && goesOn(scan, at, origin); at += 1) {
    if (node.kind === 'atom') {
      if (isAt(scan, at, node.atom)) add(at + 1)
    } else {
      for (const atom of scan.reading.atoms[at] ?? []) {
        for (const option of node.byFirst.get(atom) ?? []) {
          const [only] = option
          if (option.length === 1 && only?.kind === 'atom') add(at + 1)
          else for (const end of follow(scan, option, [at], origin)) add(end)
        }
      }
    }
    // A phrase begins where it begins, and only filler may be passed over.
    if (place === origin || !isAt(scan, at, scan.filler)) return
  }
}
