import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { fail, ok, type Outcome } from '../outcome'
import { categorySchema, gradeSchema, sourceSchema } from './categories'

/** The shape of a pack: docs/policies.md says what each part means. */

const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, 'small letters, digits and hyphens only')
  .max(60)
// YAML reads `18` as a number.
const phraseSchema = z.union([z.string().min(1).max(2_000), z.number().int().nonnegative().transform(String)])
/** A list, or one text in which commas and line ends part the phrases. */
const phrasesSchema = z.union([
  z.array(phraseSchema).min(1).max(1_000),
  z
    .string()
    .min(1)
    .max(40_000)
    .transform((text) => partsOf(text).map(({ phrase }) => phrase)),
])

interface PhrasePart {
  readonly phrase: string
  /** Lines below the first one. */
  readonly line: number
}

const partsOf = (text: string): readonly PhrasePart[] =>
  text.split('\n').flatMap((row, line) =>
    row
      .split(',')
      .map((phrase) => ({ phrase: phrase.trim(), line }))
      .filter(({ phrase }) => phrase !== ''),
  )

/** Words that stand near a match, at most `within` words away, or anywhere in the text. */
const contextSchema = z.union([
  phraseSchema.transform((phrase) => ({ any: [phrase], within: null })),
  z.strictObject({ any: phrasesSchema, within: z.number().int().min(1).max(50).nullable().default(null) }),
])
const contextsSchema = z.array(contextSchema).max(40).default([])

const scopedSchema = z.strictObject({
  only: z.array(z.string().min(1).max(120)).min(1).optional(),
  not: z.array(z.string().min(1).max(120)).min(1).optional(),
})

const daySchema = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'a time such as 08:30')

/** Under what circumstances a rule holds. What an event does not tell restricts nothing. */
const scopeSchema = z.strictObject({
  applications: scopedSchema.optional(),
  /** A domain covers its subdomains. */
  domains: scopedSchema.optional(),
  /** 0 is reception. */
  yearGroups: z
    .strictObject({ from: z.number().int().min(0).max(13).default(0), to: z.number().int().min(0).max(13).default(13) })
    .optional(),
  /** By the PC's local time; `to` before `from` reaches past midnight. */
  times: z
    .strictObject({
      days: z.array(daySchema).min(1).optional(),
      from: timeOfDaySchema.default('00:00'),
      to: timeOfDaySchema.default('23:59'),
    })
    .optional(),
})
export type Scope = z.infer<typeof scopeSchema>

const ruleSchema = z
  .strictObject({
    id: idSchema,
    why: z.string().min(10).max(300),
    grade: gradeSchema,
    category: categorySchema.optional(),
    sources: z.array(sourceSchema).min(1).optional(),
    any: phrasesSchema.optional(),
    /** Regular expressions of RE2's syntax, over the folded text; tried only where one of the characters of `has` stands. */
    patterns: z
      .array(z.strictObject({ regex: z.string().min(1).max(500), has: z.string().min(1).max(20) }))
      .min(1)
      .max(20)
      .optional(),
    /** Every one of these must be there. */
    needs: contextsSchema,
    /** None of these may be there. */
    unless: contextsSchema,
    /** A match that touches one of these phrases is none. */
    except: phrasesSchema.optional(),
    /** Another grade where something stands near; the first that applies holds. */
    regrade: z
      .array(z.strictObject({ grade: gradeSchema, when: contextSchema }))
      .max(10)
      .default([]),
    scope: scopeSchema.default({}),
  })
  .refine(({ any, patterns }) => any !== undefined || patterns !== undefined, 'a rule needs phrases (any) or patterns')

const packSchema = z.strictObject({
  pack: idSchema,
  version: z.number().int().positive(),
  title: z.string().min(1).max(80),
  language: z.enum(['en', 'cy']),
  category: categorySchema.optional(),
  /** No school can switch it off or except anything from it. */
  locked: z.boolean().default(false),
  sets: z.record(idSchema, phrasesSchema).default({}),
  /** For every rule of the pack. */
  unless: contextsSchema,
  except: phrasesSchema.optional(),
  rules: z.array(ruleSchema).max(1_000).default([]),
})
export type Pack = z.infer<typeof packSchema>
export type Rule = Pack['rules'][number]
export type Context = Rule['needs'][number]

/** Where something stands in a pack's YAML: keys and positions from the top. */
export type PackPath = readonly (string | number)[]

export interface PackFile {
  /** As a person knows it: `drugs.yaml`. */
  readonly name: string
  readonly text: string
}

export interface ReadPack {
  readonly file: string
  readonly pack: Pack
  readonly lineOf: (path: PackPath) => number
}

const maxPackCharacters = 1_000_000

/** Reads a pack. A failure's detail is `file:line: reason`. */
export function readPack({ name, text }: PackFile): Outcome<ReadPack, 'bad-pack'> {
  if (text.length > maxPackCharacters) return fail('bad-pack', `${name}:1: larger than ${maxPackCharacters} characters`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [fault] = document.errors
  if (fault !== undefined) return fail('bad-pack', `${name}:${lines.linePos(fault.pos[0]).line}: ${fault.message}`)

  const lineOf = (path: PackPath): number => {
    // What is missing has no line: its nearest surrounding part has one.
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (!isNode(node) || !node.range) continue
      const { line } = lines.linePos(node.range[0])
      const phrase = path[length]
      if (!isScalar(node) || typeof node.value !== 'string' || typeof phrase !== 'number') return line
      // A block's text begins below its | sign.
      return line + (node.type?.startsWith('BLOCK') === true ? 1 : 0) + (partsOf(node.value)[phrase]?.line ?? 0)
    }
    return 1
  }
  if (!isMap(document.contents)) return fail('bad-pack', `${name}:1: a pack is a map that begins with "pack:"`)
  let content: unknown
  try {
    content = document.toJS({ maxAliasCount: 20 })
  } catch (error) {
    // The library throws when a text repeats itself without end, and for nothing else here.
    return fail('bad-pack', `${name}:1: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
  const parsed = packSchema.safeParse(content)
  if (parsed.success) return ok({ file: name, pack: parsed.data, lineOf })
  const [issue] = parsed.error.issues
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? key : String(key)))
  return fail('bad-pack', `${name}:${lineOf(path)}: ${path.join('.') || 'pack'}: ${issue?.message ?? 'does not fit'}`)
}
