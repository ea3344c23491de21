import { z } from 'zod'
import { sha256Schema } from './evidence'
import { idSchema, textSchema, timestampSchema } from './scalars'

const longestLetter = 6_000
/** Drafts one incident holds, letters shown of one, and templates of a school. */
export const mostDrafts = 10
export const mostLetters = 50
const mostTemplates = 30

/**
 * What stands in square brackets in a template is filled in from the incident where it is one of these, and else left as a gap for whoever writes
 * the letter: `[pupil]`, `[day and time]`.
 */
export const letterFields = [
  ...(['school', 'pupil', 'year', 'what', 'when', 'route', 'removed-from', 'removed-until', 'sites'] as const),
  ...(['earlier', 'rules', 'writer'] as const),
] as const
export type LetterField = (typeof letterFields)[number]

const gap = /\[([^[\]\n]{1,80})\]/gu

/** Fills in what is known; what is not stays as a gap. */
export const fillLetter = (template: string, known: Readonly<Partial<Record<LetterField, string>>>): string =>
  template.replaceAll(gap, (whole, name: string) => {
    const field = letterFields.find((one) => one === name.trim())
    const value = field === undefined ? undefined : known[field]
    // A bracket in a name is no gap.
    return value === undefined || value === '' ? whole : value.replaceAll(/[[\]]/gu, '')
  })

/** What is still to be filled in, each once. */
export const gapsIn = (text: string): string[] => [...new Set([...text.matchAll(gap)].map(([whole]) => whole))]

const titleSchema = textSchema(120).trim().min(3)
const letterTextSchema = textSchema(longestLetter).trim().min(1)

export const letterTemplateSchema = z.object({
  /** Shipped ones have a name, the school's own a UUID. */
  templateId: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  name: textSchema(80).trim().min(3),
  /** What the letter is about, in one line. */
  title: titleSchema,
  text: letterTextSchema,
  /** Whether the head approves each before it goes out. */
  approval: z.boolean(),
})
export type LetterTemplate = z.infer<typeof letterTemplateSchema>

export const letterTemplatesSchema = z
  .array(letterTemplateSchema)
  .min(1)
  .max(mostTemplates)
  .refine((all) => new Set(all.map(({ templateId }) => templateId)).size === all.length, 'a template stands twice')

/** What a person can change of a draft. */
export const letterWordsSchema = z.object({
  /** Whom it is written to, as it stands over the letter. */
  addressee: textSchema(300).trim().min(1),
  title: titleSchema,
  text: letterTextSchema,
})
export type LetterWords = z.infer<typeof letterWordsSchema>

/** `waiting`: for the head's approval. A change of its words makes it a draft again. */
const letterDraftStateSchema = z.enum(['draft', 'waiting', 'approved'])

/** A letter that has not gone out. */
export const letterDraftSchema = letterWordsSchema.extend({
  letterId: idSchema,
  templateName: textSchema(80),
  state: letterDraftStateSchema,
  /** Whether it goes out only once the head has approved it. */
  approval: z.boolean(),
  writtenBy: textSchema(80),
  changedAt: timestampSchema,
  decidedBy: textSchema(80).nullable(),
  /** What the head said with the last decision. */
  decisionNote: textSchema(500),
})
export type LetterDraft = z.infer<typeof letterDraftSchema>

/** A letter as it was issued: never changed, kept as long as its incident. */
export const letterSchema = z.object({
  letterId: idSchema,
  /** Counts the school's letters: short enough to be said aloud. */
  letterNumber: z.number().int().positive(),
  templateName: textSchema(80),
  addressee: textSchema(300),
  title: textSchema(120),
  issuedAt: timestampSchema,
  issuedBy: textSchema(80),
  /** Null where the template asks for no approval. */
  approvedBy: textSchema(80).nullable(),
  /** Of its files, lower-case hex. */
  pdfSha256: sha256Schema,
  docxSha256: sha256Schema,
})
export type Letter = z.infer<typeof letterSchema>

export const letterFormats = ['pdf', 'docx'] as const
export const letterFormatSchema = z.enum(letterFormats)
export type LetterFormat = z.infer<typeof letterFormatSchema>

/** Without a name of a person: files lie about. */
export const letterFileName = (letterNumber: number, format: LetterFormat): string => `letter-${letterNumber}.${format}`

/** Bytes of one file at most. */
export const largestLetter = 512 * 1024

export const waitingLetterSchema = letterDraftSchema
  .pick({ letterId: true, title: true, writtenBy: true, changedAt: true })
  .extend({ incidentId: idSchema, incidentNumber: z.number().int().positive() })
/** A draft that waits for the head. */
export type WaitingLetter = z.infer<typeof waitingLetterSchema>
