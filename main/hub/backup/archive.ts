import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ReadableStream } from 'node:stream/web'
import { Decrypter, Encrypter } from 'age-encryption'
import { extract, type Pack, pack } from 'tar-stream'
import { z } from 'zod'
import { timestampSchema } from '#shared/model/scalars'
import { fail, ok, type Outcome } from '#shared/outcome'

/** First in every archive: what it is, and how much of it there is. */
export const archiveHeadSchema = z.object({
  format: z.literal('classwarden-backup-1'),
  hubVersion: z.string(),
  hubName: z.string(),
  authorityFingerprint: z.string(),
  takenAt: timestampSchema,
  databaseBytes: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
})
export type ArchiveHead = z.infer<typeof archiveHeadSchema>

export interface ArchiveContent {
  readonly head: ArchiveHead
  /** The store's key. */
  readonly key: Uint8Array
  readonly databaseFile: string
  /** Sealed files by name; one that cannot be read is null, and counted. */
  readonly files: readonly string[]
  readonly readFile: (name: string) => Promise<Buffer | null>
}

export interface Written {
  readonly bytes: number
  readonly sha256: string
  readonly unreadable: number
}

/** Something of the hub's own could not be read, as against the place it is written to. */
export class SourceFault extends Error {}

/** The library's streams carry bytes, and its types do not say so. */
async function* bytesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) if (chunk instanceof Uint8Array) yield chunk
}

interface Drained {
  on(event: 'drain' | 'close', listener: () => void): unknown
}

/** Waits until a stream that had enough takes more, or takes nothing ever again. */
const readinessOf = (stream: Drained): (() => Promise<void>) => {
  let wake = (): void => undefined
  stream.on('drain', () => {
    wake()
  })
  stream.on('close', () => {
    wake()
  })
  return () => new Promise((resolve) => (wake = resolve))
}

const put = (archive: Pack, name: string, content: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    const entry = archive.entry({ name, size: content.byteLength, mode: 0o600 }, Buffer.from(content), (error) => {
      if (error == null) resolve()
      else reject(error)
    })
    entry.on('error', reject)
  })

const putDatabase = async (archive: Pack, file: string, size: number): Promise<void> => {
  const entry = archive.entry({ name: 'hub.db', size, mode: 0o600 })
  // An archive that is given up takes its entry along; who gave it up knows why.
  entry.on('error', () => undefined)
  const readiness = readinessOf(entry)
  for await (const chunk of createReadStream(file, { end: size - 1, highWaterMark: 256 * 1024 })) {
    if (!entry.write(chunk)) await readiness()
    if (archive.destroyed) return
  }
  entry.end(null)
}

/** Fills the archive from the hub's folder; answers how many files could not be read. */
const fill = async (archive: Pack, { head, key, databaseFile, files, readFile }: ArchiveContent): Promise<number> => {
  try {
    await put(archive, 'backup.json', Buffer.from(JSON.stringify(head)))
    await put(archive, 'hub.key', key)
    await putDatabase(archive, databaseFile, head.databaseBytes)
    let unreadable = 0
    for (const name of files) {
      const content = await readFile(name)
      if (content === null) unreadable += 1
      else await put(archive, `vault/${name}`, content)
    }
    await put(archive, 'end.json', Buffer.from(JSON.stringify({ files: files.length - unreadable })))
    archive.finalize()
    return unreadable
  } catch (error) {
    throw new SourceFault(error instanceof Error ? error.message : 'unknown fault')
  }
}

/** The archive's bytes as they come, ending with the fault of whoever fills it. */
async function* whileFilled(archive: Pack, filled: Promise<number>): AsyncGenerator<Uint8Array, void> {
  const chunks = bytesOf(archive)
  const faulty = new Promise<never>((_resolve, reject) => {
    filled.catch(reject)
  })
  for (;;) {
    const next = await Promise.race([chunks.next(), faulty])
    if (next.done === true) return
    yield next.value
  }
}

/** Writes the archive for who holds the recovery key (age, X25519 and ChaCha20-Poly1305 in chunks of 64 KiB), a chunk at a time. */
export const writeArchive = async (
  target: FileHandle,
  recipient: string,
  content: ArchiveContent,
  signal: AbortSignal,
): Promise<Written> => {
  const archive = pack()
  const filled = fill(archive, content)
  // Awaited where it matters; a target that fails first leaves it alone.
  filled.catch(() => undefined)
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const sealed = await encrypter.encrypt(ReadableStream.from<Uint8Array>(whileFilled(archive, filled)))
    for await (const chunk of sealed) {
      signal.throwIfAborted()
      hash.update(chunk)
      bytes += chunk.byteLength
      await target.writeFile(chunk)
    }
  } finally {
    archive.destroy(null)
  }
  const unreadable = await filled
  await target.sync()
  return { bytes, sha256: hash.digest('hex'), unreadable }
}

export const isSystemError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error

export type ReadFault = 'backup-missing' | 'not-a-backup' | 'wrong-recovery-key' | 'backup-damaged' | 'backup-too-new'

