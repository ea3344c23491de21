import { inflectEnglish, mutateWelsh } from './inflect'
import type { Word } from './words'

/** A word of the packs, or a set of words, by number. */
export type Atom = number

export type Form = 'inflected' | 'exact' | 'misspelt'

/** Which words of a text are words of the packs. Words hidden by signs, digits, spaces or slips are read as what they stand for. */
export interface Lexicon {
  /** Written forms known. */
  readonly size: number
  readonly atomsOf: (word: Word) => readonly Atom[]
  /** For letters that were spaced out, or words without spaces: the known words they consist of. */
  readonly split: (letters: string) => readonly string[] | null
  readonly atomsOfForm: (form: string) => readonly Atom[] | undefined
}

export interface LexiconBuilder {
  readonly add: (word: string, form: Form, language: string, atom: Atom) => void
  /** @param number stands wherever a text has digits alone */
  readonly build: (number: Atom) => Lexicon
}

const signs: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '!': 'i' },
}
const maxReadLength = 40
const shortestMisspelt = 6

/** The letters with each one of them left out: two words that share one of these differ by at most one slip. */
function* shortenings(word: string): Generator<string> {
  for (let at = 1; at < word.length; at += 1) yield word.slice(0, at) + word.slice(at + 1)
}

const squeeze = (word: string): string => word.replace(/(.)\1+/gu, '$1')

export function buildLexicon(): LexiconBuilder {
  const forms = new Map<string, Atom[]>()
  const misspelt = new Map<string, Set<Atom>>()
  const misspeltWords = new Map<string, Set<Atom>>()

  const put = (form: string, atom: Atom): void => {
    const atoms = forms.get(form)
    if (atoms === undefined) forms.set(form, [atom])
    else if (!atoms.includes(atom)) atoms.push(atom)
  }
  const putInto = (index: Map<string, Set<Atom>>, key: string, atom: Atom): void => {
    const atoms = index.get(key)
    if (atoms === undefined) index.set(key, new Set([atom]))
    else atoms.add(atom)
  }

  return {
    add: (word, form, language, atom) => {
      const spellings = form === 'exact' ? [word] : language === 'cy' ? mutateWelsh(word) : inflectEnglish(word)
      for (const spelling of spellings) {
        put(spelling, atom)
        if (form !== 'misspelt' || spelling.length < shortestMisspelt) continue
        putInto(misspeltWords, spelling, atom)
        for (const short of shortenings(spelling)) putInto(misspelt, short, atom)
      }
    },
    build: (number) => lexicon(forms, misspelt, misspeltWords, number),
  }
}

function lexicon(
  forms: ReadonlyMap<string, readonly Atom[]>,
  misspelt: ReadonlyMap<string, ReadonlySet<Atom>>,
  misspeltWords: ReadonlyMap<string, ReadonlySet<Atom>>,
  number: Atom,
): Lexicon {
  const squeezed = new Map<string, string>()
  for (const form of forms.keys()) if (!squeezed.has(squeeze(form))) squeezed.set(squeeze(form), form)
  const byLength = new Map<number, string[]>()
  for (const form of forms.keys()) {
    if (form.length < 3 || form.length > 12) continue
    const same = byLength.get(form.length)
    if (same === undefined) byLength.set(form.length, [form])
    else same.push(form)
  }
  let longest = 0
  for (const form of forms.keys()) longest = Math.max(longest, form.length)

  const plain = (text: string): readonly Atom[] | undefined => forms.get(text) ?? stretched(text)
  const stretched = (text: string): readonly Atom[] | undefined => {
    if (!/(.)\1\1/u.test(text)) return undefined
    const form = squeezed.get(squeeze(text))
    return form === undefined ? undefined : forms.get(form)
  }

  /** Digits and signs among letters, read as the letters they look like. */
  const disguised = (text: string): readonly Atom[] | undefined => {
    if (!/[a-z]/u.test(text) || !/[0-9@$!]/u.test(text)) return undefined
    const letters = Array.from(text, (sign) => signs[sign] ?? sign).join('')
    return (
      plain(letters) ??
      (text.includes('1') || text.includes('!')
        ? plain(Array.from(text, (sign) => ('1!'.includes(sign) ? 'l' : (signs[sign] ?? sign))).join(''))
        : undefined)
    )
  }

  /** Letters starred out: as many as there are stars, at least one letter on each side. */
  const starred = (text: string): readonly Atom[] | undefined => {
    if (!text.includes('*') || text.length < 3) return undefined
    const fits = (form: string): boolean => {
      for (let at = 0; at < text.length; at += 1) if (text[at] !== '*' && text[at] !== form[at]) return false
      return true
    }
    const found = (byLength.get(text.length) ?? []).filter(fits).flatMap((form) => forms.get(form) ?? [])
    return found.length === 0 ? undefined : [...new Set(found)]
  }

  /** One letter too many, too few, wrong or changed with its neighbour, in a word that a pack marks with ~. The first letter holds. */
  const slipped = (text: string): readonly Atom[] | undefined => {
    if (text.length < shortestMisspelt - 1 || !/^[a-z]+$/u.test(text)) return undefined
    const found = new Set<Atom>(misspelt.get(text))
    for (const short of shortenings(text)) {
      for (const atom of misspeltWords.get(short) ?? []) found.add(atom)
      for (const atom of misspelt.get(short) ?? []) found.add(atom)
    }
    return found.size === 0 ? undefined : [...found]
  }

  const read = (text: string): readonly Atom[] | undefined => {
    if (text.length > maxReadLength) return undefined
    if (/^\d+$/u.test(text)) return [...(forms.get(text) ?? []), number]
    const [written, meant] = [forms.get(text), disguised(text)]
    if (written !== undefined && meant !== undefined) return [...new Set([...written, ...meant])]
    return written ?? meant ?? starred(text) ?? stretched(text) ?? slipped(text)
  }

  const split = (letters: string): readonly string[] | null => {
    if (letters.length > maxReadLength) return null
    // fewest[i]: the fewest known words that the first i letters consist of; few long words beat many short ones.
    const fewest = new Array<number>(letters.length + 1).fill(Infinity)
    const lastStart = new Array<number>(letters.length + 1).fill(-1)
    fewest[0] = 0
    for (let end = 1; end <= letters.length; end += 1) {
      for (let start = Math.max(0, end - longest); start < end; start += 1) {
        const count = (fewest[start] ?? Infinity) + (end - start < 2 ? 3 : 1)
        const isShorter = count < (fewest[end] ?? Infinity)
        if (isShorter && forms.has(letters.slice(start, end)) && (end - start > 1 || letters[start] === 'i')) {
          fewest[end] = count
          lastStart[end] = start
        }
      }
    }
    if (fewest[letters.length] === Infinity) return null
    const words: string[] = []
    for (let end = letters.length; end > 0; end = lastStart[end] ?? 0) words.unshift(letters.slice(lastStart[end] ?? 0, end))
    return words
  }

  return {
    size: forms.size,
    atomsOfForm: (form) => forms.get(form),
    atomsOf: ({ text, possessor }) => read(text) ?? (possessor === null ? undefined : read(possessor)) ?? [],
    split,
  }
}
