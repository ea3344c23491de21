import type { Atom } from './lexicon'
import type { NumberLists } from './number-lists'
import type { Reading } from './reading'

/**
 * The compiled phrases of a policy. A sequence is what must follow one another, as node numbers: `value * 4 + kind`. A choice is one of several
 * sequences. All are told by number, and equal ones are one.
 */
export interface PatternTables {
  /** By sequence: its nodes. */
  readonly sequences: NumberLists
  /** By choice: 1 when it may be left out, else 0; then, in the order of words, a word and a sequence it can begin, -1 for the word alone. */
  readonly choices: NumberLists
  /** By pattern: its sequence, the requirement of which every match begins with a word, and those that a text must meet to hold a match. */
  readonly patterns: NumberLists
  /** By requirement: words, in order, of which a text needs one. */
  readonly requirements: NumberLists
  /** By word: the requirements it meets. */
  readonly requirementsOf: NumberLists
  /** Words such as "really" and "the", of which up to two may stand between any two parts of a phrase. */
  readonly filler: Atom
}

/** A compiled phrase, by number. */
export type Pattern = number

export const nodeKinds = { word: 0, gap: 1, choice: 2 } as const

/** Words by their numbers in the reading: from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** One text being matched. What was found once is not looked for again. */
export interface Scan {
  readonly reading: Reading
  readonly tables: PatternTables
  /** By word of the packs that the text has: where its row of bits begins in `bits`, one bit for a place in the text. */
  readonly rows: ReadonlyMap<Atom, number>
  readonly bits: Uint32Array
  /** Numbers in a row: one more than it needs, so that 32 bits can be read from any place on. */
  readonly width: number
  /** By requirement: 1 where the text meets it. */
  readonly met: Uint8Array
  readonly found: Map<Pattern, readonly Range[]>
  readonly starts: Map<number, readonly number[]>
  /** Where choices end, by choice and beginning. */
  readonly choiceEnds: Map<number, number>
}

/** The row of places before which a sentence ends stands among the rows of words. */
const breakRow = -1

export function scanOf(reading: Reading, tables: PatternTables): Scan {
  const width = (reading.length >> 5) + 2
  const rows = new Map<Atom, number>([[breakRow, 0]])
  for (const atoms of reading.atoms) for (const atom of atoms) if (!rows.has(atom)) rows.set(atom, rows.size * width)
  const bits = new Uint32Array(rows.size * width)
  const mark = (atom: Atom, at: number): void => {
    const cell = (rows.get(atom) ?? 0) + (at >> 5)
    bits[cell] = (bits[cell] ?? 0) | (1 << (at & 31))
  }
  for (let at = 0; at < reading.length; at += 1) {
    if (reading.isAfterBreak[at] === true) mark(breakRow, at)
    for (const atom of reading.atoms[at] ?? []) mark(atom, at)
  }
  const met = new Uint8Array(tables.requirements.starts.length)
  const { starts, items } = tables.requirementsOf
  for (const atom of rows.keys()) for (let at = starts[atom] ?? 0; at < (starts[atom + 1] ?? 0); at += 1) met[items[at] ?? 0] = 1
  return { reading, tables, rows, bits, width, met, found: new Map(), starts: new Map(), choiceEnds: new Map() }
}

/** Whether the text has, somewhere, all words that a match of the pattern needs. */
export function canMatch({ met, tables: { patterns } }: Scan, pattern: Pattern): boolean {
  const end = patterns.starts[pattern + 1] ?? 0
  for (let at = (patterns.starts[pattern] ?? 0) + 2; at < end; at += 1) if (met[patterns.items[at] ?? 0] !== 1) return false
  return true
}

/** Where a pattern can begin, in order. */
export function startsOf({ starts: known, rows, bits, width, tables }: Scan, pattern: Pattern): readonly number[] {
  const { patterns, requirements } = tables
  const firsts = patterns.items[(patterns.starts[pattern] ?? 0) + 1] ?? 0
  const there = known.get(firsts)
  if (there !== undefined) return there
  const begin = requirements.starts[firsts] ?? 0
  const end = requirements.starts[firsts + 1] ?? 0
  const starts: number[] = []
  // The text has few words, a requirement may have hundreds.
  const wanted: number[] = []
  if (end - begin > rows.size) {
    for (const [atom, row] of rows) if (hasNumber(requirements.items, begin, end, atom)) wanted.push(row)
  } else {
    for (let at = begin; at < end; at += 1) {
      const row = rows.get(requirements.items[at] ?? 0)
      if (row !== undefined) wanted.push(row)
    }
  }
  for (let at = 0; at < width; at += 1) {
    let cell = 0
    for (const row of wanted) cell |= bits[row + at] ?? 0
    for (; cell !== 0; cell &= cell - 1) starts.push(at * 32 + lowestBit(cell))
  }
  known.set(firsts, starts)
  return starts
}

