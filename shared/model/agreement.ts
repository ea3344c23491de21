import { z } from 'zod'
import { pupilSchema } from './internet'
import { yearGroupSchema } from './pupil-record'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** Whom a text is for; `other` is everybody of whose year the school has told nothing, guest accounts included. */
export const keyStages = ['ks1', 'ks2', 'ks3', 'ks4', 'ks5', 'other'] as const
export const keyStageSchema = z.enum(keyStages)
export type KeyStage = z.infer<typeof keyStageSchema>

/** Key stages of England and Wales; reception goes with the first. */
export const keyStageOf = (yearGroup: number | null): KeyStage => {
  if (yearGroup === null) return 'other'
  if (yearGroup <= 2) return 'ks1'
  if (yearGroup <= 6) return 'ks2'
  if (yearGroup <= 9) return 'ks3'
  return yearGroup <= 11 ? 'ks4' : 'ks5'
}

/** The calendar year in which the school year of this moment began: on 1 September, by UTC, the same on every PC. */
export const schoolYearOf = (at: number): number => {
  const date = new Date(at)
  return date.getUTCMonth() >= 8 ? date.getUTCFullYear() : date.getUTCFullYear() - 1
}

/** As schools write it: 2026/27. */
export const schoolYearWords = (schoolYear: number): string => `${schoolYear}/${String((schoolYear + 1) % 100).padStart(2, '0')}`

const schoolYearSchema = z.number().int().min(2000).max(9_999)

/** What fits on a screen in type that can be read from a chair. */
export const longestAgreement = 1_500

export const agreementDraftSchema = z.object({
  keyStage: keyStageSchema,
  title: textSchema(80).trim().min(1),
  /** Lines are points. */
  text: textSchema(longestAgreement).trim().min(1),
})
export type AgreementDraft = z.infer<typeof agreementDraftSchema>

/** What the pupils of a key stage are asked to agree to. Published once, never changed: a change is the next version, and asked anew. */
export const agreementTextSchema = agreementDraftSchema.extend({
  versionId: idSchema,
  /** Counts the versions of this key stage. */
  version: z.number().int().positive(),
})
export type AgreementText = z.infer<typeof agreementTextSchema>

export const agreementSetSchema = z.object({
  /** Grows with every publication and withdrawal; 0 while there never was one. */
  revision: z.number().int().nonnegative(),
  /** One for each key stage that is asked. */
  texts: z.array(agreementTextSchema).max(keyStages.length),
})
/** What is asked now. */
export type AgreementSet = z.infer<typeof agreementSetSchema>

export const nothingToAgree: AgreementSet = { revision: 0, texts: [] }

export const agreedSchema = z.object({ versionId: idSchema, schoolYear: schoolYearSchema })
/** What somebody agreed to, and in which school year: it holds for that year. */
export type Agreed = z.infer<typeof agreedSchema>

export const agreementPupilSchema = z.object({
  userName: pupilSchema,
  keyStage: keyStageSchema,
  /** The newest; null while there is none. */
  agreed: agreedSchema.nullable(),
})
/** What a PC learns of whoever signed in there. */
export type AgreementPupil = z.infer<typeof agreementPupilSchema>

/** `unasked`: the PC could not ask, or could not log off who declined or did not answer, and let them in. */
export const agreementAnswers = ['agreed', 'declined', 'unasked'] as const

/** A durable fact: what somebody answered. `at` is the hub's time, as the PC reckons it. */
export const agreementAnswerSchema = agreedSchema.extend({
  kind: z.literal('agreement'),
  user: textSchema(120),
  guest: z.boolean(),
  answer: z.enum(agreementAnswers),
  at: timestampSchema,
})
export type AgreementAnswer = z.infer<typeof agreementAnswerSchema>

/** How the school got a parent's word. */
export const parentSignatureSchema = z.object({
  schoolYear: schoolYearSchema,
  /** For example "signed form, mother". */
  note: textSchema(200),
  recordedBy: textSchema(80),
  at: timestampSchema,
})
export type ParentSignature = z.infer<typeof parentSignatureSchema>

/** `none`: the key stage is asked nothing. `waiting`: asked at the next log-on. */
export const agreementStandings = ['agreed', 'declined', 'unasked', 'waiting', 'none'] as const
export const agreementStandingSchema = z.enum(agreementStandings)
export type AgreementStanding = z.infer<typeof agreementStandingSchema>

export const agreementEntrySchema = z.object({
  userName: textSchema(120),
  displayName: textSchema(120),
  yearGroup: yearGroupSchema.nullable(),
  keyStage: keyStageSchema,
  standing: agreementStandingSchema,
  /** Of the newest answer, to whichever version of whichever year; null while there is none. */
  at: timestampSchema.nullable(),
  version: z.number().int().positive().nullable(),
  /** Of this school year; null while nobody recorded one. */
  parent: parentSignatureSchema.nullable(),
})
/** One line of the register. */
export type AgreementEntry = z.infer<typeof agreementEntrySchema>
