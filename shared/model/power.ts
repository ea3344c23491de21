import { z } from 'zod'

/** What a PC can be made to do with its session or its power. */
const powerActions = ['log-off', 'restart', 'shut-down'] as const
export const powerActionSchema = z.enum(powerActions)
export type PowerAction = z.infer<typeof powerActionSchema>
