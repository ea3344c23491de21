import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { HubTrouble } from '#shared/bridge'
import { fail, ok, type Outcome } from '#shared/outcome'
import { hubKeySchema } from '../hub/host-messages'
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

const lost = (detail: string): Outcome<DatabaseKey, HubTrouble> => fail('store-unavailable', detail)

/**
 * The key of the hub's database: made once, and ever after the same or none. It is sealed by the keyring; without one it lies in `hub.key` beside
 * the database, readable by this user alone. A new key is never made over an existing database, which it could not open.
 */
export const readDatabaseKey = (dataFolder: string, keyring: Keyring, sealedKey: SealedKeyStore): Outcome<DatabaseKey, HubTrouble> => {
  const keyFile = path.join(dataFolder, 'hub.key')
  try {
    const sealed = sealedKey.read()
    if (sealed !== undefined) return openSealed(keyring, sealed)
    if (existsSync(keyFile)) return readKeyFile(keyFile)
    if (existsSync(path.join(dataFolder, 'hub.db'))) {
      return lost(
        `The hub's data in ${dataFolder} is encrypted and its key is gone. Restore the folder from a backup, or move it away to begin anew.`,
      )
    }
    const hex = randomBytes(32).toString('hex')
    if (keyring.isAvailable()) {
      sealedKey.write(keyring.seal(hex).toString('base64'))
      return ok({ hex, kept: 'keyring' })
    }
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    writeFileSync(keyFile, hex, { mode: 0o600, flag: 'wx' })
    return ok({ hex, kept: 'file' })
  } catch (error) {
    return lost(
      `The hub's key cannot be read or written in ${dataFolder}: ${error instanceof Error ? error.message : 'unknown fault'}`.slice(0, 500),
    )
  }
}

const openSealed = (keyring: Keyring, sealed: string): Outcome<DatabaseKey, HubTrouble> => {
  const explain =
    "The key to the hub's data is kept by this computer's keyring, which does not open it. Sign in to the computer as the person who set the hub up, with the keyring unlocked."
  if (!keyring.isAvailable()) return lost(explain)
  try {
    return parseKey(keyring.open(Buffer.from(sealed, 'base64')), 'keyring')
  } catch {
    return lost(explain)
  }
}

const readKeyFile = (keyFile: string): Outcome<DatabaseKey, HubTrouble> => parseKey(readFileSync(keyFile, 'utf8').trim(), 'file')

const parseKey = (text: string, kept: DatabaseKey['kept']): Outcome<DatabaseKey, HubTrouble> => {
  const parsed = hubKeySchema.safeParse(text)
  return parsed.success ? ok({ hex: parsed.data, kept }) : lost("The hub's key is damaged. Restore the hub's data folder from a backup.")
}
