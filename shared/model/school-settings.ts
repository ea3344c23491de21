import { z } from 'zod'
import { longestLeaseMinutes } from './lease'

/** What a school sets for itself. */
export const schoolSettingsSchema = z.object({
  /** No restriction lasts longer, so that a lost hub strands nobody. */
  longestLeaseMinutes: z.number().int().min(5).max(longestLeaseMinutes),
})
export type SchoolSettings = z.infer<typeof schoolSettingsSchema>

export const defaultSchoolSettings: SchoolSettings = { longestLeaseMinutes: 120 }
