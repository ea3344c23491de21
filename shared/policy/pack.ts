import { z } from 'zod'
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

export const partsOf = (text: string): readonly PhrasePart[] =>
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
export const scopeSchema = z.strictObject({
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
    /** Regular expressions of RE2's syntax, over the folded text. */
    patterns: z
      .array(
        z.strictObject({
          regex: z.string().min(1).max(500),
          /** Tried only where one of these characters stands, */
          has: z.string().min(1).max(20),
          /** where there are this many digits, */
          digits: z.number().int().min(0).max(40).default(0),
          /** and in texts of no more characters. */
          longest: z.number().int().min(1).max(2_048).default(2_048),
        }),
      )
      .min(1)
      .max(20)
      .optional(),
    /** What all words of a text must weigh together, by the pack's weights, for the rule's category. */
    likeness: z.number().int().positive().optional(),
    /** In place of the pack's. */
    doubt: z.number().int().optional(),
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
  .refine(
    ({ any, patterns, likeness }) => any !== undefined || patterns !== undefined || likeness !== undefined,
    'a rule needs phrases (any), patterns or a likeness',
  )

export const packSchema = z.strictObject({
  pack: idSchema,
  version: z.number().int().positive(),
  title: z.string().min(1).max(80),
  language: z.enum(['en', 'cy']),
  category: categorySchema.optional(),
  /** No school can switch it off or except anything from it. */
  locked: z.boolean().default(false),
  sets: z.record(idSchema, phrasesSchema).default({}),
  /** How much words weigh for rules by likeness: `weight category feature` a line (`-`: no category). Learned, not written. */
  weights: z.string().max(1_100_000).optional(),
  /** Words of a kind, with spaces between: what is learned of one is known of all. */
  kinds: z.record(idSchema, z.string().min(1).max(5_000)).default({}),
  /** What all words of a text must weigh together for a phrase to be believed; without it, phrases are believed whatever stands around. */
  doubt: z.number().int().optional(),
  /** For every rule of the pack. */
  unless: contextsSchema,
  except: phrasesSchema.optional(),
  rules: z.array(ruleSchema).max(1_000).default([]),
})
export type Pack = z.infer<typeof packSchema>
export type Rule = Pack['rules'][number]
export type Context = Rule['needs'][number]

/** Where something stands in a pack: keys and positions from the top. */
export type PackPath = readonly (string | number)[]

/** A pack, and how to tell a person where in it something is wrong. */
export interface PlacedPack {
  readonly pack: Pack
  /** `file:line`. */
  readonly placeOf: (path: PackPath) => string
}
