import { listAt, type NumberLists } from './number-lists'
import { isDrawnOut, shortestMisspelt, slipOf, squeeze } from './spelling'
import { emptyHash, hashOf, hashOn, slotOf } from './word-hash'
import type { Word } from './words'

/** A word of the packs, or a set of words, by number. */
export type Atom = number

/** The words of a policy in a form that costs little memory and needs no reading in. */
export interface LexiconTables {
  /** All written forms laid end to end, by length and then by their letters, as UTF-16 units. */
  readonly letters: Uint16Array
  /** By form: where it begins in `letters`. */
  readonly starts: Int32Array
  readonly atoms: NumberLists
  /** Form numbers plus one, by the form's hash. */
  readonly slots: Int32Array
  /** The same by the hash of the form with drawn-out letters as one. */
  readonly squeezedSlots: Int32Array
  /** Words that are known with a slip: a form and what it stands for. */
  readonly slips: NumberLists
  /** Such words and the place of a letter, by the hash of the word without that letter. */
  readonly slipSlots: Int32Array
  /** Stands wherever a text has digits alone. */
  readonly number: Atom
}

/** Which words of a text are words of the packs. Words hidden by signs, digits, spaces or slips are read as what they stand for. */
export interface Lexicon {
  readonly atomsOf: (word: Word) => readonly Atom[]
  /** For letters that were spaced out, or words without spaces: the known words they consist of. */
  readonly split: (letters: string) => readonly string[] | null
  readonly atomsOfForm: (form: string) => readonly Atom[] | undefined
}

const signs: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '!': 'i' },
}
const maxReadLength = 40

