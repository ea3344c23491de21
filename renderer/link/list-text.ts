import { uploadParts } from '#shared/protocol/scene-orders'
import type { Asked, HubLink } from './hub-link'

/** Sends a typed list or a table up, gzipped and in parts. Answers the name the calls that read it know it by, or the failure. */
export async function uploadText(
  link: Pick<HubLink, 'ask'>,
  event: 'sites:upload' | 'table:upload',
  text: string,
): Promise<string | Extract<Asked<'sites:upload'>, { ok: false }>> {
  const uploadId = crypto.randomUUID()
  const zipped = await through(new Blob([text]), new CompressionStream('gzip'))
  const parts = uploadParts(new Uint8Array(zipped))
  for (const [part, bytes] of parts.entries()) {
    // In browsers only a bare buffer travels as binary.
    const taken = await link.ask(event, { uploadId, part, parts: parts.length, bytes: bytes.buffer })
    if (!taken.ok) return taken
  }
  return uploadId
}

/** The text of a gzipped list. */
export const unfoldList = async (gzip: Uint8Array<ArrayBuffer>): Promise<string> =>
  new TextDecoder().decode(await through(new Blob([gzip]), new DecompressionStream('gzip')))

const through = (blob: Blob, stream: CompressionStream | DecompressionStream): Promise<ArrayBuffer> =>
  new Response(blob.stream().pipeThrough(stream)).arrayBuffer()
