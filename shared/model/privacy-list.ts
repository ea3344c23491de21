import { z } from 'zod'
import { siteSchema } from './internet'

/** A whole site with all below it, and not one of its pages. */
const privateSiteSchema = siteSchema.refine((site) => !site.includes('/'), 'a whole site, not a page')

/** What a school adds to the privacy list that ships; nothing can be taken out of that. */
export const privacyListSchema = z.object({
  /** Of these nothing but the name is told. */
  sites: z.array(privateSiteSchema).max(500),
  /** So are these, and they stay open whatever limits the internet. */
  helplines: z.array(privateSiteSchema).max(100),
})
export type PrivacyList = z.infer<typeof privacyListSchema>

export const nothingAdded: PrivacyList = { sites: [], helplines: [] }
