import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { mostArchiveBytes } from '#shared/model/agent-build'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import { checkArchive, type CheckedArchive } from './check-archive'
import { diskFault, writePart } from './part-file'

interface Upload {
  readonly uploadId: string
  readonly file: string
  received: number
}

/** The archives of builds, files in the hub's data folder by their ids. */
export interface BuildShelf {
  /** Takes the next part of a session's upload. `build-refused`: out of order, or too much. */
  append(sessionId: string, part: UploadPart): Promise<Outcome<null, 'build-refused' | StoreFaultCode>>
  /** Checks what was uploaded and keeps it; what is refused is gone. */
  take(sessionId: string, uploadId: string): Promise<Outcome<CheckedArchive, 'build-refused' | StoreFaultCode>>
  /** Null: there is no such archive here any more. */
  read(buildId: string, offset: number, bytes: number): Promise<Uint8Array<ArrayBuffer> | null>
  remove(buildId: string): Promise<void>
}

export interface UploadPart {
  readonly uploadId: string
  readonly offset: number
  readonly bytes: Uint8Array
}

const unfinished = 'upload-'
/** Sessions with an upload on its way; the oldest makes way. */
const mostUploads = 4

/** Makes the folder (mode 0700) and clears what was never finished. Throws what the file system throws. */
export async function openBuildShelf(dataFolder: string): Promise<BuildShelf> {
  const folder = path.join(dataFolder, 'agent-builds')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) if (name.startsWith(unfinished)) await rm(path.join(folder, name), { force: true })
  const fileOf = (buildId: string): string => path.join(folder, `${buildId}.cwbuild`)
  const uploads = new Map<string, Upload>()

  const forget = async (sessionId: string): Promise<void> => {
    const upload = uploads.get(sessionId)
    uploads.delete(sessionId)
    if (upload !== undefined) await rm(upload.file, { force: true })
  }

  const begin = async (sessionId: string, uploadId: string): Promise<Upload> => {
    await forget(sessionId)
    const [oldest] = uploads.keys()
    if (uploads.size >= mostUploads && oldest !== undefined) await forget(oldest)
    const upload = { uploadId, file: path.join(folder, `${unfinished}${uploadId}`), received: 0 }
    uploads.set(sessionId, upload)
    return upload
  }

  const write = async (upload: Upload, bytes: Uint8Array): Promise<void> => {
    await writePart(upload.file, upload.received, bytes)
    upload.received += bytes.byteLength
  }

  return {
    append: async (sessionId, { uploadId, offset, bytes }) => {
      try {
        const upload = offset === 0 ? await begin(sessionId, uploadId) : uploads.get(sessionId)
        if (upload?.uploadId !== uploadId || upload.received !== offset)
          return fail('build-refused', 'The parts of the archive did not come in their order: upload it again.')
        if (offset + bytes.byteLength > mostArchiveBytes) {
          await forget(sessionId)
          return fail('build-refused', `The archive is larger than ${mostArchiveBytes / 1024 / 1024} MB: it is no build of the agent.`)
        }
        await write(upload, bytes)
        return ok(null)
      } catch (error) {
        return diskFault(error)
      }
    },

    take: async (sessionId, uploadId) => {
      const upload = uploads.get(sessionId)
      if (upload?.uploadId !== uploadId) return fail('build-refused', 'The archive did not arrive whole: upload it again.')
      try {
        const checked = await checkArchive(upload.file)
        if (checked.ok) {
          await rename(upload.file, fileOf(checked.value.buildId))
          uploads.delete(sessionId)
        } else await forget(sessionId)
        return checked
      } catch (error) {
        return diskFault(error)
      }
    },

    read: async (buildId, offset, bytes) => {
      const handle = await open(fileOf(buildId)).catch(() => null)
      if (handle === null) return null
      try {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(bytes), 0, bytes, offset)
        return buffer.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },

    remove: (buildId) => rm(fileOf(buildId), { force: true }),
  }
}
