import { z } from 'zod'
import { inventoryDigestSchema, mostSoftware, softwareItemSchema } from '#shared/model/inventory'
import { timestampSchema } from '#shared/model/scalars'
import type { SealedKind } from '../storage/sealed-file'

const keptInventorySchema = z.object({
  /** When the last reading was taken that the hub has. */
  takenAt: timestampSchema,
  /** The list of programs as the hub has it, so that the next is told as the difference to it. */
  software: z.object({ digest: inventoryDigestSchema, items: z.array(softwareItemSchema).max(mostSoftware) }).nullable(),
})
export type KeptInventory = z.infer<typeof keptInventorySchema>

export const keptInventory: SealedKind<KeptInventory> = {
  purpose: 'classwarden-inventory-1',
  schema: keptInventorySchema,
  name: 'inventory file',
}
