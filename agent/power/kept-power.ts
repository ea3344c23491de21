import { z } from 'zod'
import { powerStateSchema } from '#shared/model/power'
import { textSchema } from '#shared/model/scalars'
import type { SealedKind } from '../storage/sealed-file'

/** Ids of orders remembered, so that none is carried out twice. */
export const mostRemembered = 50

const keptPowerSchema = z.object({
  /** The newest order, and how it stands. */
  newest: powerStateSchema,
  putOffs: z.number().int().nonnegative(),
  /** Start of the PC in which this was written. */
  bootId: textSchema(64),
  /** Every order heard, the newest last. */
  heard: z.array(z.string().max(64)).max(mostRemembered),
})
export type KeptPower = z.infer<typeof keptPowerSchema>

export const keptPower: SealedKind<KeptPower> = { purpose: 'classwarden-power-1', schema: keptPowerSchema, name: 'power file' }
