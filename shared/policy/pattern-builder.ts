import type { Atom, Form, LexiconBuilder } from './lexicon'
import type { Node, Pattern, Requirement, Sequence } from './pattern'
import { type Part, parsePhrase, type Phrase } from './phrase'

/** A phrase that cannot be compiled; its message says where. Thrown inside the compiler only, which answers it as an outcome. */
export class PhraseFault extends Error {}

/** `file:line`, told only when something is wrong. */
export type Where = () => string

/** Where a phrase stands: its language, and the pack whose own sets it sees beside the shared ones. */
export interface Home {
  readonly pack: string
  readonly language: string
}

export interface PatternBuilder {
  /**
   * Makes a set known, to its own pack or to all; answers what is wrong when there is one of that name. Sets are compiled when a phrase
   * first names them.
   */
  readonly declareSet: (
    name: string,
    phrases: readonly string[],
    home: Home,
    isShared: boolean,
    where: (path: readonly number[]) => Where,
  ) => string | null
  readonly setAtom: (name: string) => Atom
  /** One and the same pattern for the same phrase: its matches in a text are looked for once. */
  readonly pattern: (phrase: string, home: Home, where: Where) => Pattern
  /** One pattern that matches where any of the phrases does. */
  readonly anyOf: (phrases: readonly string[], home: Home, where: Where) => Pattern
  readonly terms: () => number
  readonly requirements: () => readonly Requirement[]
}

interface WordSet {
  readonly phrases: readonly string[]
  readonly home: Home
  readonly where: (path: readonly number[]) => Where
  readonly atom: Atom
  readonly members: Map<Atom, Sequence[]>
  readonly singles: { readonly word: string; readonly form: Form; readonly language: string }[]
  state: 'declared' | 'compiling' | 'compiled'
}

