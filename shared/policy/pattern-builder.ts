import type { Atom } from './lexicon'
import type { Form, LexiconBuilder } from './lexicon-builder'
import { numberLists } from './number-lists'
import { nodeKinds, type Pattern, type PatternTables } from './pattern'
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
  /** Words and phrases as written in the packs. */
  readonly terms: () => number
  /** Of each pattern the words of which a text needs one, for the rarest of its parts: those of which the fewest patterns speak. */
  readonly anchors: (patterns: Iterable<Pattern>) => ReadonlyMap<Pattern, readonly Atom[]>
  readonly tables: (filler: Atom) => PatternTables
}

/** By number: a node is `value * 4 + kind`, as in the tables. */
type Node = number
type Sequence = number

interface WordSet {
  readonly phrases: readonly string[]
  readonly home: Home
  readonly where: (path: readonly number[]) => Where
  readonly atom: Atom
  readonly members: Set<Sequence>
  readonly singles: { readonly word: string; readonly form: Form; readonly language: string }[]
  state: 'declared' | 'compiling' | 'compiled'
}

/** Lists of numbers, each with a number of its own; equal lists have the same. */
interface Interned {
  readonly lists: (readonly number[])[]
  readonly numberOf: (list: readonly number[]) => number
}

function interned(): Interned {
  const lists: (readonly number[])[] = []
  const numbers = new Map<string, number>()
  return {
    lists,
    numberOf: (list) => {
      const key = list.join(' ')
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, lists.length)
      return lists.push(list) - 1
    },
  }
}

const wordNode = (atom: Atom): Node => atom * 4 + nodeKinds.word
const kindOf = (node: Node): number => node & 3
const valueOf = (node: Node): number => node >> 2

