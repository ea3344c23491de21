import { buildUploadBytes } from '#shared/protocol/build-calls'
import type { Asked, HubLink } from './hub-link'
import { uploadPartEveryMs } from './upload-build'

/** Sends a console build's files up in parts and has the hub offer it; `onSent` hears the share that has arrived, 0 to 1. */
export async function uploadConsoleBuild(
  link: Pick<HubLink, 'ask'>,
  files: readonly File[],
  older: boolean,
  onSent: (share: number) => void,
): Promise<Asked<'console-build:add'> | Extract<Asked<'console-build:upload'>, { ok: false }>> {
  const uploadId = crypto.randomUUID()
  const all = files.reduce((sum, { size }) => sum + size, 0)
  let sent = 0
  for (const file of files)
    for (let offset = 0; offset < file.size; offset += buildUploadBytes) {
      // In browsers only a bare buffer travels as binary.
      const bytes = await file.slice(offset, offset + buildUploadBytes).arrayBuffer()
      const paced = new Promise((resolve) => setTimeout(resolve, uploadPartEveryMs))
      const taken = await link.ask('console-build:upload', { uploadId, name: file.name, offset, bytes })
      if (!taken.ok) return taken
      sent += bytes.byteLength
      onSent(sent / all)
      await paced
    }
  return link.ask('console-build:add', { uploadId, older })
}
