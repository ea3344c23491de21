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
  /** How many requirements there are: words of which a text needs one. */
  readonly requirements: number
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

/** Room for one scan at a time, used again for the next: to make it anew for each text costs more than to match a short one. */
export interface ScanRoom {
  /** By requirement: where the chain of words that meet it begins in `links`; zero where the text does not meet it. */
  readonly met: Int32Array
  /** Pairs of a word's row and where the next one of the chain stands, zero at its end. */
  links: Int32Array
}

export const scanRoomOf = ({ requirements }: PatternTables): ScanRoom => ({
  met: new Int32Array(requirements),
  links: new Int32Array(2_048),
})

/** One text being matched, until the next one is scanned in the same room. What was found once is not looked for again. */
export interface Scan {
  readonly reading: Reading
  readonly tables: PatternTables
  /** By word of the packs that the text has: where its row of bits begins in `bits`, one bit for a place in the text. */
  readonly rows: ReadonlyMap<Atom, number>
  readonly bits: readonly number[]
  /** Numbers in a row: one more than it needs, so that 32 bits can be read from any place on. */
  readonly width: number
  readonly room: ScanRoom
  /** By place: 32 places from there on, one bit each, that stand in its sentence; and those of them that are filler. */
  readonly open: readonly number[]
  readonly passed: readonly number[]
  readonly found: Map<Pattern, readonly Range[]>
  readonly starts: Map<number, readonly number[]>
  /** By requirement: a row of bits of the places where a word that meets it stands. */
  readonly places: Map<number, readonly number[]>
  /** Where choices end, by choice and beginning. */
  readonly choiceEnds: Map<number, number>
}

/** The row of places before which a sentence ends stands among the rows of words. */
const breakRow = -1

export function scanOf(reading: Reading, tables: PatternTables, room: ScanRoom): Scan {
  const width = (reading.length >> 5) + 2
  const rows = new Map<Atom, number>([[breakRow, 0]])
  for (const atoms of reading.atoms) for (const atom of atoms) if (!rows.has(atom)) rows.set(atom, rows.size * width)
  const bits = new Array<number>(rows.size * width).fill(0)
  for (let at = 0; at < reading.length; at += 1) {
    if (reading.isAfterBreak[at] === true) mark(bits, 0, at)
    for (const atom of reading.atoms[at] ?? []) mark(bits, rows.get(atom) ?? 0, at)
  }
  linkRequirements(tables, rows, room)
  const open: number[] = []
  const passed: number[] = []
  const filler = rows.get(tables.filler)
  for (let at = 0; at < reading.length; at += 1) {
    const left = reading.length - at
    const here = (left >= 32 ? -1 : (1 << left) - 1) & (~windowIn(bits, 0, at) | 1)
    open.push(here)
    passed.push(filler === undefined ? 0 : windowIn(bits, filler, at) & here & ~1)
  }
  return {
    reading,
    tables,
    rows,
    bits,
    width,
    room,
    open,
    passed,
    found: new Map(),
    starts: new Map(),
    places: new Map(),
    choiceEnds: new Map(),
  }
}

function mark(bits: number[], row: number, at: number): void {
  const cell = row + (at >> 5)
  bits[cell] = (bits[cell] ?? 0) | (1 << (at & 31))
}

/** Notes for each requirement which words of the text meet it. */
function linkRequirements({ requirementsOf: { starts, items } }: PatternTables, rows: Scan['rows'], room: ScanRoom): void {
  let end = 2
  for (const atom of rows.keys()) end += 2 * ((starts[atom + 1] ?? 0) - (starts[atom] ?? 0))
  if (end > room.links.length) room.links = new Int32Array(end * 2)
  const { met, links } = room
  met.fill(0)
  let link = 2
  for (const [atom, row] of rows)
    for (let at = starts[atom] ?? 0; at < (starts[atom + 1] ?? 0); at += 1) {
      const requirement = items[at] ?? 0
      links[link] = row
      links[link + 1] = met[requirement] ?? 0
      met[requirement] = link
      link += 2
    }
}

/** Whether the text has, somewhere, all words that a match of the pattern needs. */
export function canMatch({ room: { met }, tables: { patterns } }: Scan, pattern: Pattern): boolean {
  const end = patterns.starts[pattern + 1] ?? 0
  for (let at = (patterns.starts[pattern] ?? 0) + 2; at < end; at += 1) if (met[patterns.items[at] ?? 0] === 0) return false
  return true
}

/** Where a pattern can begin, in order. */
export function startsOf(scan: Scan, pattern: Pattern): readonly number[] {
  const { patterns } = scan.tables
  const firsts = patterns.items[(patterns.starts[pattern] ?? 0) + 1] ?? 0
  const known = scan.starts.get(firsts)
  if (known !== undefined) return known
  const starts: number[] = []
  const places = placesOf(scan, firsts)
  for (let at = 0; at < places.length; at += 1)
    for (let cell = places[at] ?? 0; cell !== 0; cell &= cell - 1) starts.push(at * 32 + lowestBit(cell))
  scan.starts.set(firsts, starts)
  return starts
}

function placesOf({ places: known, room: { met, links }, bits, width }: Scan, requirement: number): readonly number[] {
  const there = known.get(requirement)
  if (there !== undefined) return there
  const places = new Array<number>(width).fill(0)
  for (let link = met[requirement] ?? 0; link !== 0; link = links[link + 1] ?? 0)
    for (let at = 0; at < width; at += 1) places[at] = (places[at] ?? 0) | (bits[(links[link] ?? 0) + at] ?? 0)
  known.set(requirement, places)
  return places
}

/** Whether all words that a match needs stand from a place on in their order and in one sentence. */
function hasAllFrom(scan: Scan, pattern: Pattern, start: number): boolean {
  const { starts, items } = scan.tables.patterns
  const [from, to] = [(starts[pattern] ?? 0) + 2, starts[pattern + 1] ?? 0]
  // Of one requirement it is known that it is met.
  if (to - from < 2) return true
  let left = scan.open[start] ?? 0
  for (let at = from; at < to; at += 1) {
    const places = windowIn(placesOf(scan, items[at] ?? 0), 0, start) & left
    if (places === 0) return false
    left &= -(places & -places) << 1
  }
  return true
}

/** The shortest match that begins at `start`, as the number of the word after it; -1 when there is none. */
export function endOfMatch(scan: Scan, pattern: Pattern, start: number): number {
  if (!hasAllFrom(scan, pattern, start)) return -1
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

/** 32 bits of a row: the first is for the place `from`. */
function windowIn(bits: readonly number[], row: number, from: number): number {
  const [cell, shift] = [row + (from >> 5), from & 31]
  return shift === 0 ? (bits[cell] ?? 0) : ((bits[cell] ?? 0) >>> shift) | ((bits[cell + 1] ?? 0) << (32 - shift))
}

/**
 * Where a sequence can end that begins at `origin`, as bits counted from there: no match is longer than 31 words, with what stands between. Bits
 * of places go forward and never back, so the work is bounded by the sequence's length, whatever the text. A phrase does not reach into the next
 * sentence, and begins where it begins: only after that may filler be passed over.
 */
function endsFrom(scan: Scan, sequence: number, origin: number): number {
  const { sequences, choices } = scan.tables
  const open = scan.open[origin] ?? 0
  const passed = scan.passed[origin] ?? 0
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
    if (kind === nodeKinds.word) {
      const row = scan.rows.get(value)
      places = row === undefined ? 0 : (reached & windowIn(scan.bits, row, origin)) << 1
    } else {
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
