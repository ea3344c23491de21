import { z } from 'zod'
import { categorySchema, gradeSchema, sourceSchema } from './categories'
import type { LexiconTables } from './lexicon'
import type { LikenessTables } from './likeness'
import type { NumberLists } from './number-lists'
import { scopeSchema } from './pack'
import type { PatternTables } from './pattern'

const number = z.int().nonnegative()

const contextSchema = z.object({
  /** A pattern. */
  any: number,
  /** Words between; null: anywhere in the text. */
  within: z.int().nullable(),
})
export type CompiledContext = z.infer<typeof contextSchema>

const ruleSchema = z.object({
  /** `pack/rule`. */
  id: z.string(),
  pack: z.string(),
  version: z.int(),
  language: z.string(),
  category: categorySchema,
  grade: gradeSchema,
  why: z.string(),
  isLocked: z.boolean(),
  /** Null: everywhere. */
  sources: z.array(sourceSchema).nullable(),
  /** Each is tried only in texts that have one of these characters, as many digits, and no more characters. */
  regexes: z.array(z.object({ regex: z.string(), has: z.string(), digits: number, longest: number })),
  /** Null: the rule does not weigh words. */
  likeness: z.int().nullable(),
  /** Null: it is believed whatever the words around weigh. */
  doubt: z.int().nullable(),
  needs: z.array(contextSchema),
  unless: z.array(contextSchema),
  /** Patterns. */
  except: z.array(number),
  regrade: z.array(z.object({ grade: gradeSchema, when: contextSchema })),
  scope: scopeSchema,
})
/** A rule as it is matched. */
export type CompiledRule = z.infer<typeof ruleSchema>

/** What a pack is called: for the list from which a school chooses. */
const packHeadSchema = z.object({
  pack: z.string(),
  version: z.int(),
  title: z.string(),
  language: z.string(),
  /** Null: each of its rules names one. */
  category: categorySchema.nullable(),
  isLocked: z.boolean(),
})

/** What compiled packs hold beside their tables of numbers. */
export const compiledHeadSchema = z.object({
  packs: z.array(packHeadSchema),
  rules: z.array(ruleSchema),
  /** Sets that any pack may name: a school's own are compiled later. */
  sharedSets: z.array(z.object({ name: z.string(), pack: z.string(), language: z.string(), phrases: z.array(z.string()) })),
  /** Words and phrases as written in the packs. */
  terms: number,
})
export type CompiledHead = z.infer<typeof compiledHeadSchema>
export type SharedSet = CompiledHead['sharedSets'][number]

/** Packs made ready for matching, all together; plain numbers but for their head, so that they are written to a file as they are. */
export interface CompiledPacks {
  readonly head: CompiledHead
  readonly words: LexiconTables
  readonly patterns: PatternTables
  /** By word: pairs of a rule and one of its patterns that can only match where the text has the word or another that it needs as much. */
  readonly triggers: NumberLists
  readonly likeness: LikenessTables
}
