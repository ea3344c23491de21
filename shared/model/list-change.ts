import { z } from 'zod'
import { idSchema, textSchema } from './scalars'
import { sceneSchema } from './scene'
import { listHashSchema, siteListSchema } from './site-list'

const listStateSchema = siteListSchema.pick({ name: true, shared: true, hash: true, domains: true, pages: true })

/** Sites told by name of what a change adds or takes away; the rest is counted. */
export const mostSitesNamed = 20
const sitesSchema = z.object({ count: z.number().int().nonnegative(), some: z.array(textSchema(300)).max(mostSitesNamed) })

/** What differs between two texts of a list. */
export const listDifferenceSchema = z.object({ added: sitesSchema, removed: sitesSchema })
export type ListDifference = z.infer<typeof listDifferenceSchema>

const sceneStateSchema = sceneSchema.pick({ name: true, shared: true, access: true, sites: true, reason: true }).extend({
  /** With what each held then: another text under the name would be another scene. */
  lists: z.array(sceneSchema.shape.lists.element.extend({ hash: listHashSchema })),
})
export type SceneState = z.infer<typeof sceneStateSchema>

const ownerSchema = siteListSchema.shape.owner

export const listChangeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('save-list'),
    listId: idSchema,
    owner: ownerSchema,
    before: listStateSchema,
    after: listStateSchema,
    difference: listDifferenceSchema,
  }),
  z.object({ kind: z.literal('delete-list'), listId: idSchema, owner: ownerSchema, before: listStateSchema }),
  z.object({ kind: z.literal('save-scene'), sceneId: idSchema, owner: ownerSchema, before: sceneStateSchema, after: sceneStateSchema }),
  z.object({ kind: z.literal('delete-scene'), sceneId: idSchema, owner: ownerSchema, before: sceneStateSchema }),
])
/** A change of a list of sites or scene that colleagues use too, old value and new. */
export type ListChange = z.infer<typeof listChangeSchema>

/** The list or scene that a change is about. */
export const subjectOf = (change: ListChange): string => ('listId' in change ? change.listId : change.sceneId)

const kinds: ReadonlySet<string> = new Set(listChangeSchema.options.map(({ shape }) => shape.kind.value))

/** Whether a change of the log is of a shared list or scene, and not of the policies. */
export const isListChange = (change: { readonly kind: string }): change is ListChange => kinds.has(change.kind)
