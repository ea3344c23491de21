import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { fileText, type TextEncoding } from '#shared/model/file-text'
import { fail, ok } from '#shared/outcome'
import { uploadParts } from '#shared/protocol/scene-orders'
import type { CliOutcome } from './failure'
import type { HubLink } from './hub-link'

const decode = (bytes: Uint8Array, encoding: TextEncoding): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // The decoder's only word on bytes that are not written so.
    return null
  }
}

/** The text of a table, as spreadsheets save it; `-` for standard input. */
export async function readTable(file: string): Promise<CliOutcome<string>> {
  let bytes: Uint8Array
  try {
    bytes = await buffer(file === '-' ? process.stdin : createReadStream(file))
  } catch (error) {
    return fail('file-unreadable', `${file} could not be read: ${String(error)}`)
  }
  const read = fileText(bytes, decode)
  return read === null ? fail('malformed', `${file} is no table of text. Save it from the spreadsheet as CSV.`) : ok(read.text)
}

/** Sends a table up; answers the name the imports know it by. */
export async function uploadTable(link: HubLink, text: string): Promise<CliOutcome<string>> {
  const uploadId = randomUUID()
  const parts = uploadParts(gzipSync(text))
  for (const [part, bytes] of parts.entries()) {
    const taken = await link.ask('table:upload', { uploadId, part, parts: parts.length, bytes })
    if (!taken.ok) return taken
  }
  return ok(uploadId)
}
