import { buildUploadBytes } from '#shared/protocol/build-calls'
import type { Asked, HubLink } from './hub-link'

/** Below the hub's rate of messages, with room for everything else the console asks meanwhile. */
export const uploadPartEveryMs = 45

/** Sends an update archive up in parts and has the hub keep it; `onSent` hears the share that has arrived, 0 to 1. */
export async function uploadBuild(
  link: Pick<HubLink, 'ask'>,
  archive: Blob,
  onSent: (share: number) => void,
): Promise<Asked<'build:add'> | Extract<Asked<'build:upload'>, { ok: false }>> {
  const uploadId = crypto.randomUUID()
  for (let offset = 0; offset < archive.size; offset += buildUploadBytes) {
    // In browsers only a bare buffer travels as binary.
    const bytes = await archive.slice(offset, offset + buildUploadBytes).arrayBuffer()
    const paced = new Promise((resolve) => setTimeout(resolve, uploadPartEveryMs))
    const taken = await link.ask('build:upload', { uploadId, offset, bytes })
    if (!taken.ok) return taken
    onSent(Math.min(1, (offset + bytes.byteLength) / archive.size))
    await paced
  }
  return link.ask('build:add', { uploadId })
}
