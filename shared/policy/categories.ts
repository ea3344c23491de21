import { z } from 'zod'

/** What a concern can be about (requirement E2). The ids stand in packs, breaches and reports, and do not change. */
export const categories = [
  'illegal-content',
  'grooming',
  'extremism',
  'hate',
  'bullying',
  'self-harm',
  'suicide',
  'eating-disorder',
  'sexual-content',
  'violence-weapons',
  'drugs',
  'gambling',
  'games',
  'social-media',
  'proxy-bypass',
  'piracy',
  'personal-data',
  'time-online',
] as const
export const categorySchema = z.enum(categories)
export type Category = z.infer<typeof categorySchema>

/** Where text was seen. `state` is a word the agent itself says, such as `vpn-on`. */
export const sources = ['title', 'application', 'url', 'page-title', 'search', 'typed', 'state'] as const
export const sourceSchema = z.enum(sources)
export type Source = z.infer<typeof sourceSchema>

/** 1 is for the class teacher's notice; 5 cannot wait until tomorrow. */
export const gradeSchema = z.number().int().min(1).max(5)
