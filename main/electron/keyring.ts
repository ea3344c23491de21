import { safeStorage } from 'electron'
import type { Keyring } from './database-key'

/** Electron's `safeStorage`: asked only after the app is ready. */
export const systemKeyring: Keyring = {
  isAvailable: () =>
    // `basic_text` is Chromium's stand-in on Linux: a key that everybody knows.
    safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  seal: (plain) => safeStorage.encryptString(plain),
  open: (sealed) => safeStorage.decryptString(sealed),
}
