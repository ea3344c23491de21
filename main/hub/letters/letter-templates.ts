import { z } from 'zod'
import { type LetterTemplate, letterTemplateSchema, letterTemplatesSchema } from '#shared/model/letter'
import type { Records } from '../../store/store'
import templates from '../../../assets/letters/templates.json'

const shippedSchema = z.array(letterTemplateSchema.omit({ text: true }).extend({ paragraphs: z.array(z.string()).min(1) }))

/** Plain letters, until the school changes them. */
export const shippedTemplates: readonly LetterTemplate[] = letterTemplatesSchema.parse(
  shippedSchema.parse(templates).map(({ paragraphs, ...template }) => ({ ...template, text: paragraphs.join('\n\n') })),
)

/** The school's templates; those that ship until it changed them. */
export const templatesOf = async ({ settings }: Pick<Records, 'settings'>): Promise<readonly LetterTemplate[]> =>
  (await settings.letterTemplates()) ?? shippedTemplates
