import { z } from 'zod'
import { leaseSchema } from '#shared/model/lease'
import { idSchema } from '#shared/model/scalars'
import type { SealedKind } from '../storage/sealed-file'
import { hubTimeSchema } from './hub-clock'

const keptLeasesSchema = z.object({
  revision: z.number().int().nonnegative(),
  leases: z.array(leaseSchema).max(32),
  /** [SE6] The lock of a session's end. */
  own: leaseSchema.nullable().default(null),
  /** [PO7] The lock of a rule of the policies. */
  act: leaseSchema.nullable().default(null),
  /** Messages the pupil has closed: a restart does not show them again. */
  seen: z.array(idSchema).max(32),
  hubTime: hubTimeSchema,
})
/** The lease set as it lies on disk. */
export type KeptLeases = z.infer<typeof keptLeasesSchema>

/** [LE8] */
export const keptLeases: SealedKind<KeptLeases> = { purpose: 'classwarden-leases-1', schema: keptLeasesSchema, name: 'lease file' }
