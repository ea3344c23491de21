import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  buildFileNameSchema,
  channelNames,
  mostBuildFiles,
  mostChannelBytes,
  mostInstallerBytes,
  signatureNameOf,
} from '#shared/model/console-build'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import { type CheckedConsoleBuild, checkConsoleBuild } from './check-console-build'
import { diskFault, writePart } from './part-file'

export interface FilePart {
  readonly uploadId: string
  readonly name: string
  readonly offset: number
  readonly bytes: Uint8Array
}

interface Upload {
  readonly uploadId: string
  readonly folder: string
  /** Bytes that have come, by the file's name. */
  readonly received: Map<string, number>
}

/** The files of console builds, in the hub's data folder by their ids. */
export interface ConsoleBuildShelf {
  /** Takes the next part of a session's upload. `build-refused`: out of order, or too much. */
  append(sessionId: string, part: FilePart): Promise<Outcome<null, 'build-refused' | StoreFaultCode>>
  /** Checks what was uploaded; what is refused by `judge` or by itself is gone, the rest is kept. */
  take(
    sessionId: string,
    uploadId: string,
    judge: (build: CheckedConsoleBuild) => Outcome<null, 'build-refused'>,
  ): Promise<Outcome<CheckedConsoleBuild, 'build-refused' | StoreFaultCode>>
  /** Where a file lies that the build has. */
  fileOf(buildId: string, name: string): string
  remove(buildId: string): Promise<void>
}

const unfinished = 'upload-'
/** Sessions with an upload on its way; the oldest makes way. */
const mostUploads = 2

const smallFiles = new Set(Object.values(channelNames).flatMap((name) => [name, signatureNameOf(name)]))
const mostBytesOf = (name: string): number => (smallFiles.has(name) ? mostChannelBytes : mostInstallerBytes)

/** Makes the folder (mode 0700) and clears what was never finished. Throws what the file system throws. */
export async function openConsoleBuildShelf(dataFolder: string): Promise<ConsoleBuildShelf> {
  const shelf = path.join(dataFolder, 'console-builds')
  await mkdir(shelf, { recursive: true, mode: 0o700 })
  for (const name of await readdir(shelf)) if (name.startsWith(unfinished)) await rm(path.join(shelf, name), { recursive: true })
  const folderOf = (buildId: string): string => path.join(shelf, buildId)
  const uploads = new Map<string, Upload>()

  const forget = async (sessionId: string): Promise<void> => {
    const upload = uploads.get(sessionId)
    uploads.delete(sessionId)
    if (upload !== undefined) await rm(upload.folder, { recursive: true, force: true })
  }

  const begin = async (sessionId: string, uploadId: string): Promise<Upload> => {
    await forget(sessionId)
    const [oldest] = uploads.keys()
    if (uploads.size >= mostUploads && oldest !== undefined) await forget(oldest)
    const upload = { uploadId, folder: path.join(shelf, `${unfinished}${uploadId}`), received: new Map<string, number>() }
    await mkdir(upload.folder, { mode: 0o700 })
    uploads.set(sessionId, upload)
    return upload
  }

  return {
    append: async (sessionId, { uploadId, name, offset, bytes }) => {
      try {
        const going = uploads.get(sessionId)
        const upload = going?.uploadId === uploadId ? going : offset === 0 ? await begin(sessionId, uploadId) : null
        if (upload === null || (offset !== 0 && upload.received.get(name) !== offset))
          return fail('build-refused', 'The parts of the build did not come in their order: add it again.')
        const more = upload.received.has(name) ? upload.received.size : upload.received.size + 1
        if (!buildFileNameSchema.safeParse(name).success || more > mostBuildFiles || offset + bytes.byteLength > mostBytesOf(name)) {
          await forget(sessionId)
          return fail('build-refused', `${name} is too large, or one file too many: this is no build of the console.`)
        }
        await writePart(path.join(upload.folder, name), offset, bytes)
        upload.received.set(name, offset + bytes.byteLength)
        return ok(null)
      } catch (error) {
        return diskFault(error)
      }
    },

    take: async (sessionId, uploadId, judge) => {
      const upload = uploads.get(sessionId)
      if (upload?.uploadId !== uploadId) return fail('build-refused', 'The build did not arrive whole: add it again.')
      try {
        const checked = await checkConsoleBuild(upload.folder)
        const judged = checked.ok ? judge(checked.value) : checked
        if (checked.ok && judged.ok) {
          const folder = folderOf(checked.value.buildId)
          await rm(folder, { recursive: true, force: true })
          await rename(upload.folder, folder)
          uploads.delete(sessionId)
          return checked
        }
        await forget(sessionId)
        return judged.ok ? checked : judged
      } catch (error) {
        return diskFault(error)
      }
    },

    fileOf: (buildId, name) => path.join(folderOf(buildId), name),
    remove: (buildId) => rm(folderOf(buildId), { recursive: true, force: true }),
  }
}