export function patternBuilder(lexicon: LexiconBuilder): PatternBuilder {
  const sets = new Map<string, WordSet>()
  const words = new Map<string, Atom>()
  const patterns = new Map<string, Pattern>()
  let atoms = 0
  let terms = 0

  const wordAtom = (word: string, form: Form, language: string): Atom => {
    const key = `${form} ${language} ${word}`
    const known = words.get(key)
    if (known !== undefined) return known
    const atom = atoms++
    words.set(key, atom)
    lexicon.add(word, form, language, atom)
    return atom
  }

  const requirements = new Map<string, Requirement>()
  const requirement = (of: readonly Atom[]): Requirement => {
    const atomSet = new Set(of)
    const key = [...atomSet].sort((one, other) => one - other).join(' ')
    const known = requirements.get(key)
    if (known !== undefined) return known
    const made = { id: requirements.size, atoms: atomSet }
    requirements.set(key, made)
    return made
  }

  const patternOf = (sequence: Sequence): Pattern => ({
    sequence,
    firsts: requirement(firstsOf(sequence)),
    requires: sequence.flatMap((node) => {
      const needed = neededFor(node)
      return needed === null ? [] : [requirement(needed)]
    }),
  })

  const compiledSet = (name: string, pack: string, where: Where): WordSet => {
    const set = sets.get(`${pack} ${name}`) ?? sets.get(name)
    if (set === undefined) throw new PhraseFault(`${where()}: there is no set {${name}}`)
    if (set.state === 'compiling') throw new PhraseFault(`${where()}: the set {${name}} holds itself`)
    if (set.state === 'declared') {
      set.state = 'compiling'
      set.phrases.forEach((phrase, index) => addMember(set, phrase, set.where([index])))
      set.state = 'compiled'
    }
    return set
  }

  const addSingle = (set: WordSet, word: string, form: Form, language: string): void => {
    set.singles.push({ word, form, language })
    lexicon.add(word, form, language, set.atom)
  }

  const addSequence = (set: WordSet, sequence: Sequence): void => indexByFirst(set.members, sequence)

  const nodeOfSet = ({ atom, members }: WordSet): Node =>
    members.size === 0
      ? { kind: 'atom', atom }
      : { kind: 'choice', byFirst: new Map([...members, [atom, [[{ kind: 'atom', atom }]]]]), isOptional: false }

  const addMember = (set: WordSet, written: string, where: Where): void => {
    const phrase = parsed(written, where)
    const [only] = phrase
    if (phrase.length === 1 && only?.kind === 'word') addSingle(set, only.word, only.form, set.home.language)
    else if (phrase.length === 1 && only?.kind === 'set') {
      const other = compiledSet(only.name, set.home.pack, where)
      for (const { word, form, language } of other.singles) addSingle(set, word, form, language)
      for (const sequences of other.members.values()) for (const sequence of sequences) addSequence(set, sequence)
      return
    } else addSequence(set, sequenceOf(phrase, set.home, where))
    terms += 1
  }

  const parsed = (written: string, where: Where): Phrase => {
    const phrase = parsePhrase(written)
    if (!phrase.ok) throw new PhraseFault(`${where()}: ${phrase.detail}`)
    return phrase.value
  }

  const sequenceOf = (phrase: Phrase, home: Home, where: Where): Sequence => phrase.map((part) => nodeOf(part, home, where))

  const nodeOf = (part: Part, home: Home, where: Where): Node => {
    switch (part.kind) {
      case 'word':
        return { kind: 'atom', atom: wordAtom(part.word, part.form, home.language) }
      case 'set':
        return nodeOfSet(compiledSet(part.name, home.pack, where))
      case 'gap':
        return part
      case 'choice':
        return choiceOf(part.options.map((option) => sequenceOf(option, home, where)))
    }
  }

  return {
    declareSet: (name, phrases, home, isShared, where) => {
      const key = isShared ? name : `${home.pack} ${name}`
      if (sets.has(key)) return `there are two sets {${name}}`
      sets.set(key, { phrases, home, where, atom: atoms++, members: new Map(), singles: [], state: 'declared' })
      return null
    },
    setAtom: (name) => (sets.has(name) ? compiledSet(name, '', () => name).atom : atoms++),
    pattern: (written, home, where) => {
      const key = `${home.language} ${home.pack} ${written}`
      const known = patterns.get(key)
      if (known !== undefined) return known
      const sequence = sequenceOf(parsed(written, where), home, where)
      const pattern = patternOf(sequence)
      patterns.set(key, pattern)
      terms += 1
      return pattern
    },
    anyOf: (written, home, where) => {
      const key = `${home.language} ${home.pack} ${written.join('\n')}`
      const known = patterns.get(key)
      if (known !== undefined) return known
      const pattern = patternOf([choiceOf(written.map((phrase) => sequenceOf(parsed(phrase, where), home, where)))])
      patterns.set(key, pattern)
      terms += written.length
      return pattern
    },
    terms: () => terms,
    requirements: () => [...requirements.values()],
  }
}

const indexByFirst = (index: Map<Atom, Sequence[]>, sequence: Sequence): void => {
  for (const first of new Set(firstsOf(sequence))) {
    const there = index.get(first)
    if (there === undefined) index.set(first, [sequence])
    else there.push(sequence)
  }
}

function choiceOf(options: readonly Sequence[]): Node {
  const byFirst = new Map<Atom, Sequence[]>()
  for (const option of options) indexByFirst(byFirst, option)
  return { kind: 'choice', byFirst, isOptional: options.some((option) => option.length === 0) }
}

/** What a match of the sequence can begin with. */
function firstsOf(sequence: Sequence): Atom[] {
  const firsts: Atom[] = []
  for (const node of sequence) {
    if (node.kind === 'atom') return [...firsts, node.atom]
    if (node.kind === 'gap') continue
    firsts.push(...node.byFirst.keys())
    if (!node.isOptional) return firsts
  }
  return firsts
}

/** Words of which a text needs one, or nothing matches the node; null when a match can do without it. */
function neededFor(node: Node): readonly Atom[] | null {
  if (node.kind === 'atom') return [node.atom]
  if (node.kind === 'gap' || node.isOptional) return null
  // What an option begins with is needed for it, or, where it can begin with several, one of them.
  return [...node.byFirst.keys()]
}
