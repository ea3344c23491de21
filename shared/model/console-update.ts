import { z } from 'zod'
import { buildVersionSchema } from './agent-build'
import { textSchema, timestampSchema } from './scalars'

/** Why a console did not take what its hub offers. */
export const consoleUpdateTroubles = [
  'unreachable',
  /** The hub serves as many downloads as it may at once. */
  'busy',
  'malformed',
  'bad-signature',
  /** Signed, by another key than the one of this console's package. */
  'unknown-key',
  /** Not the file that was signed. */
  'damaged',
  /** Windows' own check of the installer's publisher. */
  'wrong-publisher',
  'disk',
  'failed',
] as const
export type ConsoleUpdateTrouble = (typeof consoleUpdateTroubles)[number]

/** How a newer console comes onto this computer where it does not install itself. */
export const updateBringers = ['apt', 'archive', 'policy', 'administrator'] as const
export type UpdateBringer = (typeof updateBringers)[number]

/** Why a console asks for nothing newer. */
export const updatesOff = ['switched-off', 'no-key', 'unsupported'] as const
export type UpdatesOff = (typeof updatesOff)[number]

/** How this console stands to what its hub offers. */
export const updateStandingSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off'), why: z.enum(updatesOff) }),
  /** Nothing newer is known of. */
  z.object({ state: z.literal('current') }),
  z.object({ state: z.literal('fetching'), version: buildVersionSchema }),
  /** Checked and here: installed when the console is closed. */
  z.object({ state: z.literal('ready'), version: buildVersionSchema }),
  z.object({ state: z.literal('told'), version: buildVersionSchema, bringer: z.enum(updateBringers) }),
  z.object({ state: z.literal('failed'), why: z.enum(consoleUpdateTroubles), detail: textSchema(300) }),
])
export type UpdateStanding = z.infer<typeof updateStandingSchema>

export const consoleUpdateSchema = z.object({
  /** The version that runs. */
  running: textSchema(40),
  /** When the hub was last asked and answered; null before that. */
  askedAt: timestampSchema.nullable(),
  standing: updateStandingSchema,
})
export type ConsoleUpdate = z.infer<typeof consoleUpdateSchema>
