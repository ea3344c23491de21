import { z } from 'zod'
import { siteSchema } from './internet'
import { idSchema, textSchema, timestampSchema } from './scalars'
import { mostListsJoined, waitingChangeSchema } from './site-list'

/** `only`: nothing but the sites named is open. `all-but`: the sites named are closed. */
export const sceneAccessSchema = z.enum(['only', 'all-but'])
export type SceneAccess = z.infer<typeof sceneAccessSchema>

/** Sites a scene names by itself, beside its lists. */
export const mostSceneSites = 100

/** A saved rule for the web, ready to be put in force for a class, a few PCs or one pupil. */
export const sceneSchema = z.object({
  sceneId: idSchema,
  name: textSchema(80).min(1),
  owner: z.object({ staffId: idSchema, displayName: textSchema(80) }),
  /** Colleagues may use it too. */
  shared: z.boolean(),
  access: sceneAccessSchema,
  sites: z.array(siteSchema).max(mostSceneSites),
  /** With their names, which the viewer may not know otherwise. */
  lists: z.array(z.object({ listId: idSchema, name: textSchema(80), sites: z.number().int().nonnegative() })).max(mostListsJoined),
  /** Pupils read it; empty when none was given. */
  reason: textSchema(200),
  changedAt: timestampSchema,
  waiting: waitingChangeSchema,
})
export type Scene = z.infer<typeof sceneSchema>
