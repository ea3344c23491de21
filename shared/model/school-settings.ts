import { z } from 'zod'
import { anyFolder, programFoldersSchema } from './application'
import { longestLeaseMinutes } from './lease'

/** The longest restriction may not be set shorter than this: a lesson's quiet moment. */
export const shortestLongestLeaseMinutes = 5

/** Bounds of how long anything is kept: two years hold what a review of a school year needs. */
export const keptDays = { least: 1, most: 730 } as const
/** Child protection files are kept for longer than a school year's review. */
export const keptIncidentDays = { least: 1, most: 9_500 } as const
const keptDaysSchema = z.number().int().min(keptDays.least).max(keptDays.most)

/** What a school sets for itself. */
export const schoolSettingsSchema = z.object({
  /** No restriction lasts longer, so that a lost hub strands nobody. */
  longestLeaseMinutes: z.number().int().min(shortestLongestLeaseMinutes).max(longestLeaseMinutes),
  /** History of windows older than this is deleted. */
  usageDays: keptDaysSchema,
  /** Flags learned longer ago than this are deleted, seen or not. */
  flagDays: keptDaysSchema,
  /** Concerns that nobody saw or decided anew for longer than this are deleted with their pictures; an escalated one stays while it is. */
  breachDays: keptDaysSchema,
  /** The same for false positives: sooner. */
  falsePositiveDays: keptDaysSchema,
  /** Pictures of a concern that is not escalated go after this, if it stays longer than they. */
  pictureDays: keptDaysSchema,
  /** Incidents that are resolved or false positives go after this, counted from their last change; their concerns by their own days then. */
  incidentDays: z.number().int().min(keptIncidentDays.least).max(keptIncidentDays.most),
  /** Whether officers and heads see nothing before they have set up a second factor. */
  secondFactorRequired: z.boolean(),
  /** [AN1] Whether the hub tells its networks that it is here. */
  announced: z.boolean(),
  /** [AP6] Where programs of pupils may lie. */
  programFolders: programFoldersSchema,
})
export type SchoolSettings = z.infer<typeof schoolSettingsSchema>

/** For how many days the school keeps what PCs tell, as their pupils read it. */
export const keptForSchema = schoolSettingsSchema.pick({ usageDays: true, flagDays: true, breachDays: true, pictureDays: true })
export type KeptFor = z.infer<typeof keptForSchema>

export const defaultSchoolSettings: SchoolSettings = {
  longestLeaseMinutes: 120,
  usageDays: 30,
  flagDays: 180,
  breachDays: 365,
  falsePositiveDays: 14,
  pictureDays: 90,
  incidentDays: 730,
  // A hub that is new asks for it from its first account on; one from before keeps its officers at work until somebody turns it on.
  secondFactorRequired: false,
  announced: true,
  programFolders: anyFolder,
}
