import { type FileText, fileText, type TextEncoding } from '#shared/model/file-text'

const decode = (bytes: Uint8Array, encoding: TextEncoding): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // The decoder's only word on bytes that are not written so.
    return null
  }
}

/** The text of a table that somebody chose; null for what is no text. */
export const readFile = async (file: File): Promise<FileText | null> => fileText(new Uint8Array(await file.arrayBuffer()), decode)
