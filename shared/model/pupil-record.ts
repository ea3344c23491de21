import { z } from 'zod'
import { pupilSchema } from './internet'
import { textSchema } from './scalars'

/** 0 is reception, 1 to 13 the years of schools in England and Wales. */
export const yearGroupSchema = z.number().int().min(0).max(13)

/** As a school calls a set of pupils: 9B, Chess club. Names are the same whatever their case. */
export const groupSchema = z.string().trim().min(1).pipe(textSchema(60))

/** Groups one pupil may be in. */
const mostGroups = 20

export const pupilRecordSchema = z.object({
  /** The name of the pupil's account, as the PCs give it. */
  userName: pupilSchema,
  displayName: textSchema(120),
  /** Null when the school has not said. */
  yearGroup: yearGroupSchema.nullable(),
  groups: z.array(groupSchema).max(mostGroups),
})
/** What the school has told of one pupil. */
export type PupilRecord = z.infer<typeof pupilRecordSchema>

/** As much of it as a PC learns when the pupil signs in there. */
export const policyPupilSchema = pupilRecordSchema.omit({ displayName: true })
export type PolicyPupil = z.infer<typeof policyPupilSchema>

/** Pupils a hub knows at most, and how many one message may bring. */
export const mostPupils = 20_000
export const mostPupilsSent = 200

export const yearGroupWords = (yearGroup: number): string => (yearGroup === 0 ? 'Reception' : `Year ${yearGroup}`)
