import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { categorySchema, gradeSchema, sourceSchema } from '#shared/policy/categories'

/** Categories of text rules (requirement E2); "time online" is a rule on state and has no text. */
const category = categorySchema.exclude(['time-online'])
export const corpusCategories = category.options

const corpusLineSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*-\d{3}$/),
  source: sourceSchema.exclude(['state']),
  text: z.string().trim().min(2).max(400),
  app: z.string().min(1).optional(),
  /** English school years: 3 is age 7 to 8, 13 is age 17 to 18. */
  yearGroup: z.int().min(3).max(13).optional(),
  label: z.discriminatedUnion('harmful', [
    z.strictObject({ harmful: z.literal(true), category, grade: gradeSchema }),
    z.strictObject({ harmful: z.literal(false), category: z.null(), grade: z.null() }),
  ]),
  why: z.string().min(1).optional(),
})
export type CorpusLine = z.infer<typeof corpusLineSchema>

const folder = path.join(import.meta.dirname, '../corpus')

/** Names of the corpus files without their ending: a category each, or `innocent-` and a subject. */
export const corpusFileNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => path.basename(file, '.jsonl'))
    .sort()

/** The labelled lines of one corpus file, in file order. Throws on a line that is not as the README says. */
export const readCorpusFile = (name: string): CorpusLine[] =>
  readFileSync(path.join(folder, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => corpusLineSchema.parse(JSON.parse(line)))

/** Lines written while the packs were mended: weights are learned from them, and nothing is measured on them. */
export const readLearningLines = (): CorpusLine[] =>
  readdirSync(path.join(folder, 'learning'))
    .sort()
    .flatMap((file) => readCorpusFile(`learning/${path.basename(file, '.jsonl')}`))

/** Lines that nothing is learned from or mended for, by other voices than those of the corpus. */
export const readRoundLines = (): CorpusLine[] =>
  readdirSync(path.join(folder, 'rounds'))
    .sort()
    .flatMap((file) => readCorpusFile(`rounds/${path.basename(file, '.jsonl')}`))

/** Whether a line belongs to the third that is measured on, and not read while packs are written. */
export const isHeldOut = (id: string): boolean => (createHash('sha256').update(id).digest()[0] ?? 0) % 3 === 0
