import { z } from 'zod'
import { hardwareSchema, inventoryDigestSchema, mostSoftware, softwareItemSchema, systemCareSchema } from '../model/inventory'
import { doneSchema, fact } from './table'

/** Programs in one message: with the longest names well below the link's limit. */
export const softwarePerPart = 1_000
const mostParts = (2 * mostSoftware) / softwarePerPart

/** What a PC is made of and what is installed on it: told in parts, and of each part only what the hub lacks [IV2]. */
export const inventoryFacts = {
  /** A reading was taken. The answer says what of it the hub wants to hear: of software nothing, the difference to `base`, or all. */
  'inventory:offer': fact(
    z.object({
      hardware: inventoryDigestSchema,
      system: inventoryDigestSchema,
      /** Null where no package manager tells. `base` is the list this PC can tell the difference to. */
      software: z.object({ digest: inventoryDigestSchema, base: inventoryDigestSchema.nullable() }).nullable(),
    }),
    z.object({ hardware: z.boolean(), system: z.boolean(), software: z.enum(['nothing', 'difference', 'all']) }),
  ),
  'inventory:hardware': fact(z.object({ digest: inventoryDigestSchema, hardware: hardwareSchema }), doneSchema),
  'inventory:system': fact(z.object({ digest: inventoryDigestSchema, system: systemCareSchema }), doneSchema),
  /** One part of a list, or of the difference to `base`; the hub keeps them once the last has come. `kept` false: tell all of it. */
  'inventory:software': fact(
    z.object({
      digest: inventoryDigestSchema,
      base: inventoryDigestSchema.nullable(),
      part: z.number().int().nonnegative().lt(mostParts),
      parts: z.number().int().positive().max(mostParts),
      /** How many programs there are in all once it is applied. */
      total: z.number().int().nonnegative().max(mostSoftware),
      added: z.array(softwareItemSchema).max(softwarePerPart),
      gone: z.array(softwareItemSchema).max(softwarePerPart),
    }),
    z.object({ kept: z.boolean() }),
  ),
} as const
