import path from 'node:path'
import { z } from 'zod'
import { buildTroubles } from '#shared/model/agent-build'
import { versionsFolder } from './version-state'

/** Where an archive lies while it is fetched: its header, and the parts of it that this PC lacks, one after the other. */
export const incomingFolder = (dataFolder: string): string => path.join(versionsFolder(dataFolder), 'incoming')

export interface Incoming {
  readonly header: string
  readonly parts: string
}

export const incomingOf = (dataFolder: string, buildId: string): Incoming => ({
  header: path.join(incomingFolder(dataFolder), `${buildId}.header`),
  parts: path.join(incomingFolder(dataFolder), `${buildId}.parts`),
})

/** In a version's own folder: what it was signed as. */
export const headerName = 'build.header'

/** A stretch of the archive. */
const rangeSchema = z.object({ offset: z.number().int().nonnegative(), bytes: z.number().int().positive() })
export type Range = z.infer<typeof rangeSchema>

/** What the errand prints, one line of JSON. */
export const errandAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ranges: z.array(rangeSchema) }),
  z.object({ ok: z.literal(false), code: z.enum(buildTroubles), detail: z.string() }),
])
export type ErrandAnswer = z.infer<typeof errandAnswerSchema>
