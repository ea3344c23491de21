import { randomBytes } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { type Outcome, fail, ok } from '#shared/outcome'

export type KeyFailureCode = 'key-exposed' | 'key-unreadable' | 'key-missing'

const keyBytes = 32

/**
 * The store's key of a headless hub: `hub.key` in its data folder, 32 random bytes, mode 0600. Made at the first start; never made
 * beside a database that is already there, since it could not open it. A key that others on the computer may read is refused.
 */
export const openKeyFile = async (folder: string): Promise<Outcome<Uint8Array, KeyFailureCode>> => {
  const file = path.join(folder, 'hub.key')
  const found = await readKey(file)
  if (found.ok || found.code !== 'key-missing') return found
  if (await exists(path.join(folder, 'hub.db'))) {
    return fail('key-missing', `${file} is missing, and the database beside it cannot be opened without. Put the key back from a backup.`)
  }
  return makeKey(folder, file)
}

const exists = (file: string): Promise<boolean> =>
  open(file, 'r').then(
    async (handle) => {
      await handle.close()
      return true
    },
    (error: unknown) => !isCode(error, 'ENOENT'),
  )

const readKey = async (file: string): Promise<Outcome<Uint8Array, KeyFailureCode>> => {
  try {
    await using handle = await open(file, 'r')
    const { mode, size } = await handle.stat()
    // Windows has no such bits; there the folder's access list protects the key.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return fail(
        'key-exposed',
        `Others on this computer may read ${file}. Run: chmod 600 ${file}. If it was copied, the database is open to them.`,
      )
    }
    if (size !== keyBytes)
      return fail('key-unreadable', `${file} holds ${size} bytes, not ${keyBytes}: it is no key of a hub. Put the key back from a backup.`)
    return ok(new Uint8Array(await handle.readFile()))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return fail('key-missing', `${file} is missing.`)
    return fail('key-unreadable', `${file} cannot be read. Check that the hub's user owns it.`)
  }
}

const makeKey = async (folder: string, file: string): Promise<Outcome<Uint8Array, KeyFailureCode>> => {
  const key = new Uint8Array(randomBytes(keyBytes))
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await using handle = await open(file, 'wx', 0o600)
    await handle.writeFile(key)
    await handle.sync()
    return ok(key)
  } catch {
    return fail('key-unreadable', `${file} cannot be made. Check that the hub's user may write to ${folder}.`)
  }
}

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
