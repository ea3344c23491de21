import { z } from 'zod'
import { agreementAnswerSchema, agreementPupilSchema, agreementSetSchema } from '#shared/model/agreement'
import { textSchema, timestampSchema } from '#shared/model/scalars'
import type { SealedKind } from '../storage/sealed-file'

/** Pupils who signed in last, of whom a PC remembers what they agreed to: it needs no hub when one of them is back. */
export const mostPupilsKept = 100

const visitSchema = z.object({
  user: textSchema(120),
  /** As the system tells it: the same for as long as one sign-in lasts. */
  signedInAt: timestampSchema,
})
/** One sign-in of one account. */
export type Visit = Readonly<z.infer<typeof visitSchema>>

const keptAgreementsSchema = z.object({
  set: agreementSetSchema,
  /** The newest last. */
  pupils: z.array(agreementPupilSchema).max(mostPupilsKept),
  /** Who was let in, so that a restart of the agent asks nobody twice. */
  letIn: visitSchema.nullable(),
  /** Answers that no outbox has taken yet. */
  answers: z.array(agreementAnswerSchema).max(100),
})
/** What the PC asks, of whom it knows what, as it lies on disk. */
export type KeptAgreements = z.infer<typeof keptAgreementsSchema>

export const keptAgreements: SealedKind<KeptAgreements> = {
  purpose: 'classwarden-agreements-1',
  schema: keptAgreementsSchema,
  name: 'file of agreements',
}
