import { z } from 'zod'
import { inventoryEntrySchema, inventoryParts, inventoryRowSchema, packageCountSchema, softwareItemSchema } from '../model/inventory'
import { idSchema, textSchema } from '../model/scalars'
import { staffCall } from './table'

const readers = ['technician', 'head'] as const

/** What a PC answers when it is asked to look at itself anew. */
export const inventoryWords = ['reading', 'silent', 'unsupported', 'no-answer'] as const

/** What the school's PCs are made of, what is installed on them, and what changed [IV5]; of PCs of the account's rooms alone. */
export const inventoryOrders = {
  /** Every PC that is not revoked, by name. */
  'inventory:list': staffCall(readers, z.object({}), z.object({ pcs: z.array(inventoryRowSchema) })),
  /** Programs by name and version, those on most PCs first; `search` is a part of the name. `shown` of `total`. */
  'inventory:software': staffCall(
    readers,
    z.object({ search: textSchema(100), limit: z.number().int().min(1).max(20_000) }),
    z.object({ packages: z.array(packageCountSchema), total: z.number().int().nonnegative() }),
  ),
  /** The PCs on which a program is, with its version there. */
  'inventory:holders': staffCall(
    readers,
    z.object({ name: textSchema(200) }),
    z.object({ pcs: z.array(z.object({ deviceId: idSchema, deviceName: textSchema(120), version: textSchema(120) })) }),
  ),
  /** Newest first, before `before`; `whole` names every change of a reading, for tables that are taken away. Empty at the end. */
  'inventory:changes': staffCall(
    readers,
    z.object({
      deviceId: idSchema.nullable(),
      part: z.enum(inventoryParts).nullable(),
      before: z.number().int().positive().nullable(),
      whole: z.boolean().default(false),
    }),
    z.object({ entries: z.array(inventoryEntrySchema) }),
  ),
  /** One PC's own sheet. */
  'inventory:sheet': staffCall(
    readers,
    z.object({ deviceId: idSchema }),
    z.object({ pc: inventoryRowSchema, software: z.array(softwareItemSchema), entries: z.array(inventoryEntrySchema) }),
  ),
  /** Asks PCs to look at themselves now; what they find comes by itself. */
  'inventory:read': staffCall(
    ['technician'],
    z.object({ deviceIds: z.array(idSchema).min(1).max(1_000) }),
    z.object({ results: z.array(z.object({ deviceId: idSchema, word: z.enum(inventoryWords) })) }),
  ),
} as const
