import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fail, ok, type Outcome } from '#shared/outcome'
import { readList, type ReadList } from './read-list'

const unzip = promisify(gunzip)

/** More than a hundred thousand long names, and a bound to what a few bytes can unfold to. */
const mostTypedBytes = 16 * 1024 * 1024
/** Sessions whose text is kept until it is saved; the oldest makes way. */
const mostKept = 8

interface Upload {
  readonly uploadId: string
  readonly parts: (Uint8Array | undefined)[]
  read: Promise<Outcome<ReadList, 'list-unclear'>> | null
}

/** Texts of lists on their way from consoles, one for each session. */
export interface Uploads {
  /** Another `uploadId` or number of parts begins anew. */
  put(sessionId: string, upload: { uploadId: string; part: number; parts: number; bytes: Uint8Array }): void
  /** The text read, once for all who ask; `not-found` unless every part is there. */
  read(sessionId: string, uploadId: string): Promise<Outcome<ReadList, 'not-found' | 'list-unclear'>>
  /** The text as it was typed; `not-found` unless every part is there. */
  text(sessionId: string, uploadId: string): Promise<Outcome<string, 'not-found' | 'list-unclear'>>
  drop(sessionId: string): void
}

export const createUploads = (): Uploads => {
  const uploads = new Map<string, Upload>()
  const whole = (sessionId: string, uploadId: string): Upload | null => {
    const upload = uploads.get(sessionId)
    return upload?.uploadId === uploadId && upload.parts.every((part) => part !== undefined) ? upload : null
  }

  return {
    put: (sessionId, { uploadId, part, parts, bytes }) => {
      const present = uploads.get(sessionId)
      const goesOn = present?.uploadId === uploadId && present.parts.length === parts && present.read === null
      const upload = goesOn ? present : { uploadId, parts: Array<Uint8Array | undefined>(parts).fill(undefined), read: null }
      if (part < parts) upload.parts[part] = bytes
      uploads.delete(sessionId)
      uploads.set(sessionId, upload)
      const [oldest] = uploads.keys()
      if (uploads.size > mostKept && oldest !== undefined) uploads.delete(oldest)
    },

    read: async (sessionId, uploadId) => {
      const upload = whole(sessionId, uploadId)
      if (upload === null) return notWhole()
      upload.read ??= unfold(upload.parts).then(async (typed) => (typed.ok ? ok(await readList(typed.value)) : typed))
      return upload.read
    },

    text: async (sessionId, uploadId) => {
      const upload = whole(sessionId, uploadId)
      return upload === null ? notWhole() : unfold(upload.parts)
    },

    drop: (sessionId) => {
      uploads.delete(sessionId)
    },
  }
}

const notWhole = () => fail('not-found', 'The text of the list did not arrive whole. Send it again.')

async function unfold(parts: readonly (Uint8Array | undefined)[]): Promise<Outcome<string, 'list-unclear'>> {
  try {
    const typed = await unzip(Buffer.concat(parts.flatMap((part) => part ?? [])), { maxOutputLength: mostTypedBytes })
    return ok(typed.toString('utf8'))
  } catch {
    // zlib's only word on what is cut short, changed or too large.
    return fail('list-unclear', 'The text of the list cannot be read, or is longer than 16 MB.')
  }
}
