import { randomBytes } from 'node:crypto'
import { access, rm } from 'node:fs/promises'
import path from 'node:path'
import type { HubTrouble } from '#shared/bridge'
import { fail, ok, type Outcome } from '#shared/outcome'
import { hubKeySchema } from '../hub/host-messages'
import { openKeyFile } from '../store/key'
import type { DatabaseKey } from './hub-host'

/** The operating system's own keeper of secrets, as Electron's `safeStorage` offers it. */
export interface Keyring {
  isAvailable(): boolean
  seal(plain: string): Buffer
  /** Throws where the keyring is another one than that which sealed. */
  open(sealed: Buffer): string
}

/** Where the sealed key is kept, base64. */
export interface SealedKeyStore {
  read(): string | undefined
  write(sealed: string): void
}

const lost = (detail: string): Outcome<DatabaseKey, HubTrouble> => fail('store-unavailable', detail.slice(0, 500))

/**
 * The key of the hub's database: made once, and ever after the same or none. It is sealed by the keyring; without one it lies in the
 * `hub.key` of a headless hub, so that either host opens the folder. A new key is never made over an existing database, which it could not open.
 */
export const readDatabaseKey = async (
  dataFolder: string,
  keyring: Keyring,
  sealedKey: SealedKeyStore,
): Promise<Outcome<DatabaseKey, HubTrouble>> => {
  try {
    const sealed = sealedKey.read()
    const keyFile = path.join(dataFolder, 'hub.key')
    const isInFile = await isThere(keyFile)
    if (sealed !== undefined) return isInFile ? await takeRestored(dataFolder, keyring, sealedKey) : openSealed(keyring, sealed)
    const isNew = !isInFile && !(await isThere(path.join(dataFolder, 'hub.db')))
    if (isNew && keyring.isAvailable()) {
      const hex = randomBytes(32).toString('hex')
      sealedKey.write(keyring.seal(hex).toString('base64'))
      return ok({ hex, kept: 'keyring' })
    }
    const inFile = await openKeyFile(dataFolder)
    return inFile.ok ? ok({ hex: Buffer.from(inFile.value).toString('hex'), kept: 'file' }) : lost(inFile.detail)
  } catch (error) {
    return lost(`The hub's key cannot be read or written: ${error instanceof Error ? error.message : 'unknown fault'}`)
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/** [BK9] A file beside a sealed key came with a restored hub, whose key it is: the sealed one opened the hub before. */
const takeRestored = async (dataFolder: string, keyring: Keyring, sealedKey: SealedKeyStore): Promise<Outcome<DatabaseKey, HubTrouble>> => {
  const inFile = await openKeyFile(dataFolder)
  if (!inFile.ok) return lost(inFile.detail)
  const hex = Buffer.from(inFile.value).toString('hex')
  if (!keyring.isAvailable()) return ok({ hex, kept: 'file' })
  sealedKey.write(keyring.seal(hex).toString('base64'))
  await rm(path.join(dataFolder, 'hub.key'))
  return ok({ hex, kept: 'keyring' })
}

const openSealed = (keyring: Keyring, sealed: string): Outcome<DatabaseKey, HubTrouble> => {
  const explain =
    "The key to the hub's data is kept by this computer's keyring, which does not open it. Sign in to the computer as the person who set the hub up, with the keyring unlocked."
  if (!keyring.isAvailable()) return lost(explain)
  try {
    const hex = hubKeySchema.safeParse(keyring.open(Buffer.from(sealed, 'base64')))
    return hex.success ? ok({ hex: hex.data, kept: 'keyring' }) : lost("The hub's key is damaged. Restore it from a backup.")
  } catch {
    return lost(explain)
  }
}