export interface ArchiveReceiver {
  /** The beginning: whether to go on. */
  head(head: ArchiveHead): Promise<void>
  key(key: Uint8Array): Promise<void>
  database(chunks: AsyncIterable<Uint8Array>): Promise<void>
  file(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>
}

const damaged = fail(
  'backup-damaged',
  'The backup was cut short or changed since it was made. Nothing of it was used. Take another one, and look at the disk it lay on.',
)

/** Names this program writes: nothing else in an archive reaches the disk. */
const vaultName = /^vault\/([0-9a-zA-Z-]{1,80}\.sealed)$/u

const wholeOf = async (chunks: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    if (bytes > most) throw new ShapeFault()
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

class ShapeFault extends Error {}
class TooNew extends Error {}

const mostHeadBytes = 64 * 1024
const endSchema = z.object({ files: z.number().int().nonnegative() })

const headOf = (bytes: Buffer): ArchiveHead => {
  const read: unknown = JSON.parse(bytes.toString('utf8'))
  const head = archiveHeadSchema.safeParse(read)
  if (head.success) return head.data
  const other = z.object({ format: z.string().startsWith('classwarden-backup-') }).safeParse(read)
  throw other.success ? new TooNew() : new ShapeFault()
}

type Entries = AsyncIterable<AsyncIterable<unknown> & { readonly header: { readonly name: string } }>

const receive = async (entries: Entries, receiver: ArchiveReceiver): Promise<ArchiveHead> => {
  let head: ArchiveHead | null = null
  let files = 0
  let ended = false
  for await (const entry of entries) {
    const { name } = entry.header
    const file = vaultName.exec(name)?.[1]
    if (name === 'backup.json') {
      head = headOf(await wholeOf(bytesOf(entry), mostHeadBytes))
      await receiver.head(head)
    } else if (head === null) throw new ShapeFault()
    else if (name === 'hub.key') await receiver.key(await wholeOf(bytesOf(entry), 32))
    else if (name === 'hub.db') await receiver.database(bytesOf(entry))
    else if (name === 'end.json')
      ended = endSchema.parse(JSON.parse((await wholeOf(bytesOf(entry), mostHeadBytes)).toString('utf8'))).files === files
    else if (file === undefined) throw new ShapeFault()
    else {
      await receiver.file(file, bytesOf(entry))
      files += 1
    }
  }
  if (head === null || !ended) throw new ShapeFault()
  return head
}

/** First line of every file of age (https://age-encryption.org/v1). */
const firstLine = 'age-encryption.org/v1\n'

const beginsAsArchive = async (file: FileHandle): Promise<boolean> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(firstLine.length), 0, firstLine.length, 0)
  return buffer.toString('latin1', 0, bytesRead) === firstLine
}

/** Opens the stream; the library says what is wrong in words alone. */
const decrypt = async (file: FileHandle, recoveryKey: string): Promise<Outcome<AsyncIterable<Uint8Array>, ReadFault>> => {
  const decrypter = new Decrypter()
  decrypter.addIdentity(recoveryKey)
  try {
    const chunks = file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 })
    return ok(await decrypter.decrypt(ReadableStream.from<Uint8Array>(chunks)))
  } catch (error) {
    const words = error instanceof Error ? error.message : ''
    if (words.startsWith('no identity matched'))
      return fail(
        'wrong-recovery-key',
        'The recovery key is not the one this backup was made for. Use the key that was shown before it was made.',
      )
    return (await beginsAsArchive(file))
      ? damaged
      : fail('not-a-backup', 'This file is no backup of Classwarden. Choose one whose name begins with classwarden- and ends with .age.')
  }
}

/**
 * Reads an archive from beginning to end and hands over what is in it, a chunk at a time. What was handed over may be used only after `ok`: only the end
 * tells that it was whole. Throws what the receiver's disk throws.
 */
export const readArchive = async (
  name: string,
  recoveryKey: string,
  receiver: ArchiveReceiver,
): Promise<Outcome<ArchiveHead, ReadFault>> => {
  const file = await open(name, 'r').catch(() => null)
  if (file === null) return fail('backup-missing', `${name} cannot be read. Check its name, and that you may read it.`)
  try {
    const plain = await decrypt(file, recoveryKey)
    if (!plain.ok) return plain
    const entries = extract()
    const stream = { broken: false }
    const fed = feed(plain.value, entries).catch(() => {
      stream.broken = true
      entries.destroy(null)
    })
    try {
      const head = await receive(entries, receiver)
      await fed
      return stream.broken ? damaged : ok(head)
    } catch (error) {
      entries.destroy(null)
      await fed
      if (error instanceof TooNew)
        return fail('backup-too-new', 'This backup was made by a newer Classwarden. Update this hub first, then restore it.')
      if (isSystemError(error) && !stream.broken) throw error
      return damaged
    }
  } finally {
    await file.close()
  }
}

const feed = async (chunks: AsyncIterable<Uint8Array>, entries: ReturnType<typeof extract>): Promise<void> => {
  const readiness = readinessOf(entries)
  for await (const chunk of chunks) {
    if (entries.destroyed) return
    if (!entries.write(chunk)) await readiness()
  }
  entries.end(null)
}
