import { inflectEnglish, mutateWelsh } from './inflect'
import type { Atom, LexiconTables } from './lexicon'
import { numberLists } from './number-lists'
import { shortestMisspelt, slipEntry, squeeze } from './spelling'
import { hashOf, hashTable } from './word-hash'

export type Form = 'inflected' | 'exact' | 'misspelt'

export interface LexiconBuilder {
  readonly add: (word: string, form: Form, language: string, atom: Atom) => void
  /** @param number stands wherever a text has digits alone */
  readonly build: (number: Atom) => LexiconTables
}

export function lexiconBuilder(): LexiconBuilder {
  const forms = new Map<string, Set<Atom>>()
  const misspelt = new Map<string, Set<Atom>>()

  const put = (index: Map<string, Set<Atom>>, form: string, atom: Atom): void => {
    const atoms = index.get(form)
    if (atoms === undefined) index.set(form, new Set([atom]))
    else atoms.add(atom)
  }

  return {
    add: (word, form, language, atom) => {
      const spellings = form === 'exact' ? [word] : language === 'cy' ? mutateWelsh(word) : inflectEnglish(word)
      for (const spelling of spellings) {
        put(forms, spelling, atom)
        if (form === 'misspelt' && spelling.length >= shortestMisspelt) put(misspelt, spelling, atom)
      }
    },
    build: (number) => tablesOf(forms, misspelt, number),
  }
}

function tablesOf(
  forms: ReadonlyMap<string, ReadonlySet<Atom>>,
  misspelt: ReadonlyMap<string, ReadonlySet<Atom>>,
  number: Atom,
): LexiconTables {
  const sorted = [...forms.keys()].sort((one, other) => one.length - other.length || (one < other ? -1 : 1))
  const numbers = new Map(sorted.map((form, index) => [form, index]))
  const starts = new Int32Array(sorted.length + 1)
  sorted.forEach((form, index) => (starts[index + 1] = (starts[index] ?? 0) + form.length))
  const slips = [...misspelt]
  return {
    letters: unitsOf(sorted.join('')),
    starts,
    atoms: numberLists(sorted.map((form) => forms.get(form))),
    slots: hashTable(sorted.map((form, index) => ({ hash: hashOf(form), entry: index + 1 }))),
    squeezedSlots: hashTable(sorted.map((form, index) => ({ hash: hashOf(squeeze(form)), entry: index + 1 }))),
    slips: numberLists(slips.map(([form, atoms]) => [numbers.get(form) ?? 0, ...atoms])),
    slipSlots: hashTable(
      slips.flatMap(([form], slip) =>
        Array.from(form, (_, without) => ({ hash: hashOf(form, without === 0 ? -1 : without), entry: slipEntry(slip, without) })),
      ),
    ),
    number,
  }
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at += 1) units[at] = text.charCodeAt(at)
  return units
}
