import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Log } from '../log'
import { sealKeyBytes } from './seal'

const fileIn = (dataFolder: string): string => path.join(dataFolder, 'device.key')

/** Whether an agent was at work here before, and may have left something to hold. */
export const hasDeviceKey = (dataFolder: string): boolean => existsSync(fileIn(dataFolder))

/**
 * The key that seals what the agent keeps on disk, made at its first use. It lies beside what it seals, readable by the agent's own account
 * alone. So it keeps sealed files from whoever gets hold of them without it (a stray copy, a support bundle), and lets nobody who can write
 * but not read here make up a lease. It keeps nothing from an administrator of the PC, nor from whoever takes the whole disk.
 *
 * Read at once, without a promise: a PC that should be locked waits for it. A disk that refuses is logged, and the key then lasts as long as
 * this process.
 */
export function deviceKey(dataFolder: string, log: Log): Uint8Array {
  const file = fileIn(dataFolder)
  try {
    const key = readFileSync(file)
    if (key.byteLength === sealKeyBytes) return key
    log(`The device key in ${file} is damaged: made anew. What was sealed with the old one counts as damaged too.`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      log(`The device key cannot be read (${String(error)}): what this agent writes now can only be read until it ends.`)
      return randomBytes(sealKeyBytes)
    }
  }
  const key = randomBytes(sealKeyBytes)
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    write(file, key)
  } catch (error) {
    log(`The device key could not be written (${String(error)}): what this agent writes now can only be read until it ends.`)
  }
  return key
}

function write(file: string, key: Uint8Array): void {
  const fresh = `${file}.new`
  const handle = openSync(fresh, 'w', 0o600)
  try {
    writeSync(handle, key)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(fresh, file)
}
