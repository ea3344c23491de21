import { createHash, randomBytes } from 'node:crypto'
import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'
import { fail, ok, type Outcome } from '#shared/outcome'

configure({ useWebWorkers: false })

export interface ArchiveFile {
  readonly name: string
  readonly content: Uint8Array
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** WinZip's AE-2 with a key of 256 bits, which 7-Zip and others open. Names stay readable in such archives: they name nobody. */
const aes256 = 3

export const writeArchive = async (files: readonly ArchiveFile[], passphrase: string, at: number): Promise<Uint8Array> => {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { password: passphrase, encryptionStrength: aes256, lastModDate: new Date(at) })
  for (const { name, content } of files) await writer.add(name, new Uint8ArrayReader(new Uint8Array(content)))
  return writer.close()
}

/** Every file in it. `archive-unreadable`: no archive, cut short, changed, or another passphrase. */
export const readArchive = async (archive: Uint8Array, passphrase: string): Promise<Outcome<ArchiveFile[], 'archive-unreadable'>> => {
  const reader = new ZipReader(new Uint8ArrayReader(new Uint8Array(archive)), { password: passphrase })
  try {
    const files: ArchiveFile[] = []
    for (const entry of await reader.getEntries()) {
      if (entry.directory) continue
      files.push({ name: entry.filename, content: await entry.getData(new Uint8ArrayWriter()) })
    }
    return ok(files)
  } catch (error) {
    // The library's only word on bytes that do not fit is to throw.
    const why = error instanceof Error ? error.message : String(error)
    return fail('archive-unreadable', `The archive cannot be read (${why}). It was changed or cut, or the passphrase is another.`)
  } finally {
    await reader.close()
  }
}

/** No letters that are taken for others when read aloud (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 120 bits at random, in six groups of four. */
export const newPassphrase = (): string =>
  Array.from(randomBytes(24), (byte) => letters[byte % letters.length])
    .join('')
    .replace(/(.{4})(?!$)/gu, '$1-')