/** Whether a number stands among those in order from `begin` up to, not including, `end`. */
function hasNumber(sorted: Int32Array, begin: number, end: number, value: number): boolean {
  let [low, high] = [begin, end - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = sorted[middle] ?? 0
    if (found === value) return true
    if (found < value) low = middle + 1
    else high = middle - 1
  }
  return false
}

/** The shortest match that begins at `start`, as the number of the word after it; -1 when there is none. */
export function endOfMatch(scan: Scan, pattern: Pattern, start: number): number {
  const { starts, items } = scan.tables.patterns
  const ends = endsFrom(scan, items[starts[pattern] ?? 0] ?? 0, start) & ~1
  return ends === 0 ? -1 : start + lowestBit(ends)
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

const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits)

/** 32 bits of a word's row: the first is for the place `from`. */
function windowOf({ rows, bits }: Scan, atom: Atom, from: number): number {
  const row = rows.get(atom)
  if (row === undefined) return 0
  const [cell, shift] = [row + (from >> 5), from & 31]
  return shift === 0 ? (bits[cell] ?? 0) : ((bits[cell] ?? 0) >>> shift) | ((bits[cell + 1] ?? 0) << (32 - shift))
}

/**
 * Where a sequence can end that begins at `origin`, as bits counted from there: no match is longer than 31 words, with what stands between. Bits
 * of places go forward and never back, so the work is bounded by the sequence's length, whatever the text. A phrase does not reach into the next
 * sentence, and begins where it begins: only after that may filler be passed over.
 */
function endsFrom(scan: Scan, sequence: number, origin: number): number {
  const { sequences, filler, choices } = scan.tables
  const left = scan.reading.length - origin
  const inside = left >= 32 ? -1 : (1 << left) - 1
  const open = inside & (~windowOf(scan, breakRow, origin) | 1)
  const passed = windowOf(scan, filler, origin) & open & ~1
  let places = 1
  const end = sequences.starts[sequence + 1] ?? 0
  for (let index = sequences.starts[sequence] ?? 0; index < end && places !== 0; index += 1) {
    const node = sequences.items[index] ?? 0
    const [kind, value] = [node & 3, node >> 2]
    if (kind === nodeKinds.gap) {
      for (let [step, last] = [0, places]; step < value; step += 1) {
        last = (last & open) << 1
        places |= last
      }
      continue
    }
    const once = (places & passed) << 1
    const reached = (places | once | ((once & passed) << 1)) & open
    if (kind === nodeKinds.word) places = (reached & windowOf(scan, value, origin)) << 1
    else {
      let next = choices.items[choices.starts[value] ?? 0] === 1 ? places : 0
      for (let rest = reached; rest !== 0; rest &= rest - 1) {
        const step = lowestBit(rest)
        next |= choiceEndsFrom(scan, value, origin + step) << step
      }
      places = next
    }
  }
  return places
}

function choiceEndsFrom(scan: Scan, choice: number, at: number): number {
  const key = choice * 512 + at
  const known = scan.choiceEnds.get(key)
  if (known !== undefined) return known
  const { starts, items } = scan.tables.choices
  const [from, to] = [(starts[choice] ?? 0) + 1, starts[choice + 1] ?? 0]
  let ends = 0
  for (const atom of scan.reading.atoms[at] ?? []) {
    for (let index = firstPairOf(items, from, to, atom); index < to && items[index] === atom; index += 2) {
      const option = items[index + 1] ?? -1
      ends |= option < 0 ? 2 : endsFrom(scan, option, at)
    }
  }
  scan.choiceEnds.set(key, ends)
  return ends
}

/** Pairs stand in the order of their words. */
function firstPairOf(items: Int32Array, from: number, to: number, atom: Atom): number {
  let [low, high] = [0, (to - from) >> 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[from + middle * 2] ?? 0) < atom) low = middle + 1
    else high = middle
  }
  return from + low * 2
}
