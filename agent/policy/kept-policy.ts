import { z } from 'zod'
import { policyOrderSchema } from '#shared/model/policy-set'
import { policyPupilSchema } from '#shared/model/pupil-record'
import { timestampSchema } from '#shared/model/scalars'
import type { SealedKind } from '../storage/sealed-file'

/** Pupils who signed in last, of whom a PC remembers year and groups: it needs no hub when one of them is back. */
export const mostPupilsKept = 20

const keptPolicySchema = z.object({
  order: policyOrderSchema.nullable(),
  /** When the hub told the order, by its time; null where an agent kept it that did not note it. */
  toldAt: timestampSchema.nullable().default(null),
  /** The newest last. */
  pupils: z.array(policyPupilSchema).max(mostPupilsKept),
})
/** The school's policies as they lie on a PC's disk. */
export type KeptPolicy = z.infer<typeof keptPolicySchema>

export const keptPolicy: SealedKind<KeptPolicy> = { purpose: 'classwarden-policy-1', schema: keptPolicySchema, name: 'file of policies' }
