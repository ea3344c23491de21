import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Scene } from '#shared/model/scene'
import type { SiteList } from '#shared/model/site-list'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import { uploadParts } from '#shared/protocol/scene-orders'
import type { PayloadIn } from '#shared/protocol/table'
import type { ConsoleClient } from './console-client'

/** Sends a typed text up as a console does. Answers the name of the upload. */
export async function uploadText(client: ConsoleClient, text: string): Promise<string> {
  const uploadId = randomUUID()
  const parts = uploadParts(gzipSync(text))
  for (const [part, bytes] of parts.entries()) await client.must('sites:upload', { uploadId, part, parts: parts.length, bytes })
  return uploadId
}

export const saveList = async (client: ConsoleClient, name: string, text: string, shared = false): Promise<SiteList> =>
  client.must('sites:save', { listId: null, name, shared, uploadId: await uploadText(client, text), leaveFaultyOut: false })

export const saveScene = (client: ConsoleClient, scene: Partial<PayloadIn<ConsoleOrders, 'scene:save'>>): Promise<Scene> =>
  client.must('scene:save', { sceneId: null, name: 'Algebra', shared: false, access: 'only', sites: [], listIds: [], reason: '', ...scene })