export function lexiconOf({ letters, starts, atoms, slots, squeezedSlots, slips, slipSlots, number }: LexiconTables): Lexicon {
  const forms = starts.length - 1
  const startOf = (form: number): number => starts[form] ?? 0
  const lengthOf = (form: number): number => startOf(form + 1) - startOf(form)
  const longest = forms === 0 ? 0 : lengthOf(forms - 1)
  const formAtoms = (form: number): Atom[] => [...listAt(atoms, form)]

  /** The number of the form that stands in a text from `from` up to `to`, or -1. */
  const findForm = (text: string, from: number, to: number, hash: number): number => {
    const mask = slots.length - 1
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const form = (slots[slot] ?? 0) - 1
      if (form < 0 || isForm(form, text, from, to)) return form
    }
  }
  const isForm = (form: number, text: string, from: number, to: number): boolean => {
    const start = startOf(form)
    if (startOf(form + 1) - start !== to - from) return false
    for (let at = from; at < to; at += 1) if (letters[start + at - from] !== text.charCodeAt(at)) return false
    return true
  }
  const written = (text: string): Atom[] | undefined => {
    const form = findForm(text, 0, text.length, hashOf(text))
    return form < 0 ? undefined : formAtoms(form)
  }

  const plain = (text: string): Atom[] | undefined => written(text) ?? stretched(text)
  /** The longest form of which the text has letters drawn out. */
  const stretched = (text: string): Atom[] | undefined => {
    if (!/(.)\1\1/u.test(text)) return undefined
    const mask = squeezedSlots.length - 1
    let found = -1
    for (let slot = slotOf(hashOf(squeeze(text)), mask); squeezedSlots[slot] !== 0; slot = (slot + 1) & mask) {
      const form = (squeezedSlots[slot] ?? 0) - 1
      if (form > found && isDrawnOut(text, letters, startOf(form), startOf(form + 1))) found = form
    }
    return found < 0 ? undefined : formAtoms(found)
  }

  /** Digits and signs among letters, read as the letters they look like. */
  const disguised = (text: string): Atom[] | undefined => {
    if (!/[a-z]/u.test(text) || !/[0-9@$!]/u.test(text)) return undefined
    const meant = Array.from(text, (sign) => signs[sign] ?? sign).join('')
    return (
      plain(meant) ??
      (text.includes('1') || text.includes('!')
        ? plain(Array.from(text, (sign) => ('1!'.includes(sign) ? 'l' : (signs[sign] ?? sign))).join(''))
        : undefined)
    )
  }

  /** Letters starred out: as many as there are stars, at least one letter on each side. */
  const starred = (text: string): Atom[] | undefined => {
    if (text.length < 3 || text.length > 12 || !text.includes('*')) return undefined
    const fits = (start: number): boolean => {
      for (let at = 0; at < text.length; at += 1) if (text[at] !== '*' && text.charCodeAt(at) !== letters[start + at]) return false
      return true
    }
    const found = new Set<Atom>()
    const first = text.charCodeAt(0)
    // Forms of a length stand in the order of their letters.
    let form = firstForm(
      (other) => lengthOf(other) > text.length || (lengthOf(other) === text.length && (letters[startOf(other)] ?? 0) >= first),
    )
    for (; form < forms && lengthOf(form) === text.length && letters[startOf(form)] === first; form += 1)
      if (fits(startOf(form))) for (const atom of listAt(atoms, form)) found.add(atom)
    return found.size === 0 ? undefined : [...found]
  }
  /** The first form for which something holds that holds for all after it. */
  const firstForm = (holds: (form: number) => boolean): number => {
    let [low, high] = [0, forms]
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(middle)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** One letter too many, too few, wrong or changed with its neighbour, in a word that a pack marks with ~. The first letter holds. */
  const slipped = (text: string): Atom[] | undefined => {
    if (slips.items.length === 0 || text.length < shortestMisspelt - 1 || !/^[a-z]+$/u.test(text)) return undefined
    const found = new Set<Atom>()
    const mask = slipSlots.length - 1
    for (let without = 0; without < text.length; without += 1) {
      for (let slot = slotOf(hashOf(text, without === 0 ? -1 : without), mask); slipSlots[slot] !== 0; slot = (slot + 1) & mask) {
        const entry = slipOf(slipSlots[slot] ?? 0)
        const [form, ...slipAtoms] = listAt(slips, entry.slip)
        if (form !== undefined && isSameWithout(text, without, form, entry.without)) for (const atom of slipAtoms) found.add(atom)
      }
    }
    return found.size === 0 ? undefined : [...found]
  }
  const isSameWithout = (text: string, textWithout: number, form: number, formWithout: number): boolean => {
    const start = startOf(form)
    if (text.length - (textWithout > 0 ? 1 : 0) !== lengthOf(form) - (formWithout > 0 ? 1 : 0)) return false
    for (let [at, place] = [0, 0]; at < text.length; at += 1, place += 1) {
      if (at > 0 && at === textWithout) at += 1
      if (place > 0 && place === formWithout) place += 1
      if (at < text.length && text.charCodeAt(at) !== letters[start + place]) return false
    }
    return true
  }

  const read = (text: string): readonly Atom[] | undefined => {
    if (text.length > maxReadLength) return undefined
    if (/^\d+$/u.test(text)) return [...(written(text) ?? []), number]
    const [asWritten, meant] = [written(text), disguised(text)]
    if (asWritten !== undefined && meant !== undefined) return [...new Set([...asWritten, ...meant])]
    return asWritten ?? meant ?? starred(text) ?? stretched(text) ?? slipped(text)
  }

  const split = (text: string): readonly string[] | null => {
    if (text.length > maxReadLength) return null
    // fewest[i]: the fewest known words that the first i letters consist of; few long words beat many short ones.
    const fewest = new Array<number>(text.length + 1).fill(Infinity)
    const lastStart = new Array<number>(text.length + 1).fill(-1)
    fewest[0] = 0
    for (let start = 0; start < text.length; start += 1) {
      const before = fewest[start] ?? Infinity
      if (before === Infinity) continue
      let hash = emptyHash
      for (let end = start + 1; end <= Math.min(text.length, start + longest); end += 1) {
        hash = hashOn(hash, text.charCodeAt(end - 1))
        const isLetter = end - start < 2
        const count = before + (isLetter ? 3 : 1)
        if (count >= (fewest[end] ?? Infinity) || (isLetter && text[start] !== 'i')) continue
        if (findForm(text, start, end, hash) < 0) continue
        fewest[end] = count
        lastStart[end] = start
      }
    }
    if (fewest[text.length] === Infinity) return null
    const words: string[] = []
    for (let end = text.length; end > 0; end = lastStart[end] ?? 0) words.unshift(text.slice(lastStart[end] ?? 0, end))
    return words
  }

  return {
    atomsOfForm: written,
    atomsOf: ({ text, possessor }) => read(text) ?? (possessor === null ? undefined : read(possessor)) ?? [],
    split,
  }
}
