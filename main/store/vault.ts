import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { type Outcome, fail, ok } from '#shared/outcome'
import type { StoreFaultCode } from './faults'

/** Sealed files beside the database: what is too large for it. Names are ids the hub made. */
export interface Vault {
  /** On the disk, whole, when it answers `ok`; a crash before leaves nothing under this name. */
  keep(name: string, content: Uint8Array): Promise<Outcome<null, StoreFaultCode>>
  /** `picture-damaged`: the file is gone, cut, changed, or not the one of this name. */
  open(name: string): Promise<Outcome<Uint8Array<ArrayBuffer>, 'picture-damaged'>>
  /**
   * Moves files out of reach, as sealed as they are: `open` finds them no more, nor does anything else of the hub but `hash`. A name that is not there
   * is as good as moved.
   */
  sealAway(names: readonly string[]): Promise<Outcome<null, StoreFaultCode>>
  /** SHA-256 of a file's content, sealed away or not, in hexadecimal; null when it is missing or was changed. */
  hash(name: string): Promise<string | null>
  /**
   * While `work` runs, no file goes: what is removed meanwhile goes afterwards. `work` gets at the files as they are, sealed, those out of reach too. One
   * at a time; a crash meanwhile leaves files that `removeAllBut` removes.
   */
  hold<T>(work: (files: HeldFiles) => Promise<T>): Promise<T>
  /** A name that is not there is as good as removed. */
  remove(names: readonly string[]): Promise<void>
  /** Removes every file but these, half-written ones too; answers how many. Only while nobody keeps anything. */
  removeAllBut(names: readonly string[]): Promise<number>
}

export interface HeldFiles {
  /** Files there now, by the name they have on the disk. */
  list(): Promise<string[]>
  /** A file as it lies there; null when it cannot be read. */
  read(fileName: string): Promise<Buffer | null>
}

export interface VaultOptions {
  /** The hub's data folder: the vault is a folder in it (mode 0700). */
  readonly folder: string
  /** The store's key; the vault's own is derived from it. */
  readonly key: Uint8Array
}

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const ending = '.sealed'
const unfinished = '.part'

/** One nonce for each file, at random: with AES-GCM (NIST SP 800-38D) that is good for 2^32 files. The name is authenticated with the content. */
const seal = (key: Uint8Array, name: string, content: Uint8Array): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const encrypting = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(name))
  const body = Buffer.concat([encrypting.update(content), encrypting.final()])
  return Buffer.concat([nonce, encrypting.getAuthTag(), body])
}

const unseal = (key: Uint8Array, name: string, sealed: Uint8Array): Uint8Array<ArrayBuffer> | null => {
  if (sealed.byteLength < nonceBytes + tagBytes) return null
  const decrypting = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decrypting.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([decrypting.update(sealed.subarray(nonceBytes + tagBytes)), decrypting.final()])
  } catch {
    // OpenSSL's only word on a tag that does not fit is to throw.
    return null
  }
}

/** What the file system says, as the store's own failures; null for a bug. */
const diskFault = (error: unknown): Outcome<never, StoreFaultCode> | null => {
  if (!(error instanceof Error && 'code' in error)) return null
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return fail('store-full', "The disk of the hub's data folder is full: the picture was not saved. Free some space.")
  return fail('store-unavailable', `The hub's vault cannot be written to (${String(error.code)}): the picture was not saved.`)
}

export const openVault = async ({ folder, key: storeKey }: VaultOptions): Promise<Outcome<Vault, StoreFaultCode>> => {
  const place = path.join(folder, 'vault')
  const apart = path.join(folder, 'quarantine')
  const key = new Uint8Array(hkdfSync('sha256', storeKey, new Uint8Array(), 'classwarden vault', 32))
  const fileOf = (name: string): string => path.join(place, `${name}${ending}`)
  try {
    for (const one of [place, apart]) await mkdir(one, { recursive: true, mode: 0o700 })
  } catch (error) {
    const fault = diskFault(error)
    if (fault === null) throw error
    return fault
  }

  const write = async (name: string, sealed: Uint8Array): Promise<void> => {
    const fresh = `${fileOf(name)}${unfinished}`
    const handle = await open(fresh, 'w', 0o600)
    try {
      await handle.writeFile(sealed)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(fresh, fileOf(name))
    await settle(place)
  }

  /** A rename lies in its folder: without this it can be lost although the row that names the file is safe. */
  const settle = async (one: string): Promise<void> => {
    const directory = await open(one, 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  }

  const removeNow = async (names: Iterable<string>): Promise<void> => {
    for (const name of names) await rm(fileOf(name), { force: true })
  }
  /** What `hold` keeps from going; null while nothing is held. */
  let going: Set<string> | null = null

  return ok({
    keep: async (name, content) => {
      try {
        await write(name, seal(key, name, content))
        return ok(null)
      } catch (error) {
        await rm(`${fileOf(name)}${unfinished}`, { force: true })
        const fault = diskFault(error)
        if (fault === null) throw error
        return fault
      }
    },

    open: async (name) => {
      const sealed = await readFile(fileOf(name)).catch(() => null)
      const content = sealed === null ? null : unseal(key, name, sealed)
      return content === null ? fail('picture-damaged', 'The picture is missing from the hub’s disk or was changed there.') : ok(content)
    },

    sealAway: async (names) => {
      try {
        const here = new Set(await readdir(place))
        const files = names.map((name) => `${name}${ending}`).filter((file) => here.has(file))
        for (const file of files) await rename(path.join(place, file), path.join(apart, file))
        if (files.length > 0) for (const one of [apart, place]) await settle(one)
        return ok(null)
      } catch (error) {
        const fault = diskFault(error)
        if (fault === null) throw error
        return fault
      }
    },

    hash: async (name) => {
      const sealed = await readFile(fileOf(name)).catch(() => readFile(path.join(apart, `${name}${ending}`)).catch(() => null))
      const content = sealed === null ? null : unseal(key, name, sealed)
      return content === null ? null : createHash('sha256').update(content).digest('hex')
    },

    hold: async (work) => {
      const held = new Set<string>()
      going = held
      try {
        return await work({
          list: async () => {
            const files = [...(await readdir(place)), ...(await readdir(apart))]
            return [...new Set(files.filter((file) => file.endsWith(ending)))]
          },
          read: (file) =>
            readFile(path.join(place, file))
              .catch(() => readFile(path.join(apart, file)))
              .catch(() => null),
        })
      } finally {
        going = null
        await removeNow(held)
      }
    },

    remove: async (names) => {
      if (going === null) await removeNow(names)
      else for (const name of names) going.add(name)
    },

    removeAllBut: async (names) => {
      const kept = new Set(names.map((name) => `${name}${ending}`))
      const stray = (await readdir(place)).filter((file) => !kept.has(file))
      for (const file of stray) await rm(path.join(place, file), { force: true, recursive: true })
      return stray.length
    },
  })
}