export function patternBuilder(lexicon: LexiconBuilder): PatternBuilder {
  const sets = new Map<string, WordSet>()
  const words = new Map<string, Atom>()
  const patternNumbers = new Map<string, Pattern>()
  const [sequences, choices, requirements, patterns] = [interned(), interned(), interned(), interned()]
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

  const isOptional = (choice: number): boolean => choices.lists[choice]?.[0] === 1
  /** The words of a choice's pairs: what its options begin with. */
  const firstsOfChoice = (choice: number): readonly Atom[] => (choices.lists[choice] ?? []).filter((_, index) => index % 2 === 1)
  const firsts = new Map<Sequence, readonly Atom[]>()
  /** What a match of the sequence can begin with. */
  const firstsOf = (sequence: Sequence): readonly Atom[] => {
    const known = firsts.get(sequence)
    if (known !== undefined) return known
    const found = new Set<Atom>()
    for (const node of sequences.lists[sequence] ?? []) {
      if (kindOf(node) === nodeKinds.gap) continue
      if (kindOf(node) === nodeKinds.word) found.add(valueOf(node))
      else for (const atom of firstsOfChoice(valueOf(node))) found.add(atom)
      if (kindOf(node) === nodeKinds.word || !isOptional(valueOf(node))) break
    }
    const made = [...found]
    firsts.set(sequence, made)
    return made
  }

  const choiceOf = (options: readonly Sequence[]): Node => {
    const pairs = options.flatMap((option) => {
      const nodes = sequences.lists[option] ?? []
      const [only] = nodes
      const isWord = nodes.length === 1 && only !== undefined && kindOf(only) === nodeKinds.word
      return firstsOf(option).map((atom) => [atom, isWord ? -1 : option] as const)
    })
    pairs.sort(([one, oneOption], [other, otherOption]) => one - other || oneOption - otherOption)
    const apart = pairs.filter(([atom, option], index) => atom !== pairs[index - 1]?.[0] || option !== pairs[index - 1]?.[1])
    const canBeLeftOut = options.some((option) => sequences.lists[option]?.length === 0)
    return choices.numberOf([canBeLeftOut ? 1 : 0, ...apart.flat()]) * 4 + nodeKinds.choice
  }

  const requirementOf = (of: readonly Atom[]): number => requirements.numberOf([...new Set(of)].sort((one, other) => one - other))

  /** Words of which a text needs one, or nothing matches the node; null when a match can do without it. */
  const neededFor = (node: Node): readonly Atom[] | null => {
    if (kindOf(node) === nodeKinds.word) return [valueOf(node)]
    if (kindOf(node) === nodeKinds.gap || isOptional(valueOf(node))) return null
    // What an option begins with is needed for it, or, where it can begin with several, one of them.
    return firstsOfChoice(valueOf(node))
  }

  const patternOf = (nodes: readonly Node[]): Pattern => {
    const sequence = sequences.numberOf(nodes)
    const needed = nodes.flatMap((node) => {
      const of = neededFor(node)
      return of === null ? [] : [requirementOf(of)]
    })
    return patterns.numberOf([sequence, requirementOf(firstsOf(sequence)), ...new Set(needed)])
  }

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

  const nodeOfSet = ({ atom, members }: WordSet): Node =>
    members.size === 0 ? wordNode(atom) : choiceOf([sequences.numberOf([wordNode(atom)]), ...members])

  const addMember = (set: WordSet, written: string, where: Where): void => {
    const phrase = parsed(written, where)
    const [only] = phrase
    if (phrase.length === 1 && only?.kind === 'word') addSingle(set, only.word, only.form, set.home.language)
    else if (phrase.length === 1 && only?.kind === 'set') {
      const other = compiledSet(only.name, set.home.pack, where)
      for (const { word, form, language } of other.singles) addSingle(set, word, form, language)
      for (const sequence of other.members) set.members.add(sequence)
      return
    } else set.members.add(sequenceOf(phrase, set.home, where))
    terms += 1
  }

  const parsed = (written: string, where: Where): Phrase => {
    const phrase = parsePhrase(written)
    if (!phrase.ok) throw new PhraseFault(`${where()}: ${phrase.detail}`)
    return phrase.value
  }

  const nodesOf = (phrase: Phrase, home: Home, where: Where): readonly Node[] => phrase.map((part) => nodeOf(part, home, where))
  const sequenceOf = (phrase: Phrase, home: Home, where: Where): Sequence => sequences.numberOf(nodesOf(phrase, home, where))

  const nodeOf = (part: Part, home: Home, where: Where): Node => {
    switch (part.kind) {
      case 'word':
        return wordNode(wordAtom(part.word, part.form, home.language))
      case 'set':
        return nodeOfSet(compiledSet(part.name, home.pack, where))
      case 'gap':
        return part.max * 4 + nodeKinds.gap
      case 'choice':
        return choiceOf(part.options.map((option) => sequenceOf(option, home, where)))
    }
  }

  return {
    declareSet: (name, phrases, home, isShared, where) => {
      const key = isShared ? name : `${home.pack} ${name}`
      if (sets.has(key)) return `there are two sets {${name}}`
      sets.set(key, { phrases, home, where, atom: atoms++, members: new Set(), singles: [], state: 'declared' })
      return null
    },
    setAtom: (name) => (sets.has(name) ? compiledSet(name, '', () => name).atom : atoms++),
    pattern: (written, home, where) => {
      const key = `${home.language} ${home.pack} ${written}`
      const known = patternNumbers.get(key)
      if (known !== undefined) return known
      const pattern = patternOf(nodesOf(parsed(written, where), home, where))
      patternNumbers.set(key, pattern)
      terms += 1
      return pattern
    },
    anyOf: (written, home, where) => {
      const key = `${home.language} ${home.pack} ${written.join('\n')}`
      const known = patternNumbers.get(key)
      if (known !== undefined) return known
      const pattern = patternOf([choiceOf(written.map((phrase) => sequenceOf(parsed(phrase, where), home, where)))])
      patternNumbers.set(key, pattern)
      terms += written.length
      return pattern
    },
    terms: () => terms,
    anchors: (of) => anchorsOf(of, patterns.lists, requirements.lists),
    tables: (filler) => {
      const requirementsOf: number[][] = []
      requirements.lists.forEach((needed, requirement) => {
        for (const atom of needed) (requirementsOf[atom] ??= []).push(requirement)
      })
      return {
        sequences: numberLists(sequences.lists),
        choices: numberLists(choices.lists),
        patterns: numberLists(patterns.lists),
        requirements: requirements.lists.length,
        requirementsOf: numberLists(requirementsOf),
        filler,
      }
    },
  }
}

function anchorsOf(
  of: Iterable<Pattern>,
  patterns: readonly (readonly number[])[],
  requirements: readonly (readonly Atom[])[],
): ReadonlyMap<Pattern, readonly Atom[]> {
  const uses = new Map<Atom, number>()
  const waiting = [...of]
  for (const pattern of waiting)
    for (const requirement of patterns[pattern]?.slice(2) ?? [])
      for (const atom of requirements[requirement] ?? []) uses.set(atom, (uses.get(atom) ?? 0) + 1)
  const weights = requirements.map((atoms) => atoms.reduce((sum, atom) => sum + (uses.get(atom) ?? 0), 0))
  return new Map(
    waiting.map((pattern) => {
      const [, firsts = 0, ...required] = patterns[pattern] ?? []
      const rarest = required.reduce((best, one) => ((weights[one] ?? 0) < (weights[best] ?? 0) ? one : best), required[0] ?? firsts)
      return [pattern, requirements[rarest] ?? []]
    }),
  )
}
