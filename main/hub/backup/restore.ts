import { createWriteStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '#shared/clock'
import { fail, ok, type Outcome } from '#shared/outcome'
import { openStore, type Store } from '../../store/store'
import { type ArchiveHead, isSystemError, type ReadFault, readArchive } from './archive'
import { readRecoveryKey } from './recovery-key'

export type RestoreFault = ReadFault | 'key-mistyped' | 'hub-not-empty' | 'folder-full' | 'folder-refuses'

export interface RestoreOptions {
  readonly file: string
  /** As somebody typed it. */
  readonly recoveryKey: string
  readonly dataFolder: string
  /** Opens the database that may be there already: of a hub that was started and has no account. Null where there is none. */
  readonly currentKey: Uint8Array | null
  readonly clock: Clock
}

export interface Restored {
  readonly head: ArchiveHead
  readonly accounts: number
  readonly devices: number
}

const stagingName = 'restore.part'

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

const notEmpty = (dataFolder: string, why: string) =>
  fail(
    'hub-not-empty',
    `${dataFolder} ${why}, and a backup is restored only into an empty hub. Nothing was changed. Choose another folder, or move this one away first.`,
  )

/** [BK7] Nothing that anybody could miss may be in the folder: a hub that has an account is somebody's. */
const checkEmpty = async (dataFolder: string, key: Uint8Array | null): Promise<Outcome<null, 'hub-not-empty'>> => {
  if (!(await isThere(path.join(dataFolder, 'hub.db')))) {
    const files = await readdir(path.join(dataFolder, 'vault')).catch(() => [])
    return files.length === 0 ? ok(null) : notEmpty(dataFolder, 'holds pictures of a hub')
  }
  const opened = key === null ? null : await openStore({ folder: dataFolder, key })
  if (opened?.ok !== true) return notEmpty(dataFolder, 'holds the database of a hub that runs, or that cannot be opened')
  const counted = await opened.value.transact(async ({ staff }) => ok((await staff.list()).length))
  await opened.value.close()
  return counted.ok && counted.value === 0 ? ok(null) : notEmpty(dataFolder, 'holds a hub with accounts')
}

/** A file on the disk for good, as its bytes come. */
const keepFile = async (file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> => {
  await pipeline(chunks, createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }))
}

/** Brings what was taken from the archive to what a hub that was gone for a while has to say. */
const settle = (store: Store, head: ArchiveHead, clock: Clock): Promise<Outcome<Omit<Restored, 'head'>>> =>
  store.transact(async ({ audit, devices, outboxes, sessions, settings, staff }) => {
    const at = clock.now()
    await devices.leapRevisions()
    await sessions.removeAll()
    const held = Object.fromEntries((await outboxes.all()).map((one) => [one.deviceId, one.factsHeld]))
    await settings.keepRestored({ takenAt: head.takenAt, at, held })
    const detail = `from the backup of ${new Date(head.takenAt).toISOString()}; what was done after it is not in this hub`
    await audit.append({ at, action: 'hub:restore', staff: null, subject: head.hubName, detail, address: '' })
    const all = await devices.list()
    return ok({ accounts: (await staff.list()).length, devices: all.filter(({ revokedAt }) => revokedAt === null).length })
  })

/** Nothing of a half-done restore is ever in the place of a hub: all is made ready beside it, checked, and then moved. */
const moveIn = async (staging: string, dataFolder: string, key: Uint8Array): Promise<void> => {
  for (const old of ['hub.db', 'hub.db-wal', 'hub.db-shm', 'vault', 'quarantine'])
    await rm(path.join(dataFolder, old), { recursive: true, force: true })
  const keyFile = path.join(staging, 'hub.key')
  await writeFile(keyFile, key, { mode: 0o600, flush: true })
  for (const name of ['vault', 'hub.key', 'hub.db']) await rename(path.join(staging, name), path.join(dataFolder, name))
  if (process.platform !== 'win32') {
    await using directory = await open(dataFolder, 'r')
    await directory.sync()
  }
}

const restoreInto = async (
  staging: string,
  { file, dataFolder, clock }: RestoreOptions,
  recoveryKey: string,
): Promise<Outcome<Restored, RestoreFault>> => {
  const found: { key: Uint8Array | null } = { key: null }
  const vault = path.join(staging, 'vault')
  await mkdir(vault, { recursive: true, mode: 0o700 })
  const read = await readArchive(file, recoveryKey, {
    head: async ({ databaseBytes }) => {
      const { bavail, bsize } = await statfs(staging)
      if (bavail * bsize < databaseBytes) throw new FullDisk()
    },
    key: (bytes) => {
      found.key = new Uint8Array(bytes)
      return Promise.resolve()
    },
    database: (chunks) => keepFile(path.join(staging, 'hub.db'), chunks),
    file: (name, chunks) => keepFile(path.join(vault, name), chunks),
  })
  if (!read.ok) return read
  const damaged = fail('backup-damaged', 'The backup is whole, but what is in it is no hub that can be opened. Take another one.')
  const { key } = found
  if (key === null) return damaged
  const opened = await openStore({ folder: staging, key })
  if (!opened.ok)
    return opened.code === 'store-too-new'
      ? fail('backup-too-new', 'This backup was made by a newer Classwarden. Update this hub first, then restore it.')
      : damaged
  const settled = await settle(opened.value, read.value, clock)
  await opened.value.close()
  if (!settled.ok) return damaged
  await moveIn(staging, dataFolder, key)
  return ok({ head: read.value, ...settled.value })
}

class FullDisk extends Error {}

/**
 * [BK7] Makes a hub out of a backup: `hub.db`, `hub.key` and the vault in an empty data folder, where the hub must not be running. A failure leaves the
 * folder as it was.
 */
export const restoreHub = async (options: RestoreOptions): Promise<Outcome<Restored, RestoreFault>> => {
  const { dataFolder } = options
  const key = await readRecoveryKey(options.recoveryKey)
  if (!key.ok) return key
  const staging = path.join(dataFolder, stagingName)
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
    const empty = await checkEmpty(dataFolder, options.currentKey)
    if (!empty.ok) return empty
    await rm(staging, { recursive: true, force: true })
    return await restoreInto(staging, options, key.value.recoveryKey)
  } catch (error) {
    const full = error instanceof FullDisk || (isSystemError(error) && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
    if (full)
      return fail('folder-full', `There is not enough room in ${dataFolder}. Nothing was restored. Free some space, then try again.`)
    if (!isSystemError(error)) throw error
    return fail('folder-refuses', `${dataFolder} cannot be written to (${error.code}). Run this as the user the hub runs as.`)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** By the clocks of the computer it is restored on. */
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' })

/** What a person should know after it, line by line. */
export const restoredWords = ({ head, accounts, devices }: Restored): string[] => [
  `Restored the hub ${head.hubName} as it was on ${moment.format(head.takenAt)}, with ${accounts} accounts, ${devices} PCs, ${head.files} pictures and letters.`,
  `Authority fingerprint: ${head.authorityFingerprint}`,
  'PCs come back by themselves where this computer is reached by the same name or address and ports as the hub before.',
  'What was done after that moment is not in it. Look at these: accounts that were closed or changed, PCs that were revoked (revoke them again) or enrolled (enrol them again), pictures that were taken out of view.',
  'Everybody has to sign in again. Never start the old hub beside this one.',
]
