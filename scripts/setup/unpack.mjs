import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

/**
 * Unpacks the wanted files of a zip archive, with their permissions. Reading past the others takes a tenth of unpacking all.
 * @param {string} archive
 * @param {string} target a folder; made if missing
 * @param {(name: string) => string | undefined} placeOf where a file goes, relative to target; undefined leaves it out
 */
export async function unpackZip(archive, target, placeOf) {
  const { default: yauzl } = await import('yauzl')
  /** @type {(file: string, options: import('yauzl').Options) => Promise<import('yauzl').ZipFile>} */
  const open = promisify(yauzl.open)
  const zip = await open(archive, { lazyEntries: true })
  /** @type {(entry: import('yauzl').Entry) => Promise<import('node:stream').Readable>} */
  const read = promisify(zip.openReadStream.bind(zip))
  await new Promise((resolve, reject) => {
    zip.on('error', reject).on('end', resolve)
    zip.on('entry', (/** @type {import('yauzl').Entry} */ entry) => {
      const place = entry.fileName.endsWith('/') ? undefined : placeOf(entry.fileName)
      if (place === undefined) return zip.readEntry()
      const file = path.join(target, place)
      // The upper half of the attributes of an archive made on Unix is the file's mode.
      const mode = (entry.externalFileAttributes >>> 16) & 0o777
      mkdir(path.dirname(file), { recursive: true })
        .then(() => read(entry))
        .then((content) => pipeline(content, createWriteStream(file, { mode })))
        .then(() => zip.readEntry(), reject)
    })
    zip.readEntry()
  })
}
