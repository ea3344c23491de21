import { z } from 'zod'
import { evidenceReasonSchema, madeEvidenceSchema } from '../model/evidence'
import { bytesSchema, idSchema } from '../model/scalars'
import { staffCall } from './table'

/** An archive is fetched in parts of so many bytes. */
export const evidencePartBytes = 256 * 1024

/** Evidence packs [EV1 to EV5]. */
export const evidenceOrders = {
  'evidence:make': staffCall(['officer', 'head'], z.object({ incidentId: idSchema, reason: evidenceReasonSchema }), madeEvidenceSchema),
  /** One part of the archive, for who had it made. */
  'evidence:part': staffCall(
    ['officer', 'head'],
    z.object({ packId: idSchema, part: z.number().int().nonnegative().max(10_000) }),
    z.object({ bytes: bytesSchema(evidencePartBytes) }),
  ),
} as const
