import { z } from 'zod'
import { hubTroubleSchema } from '#shared/bridge'
import { fingerprintSchema } from '#shared/protocol/enrolment'

/** What passes between the console and the hub it hosts as a utility process. Both ends parse: they are two programs. */

export const hubKeySchema = z.string().regex(/^[0-9a-f]{64}$/u)

export const hostOrderSchema = z.discriminatedUnion('order', [
  /** Comes once, first. The key travels here, never on a command line or in the environment. */
  z.object({
    order: z.literal('start'),
    dataFolder: z.string(),
    /** 256 bits, hex: opens the database. */
    databaseKey: hubKeySchema,
    /** The built pages, served to browsers. */
    pagesFolder: z.string(),
    bindAddress: z.string(),
    consolePort: z.number().int(),
    agentPort: z.number().int(),
  }),
  /** Instead of a start: makes a hub out of a backup, says how it went, and ends. The recovery key travels here alone. */
  z.object({
    order: z.literal('restore'),
    dataFolder: z.string(),
    /** Of the hub that may be there already. */
    databaseKey: hubKeySchema.nullable(),
    file: z.string(),
    recoveryKey: z.string(),
  }),
  /** The hub says farewell to its peers, closes the database and ends with code 0. */
  z.object({ order: z.literal('stop') }),
])
export type HostOrder = z.infer<typeof hostOrderSchema>

export const hostFactSchema = z.discriminatedUnion('fact', [
  z.object({
    fact: z.literal('ready'),
    /** As bound: never 0. */
    consolePort: z.number().int(),
    agentPort: z.number().int(),
    authorityFingerprint: fingerprintSchema,
    /** While there is no account yet. */
    firstRunCode: z.string().nullable(),
  }),
  z.object({ fact: z.literal('first-run-done') }),
  /** With what a person should know. */
  z.object({ fact: z.literal('restored'), outcome: z.array(z.string().max(500)).max(8) }),
  /** Nothing was changed. */
  z.object({ fact: z.literal('not-restored'), detail: z.string().max(500) }),
  /** It cannot start; the process ends by itself afterwards. */
  z.object({ fact: z.literal('failed'), why: hubTroubleSchema, detail: z.string().max(500) }),
])
export type HostFact = z.infer<typeof hostFactSchema>
