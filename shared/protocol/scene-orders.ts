import { z } from 'zod'
import { changeReasonSchema } from '../model/policy-change'
import { mostSceneSites, sceneAccessSchema, sceneSchema } from '../model/scene'
import { bytesSchema, idSchema, textSchema } from '../model/scalars'
import { listCheckSchema, mostListsJoined, siteListViewSchema, waitingChangeSchema } from '../model/site-list'
import { doneSchema, staffCall } from './table'

/** A typed list goes up in parts, since a console's message is small. */
const uploadPartBytes = 48 * 1024
const mostUploadParts = 64

/** Of a gzipped text (RFC 1952) that goes up in parts. */
export const uploadPartSchema = z.object({
  uploadId: idSchema,
  part: z.number().int().nonnegative().lt(mostUploadParts),
  parts: z.number().int().positive().max(mostUploadParts),
  bytes: bytesSchema(uploadPartBytes),
})

const makers = ['teacher', 'officer'] as const
const readers = ['teacher', 'officer', 'head'] as const

/** A gzipped text in parts that `sites:upload` takes, in order. */
export const uploadParts = (gzip: Uint8Array): Uint8Array<ArrayBuffer>[] =>
  Array.from({ length: Math.ceil(gzip.byteLength / uploadPartBytes) }, (_part, index) =>
    Uint8Array.from(gzip.subarray(index * uploadPartBytes, (index + 1) * uploadPartBytes)),
  )

/** Why a shared list or scene is changed or deleted; needed where the school wants a second person [SC7]. */
const whySchema = z.union([z.literal(''), changeReasonSchema]).default('')

/** Calls about saved lists and scenes. Who made one changes it; who may see one may use it: the maker, colleagues when it is shared, the head. */
export const sceneOrders = {
  /** One part of a text as typed, gzipped (RFC 1952); a session has one text on its way. `check` and `save` read it. */
  'sites:upload': staffCall(makers, uploadPartSchema, doneSchema),
  'sites:check': staffCall(makers, z.object({ uploadId: idSchema }), listCheckSchema),
  /** Makes a list, or changes one: `listId`. Faulty lines are `list-unclear` unless they are left out; without a text only name and sharing change. */
  'sites:save': staffCall(
    makers,
    z
      .object({
        listId: idSchema.nullable(),
        name: textSchema(80).min(1),
        shared: z.boolean(),
        uploadId: idSchema.nullable(),
        leaveFaultyOut: z.boolean(),
        why: whySchema,
      })
      .refine(({ listId, uploadId }) => listId !== null || uploadId !== null, 'uploadId: a new list needs its text'),
    siteListViewSchema,
  ),
  /** The whole text of a list, gzipped. */
  'sites:read': staffCall(readers, z.object({ listId: idSchema }), z.object({ gzip: bytesSchema(8 * 1024 * 1024) })),
  'sites:list': staffCall(readers, z.object({}), z.array(siteListViewSchema).max(2_000)),
  /** An officer deletes shared ones too. One that a scene joins is `in-use`. */
  'sites:delete': staffCall(makers, z.object({ listId: idSchema, why: whySchema }), z.object({ waiting: waitingChangeSchema })),

  /** [SC7] Whether changes of shared lists and scenes wait for a second person here. */
  'sites:approval': staffCall(readers, z.object({}), z.object({ needed: z.boolean() })),

  'scene:list': staffCall(readers, z.object({}), z.array(sceneSchema).max(2_000)),
  /** Makes a scene, or changes one: `sceneId`. What is in force of it already stays as it was ordered. */
  'scene:save': staffCall(
    makers,
    z
      .object({
        sceneId: idSchema.nullable(),
        name: textSchema(80).min(1),
        shared: z.boolean(),
        access: sceneAccessSchema,
        sites: z.array(textSchema(300)).max(mostSceneSites),
        listIds: z.array(idSchema).max(mostListsJoined),
        reason: textSchema(200),
        why: whySchema,
      })
      .refine(({ sites, listIds }) => sites.length + listIds.length > 0, 'sites: a scene names at least one site or list'),
    sceneSchema,
  ),
  'scene:delete': staffCall(makers, z.object({ sceneId: idSchema, why: whySchema }), z.object({ waiting: waitingChangeSchema })),
} as const
