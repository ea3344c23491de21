import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BackupFault, BackupSettings } from '#shared/model/backup'
import { fail, type Failure, ok, type Outcome } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Vault } from '../../store/vault'
import { hubVersion } from '../version'
import { isSystemError, SourceFault, writeArchive } from './archive'
import { backupFileName, markName, ownBackups, surplusBackups, unfinishedEnding } from './backup-files'

export interface BackupSource {
  readonly store: Store
  readonly vault: Vault
  readonly key: Uint8Array
  readonly hubName: string
  readonly authorityFingerprint: string
}

export interface MadeBackup {
  readonly file: string
  readonly bytes: number
  readonly files: number
  readonly unreadable: number
  readonly sha256: string
}

const gone = (folder: string): Failure<BackupFault> =>
  fail(
    'folder-gone',
    `${folder} is not there, or is not the disk that was chosen: the hub's mark is missing in it. Put the disk in or mount the share; for another disk, save the backup settings again.`,
  )

/** What the file system says of the backup's folder. */
const folderFault = (error: unknown, folder: string): Failure<BackupFault> => {
  if (!isSystemError(error)) throw error
  const { code } = error
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return fail(
      'folder-full',
      `${folder} is full: the backup was not made, and those before it are as they were. Free some space, or keep fewer.`,
    )
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EIO' || code === 'ENODEV' || code === 'ESTALE' || code === 'ENXIO')
    return gone(folder)
  return fail('folder-refuses', `The hub may not write to ${folder} (${code}). Let the hub's user write there.`)
}

/** [BK3] Puts the hub's mark into a folder, which shows that it may be written to. */
export const markFolder = async (folder: string, dataFolder: string, authorityFingerprint: string): Promise<Outcome<null, BackupFault>> => {
  const inside = path.relative(path.resolve(dataFolder), path.resolve(folder))
  if (inside === '' || !(inside.startsWith('..') || path.isAbsolute(inside)))
    return fail('folder-refuses', `${folder} lies in the hub's own data folder, and would be lost with it. Choose another disk.`)
  try {
    await mkdir(folder, { recursive: false, mode: 0o700 }).catch((error: unknown) => {
      if (!(isSystemError(error) && error.code === 'EEXIST')) throw error
    })
    await writeFile(path.join(folder, markName(authorityFingerprint)), 'Backups of a Classwarden hub go into this folder.\n', {
      mode: 0o600,
    })
    return ok(null)
  } catch (error) {
    return folderFault(error, folder)
  }
}

/** Whether a folder lies on the disk that the hub's data lie on; false where that cannot be told. */
export const onSameDisk = async (folder: string, dataFolder: string): Promise<boolean> => {
  const [left, right] = await Promise.all([folder, dataFolder].map((one) => stat(one).catch(() => null)))
  return left != null && right != null && left.dev === right.dev
}

const digestOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), hash)
  return hash.digest('hex')
}

const syncFolder = async (folder: string): Promise<void> => {
  // Windows opens no folders; its rename is in the journal.
  if (process.platform === 'win32') return
  await using directory = await open(folder, 'r')
  await directory.sync()
}

/** Removes what a crash left half written, and what no rule keeps. */
const tidy = async (folder: string, { authorityFingerprint }: BackupSource, keep: BackupSettings['keep']): Promise<void> => {
  const names = await readdir(folder)
  const half = names.filter(
    (name) => name.endsWith(unfinishedEnding) && ownBackups([name.slice(0, -unfinishedEnding.length)], authorityFingerprint).length > 0,
  )
  const surplus = surplusBackups(ownBackups(names, authorityFingerprint), keep)
  for (const name of [...half, ...surplus]) await rm(path.join(folder, name), { force: true })
}

/**
 * [BK1, BK2] Makes one backup while the hub runs: the database as it is now, and every file its rows name. Written beside its name, read again,
 * and only then given it; a failure leaves nothing of it.
 */
export const writeBackup = async (
  source: BackupSource,
  { folder, keep }: Pick<BackupSettings, 'folder' | 'keep'>,
  recipient: string,
  at: number,
  signal: AbortSignal,
): Promise<Outcome<MadeBackup, BackupFault>> => {
  const there = await access(path.join(folder, markName(source.authorityFingerprint))).then(
    () => true,
    () => false,
  )
  if (!there) return gone(folder)
  const file = backupFileName(source.authorityFingerprint, at)
  const fresh = path.join(folder, `${file}${unfinishedEnding}`)
  try {
    await tidy(folder, source, keep)
    const written = await writeFresh(source, fresh, recipient, at, signal)
    if (!written.ok) return written
    if ((await digestOf(fresh)) !== written.value.sha256)
      return fail('not-as-written', `What the disk at ${folder} gave back is not what was written to it. Use another disk.`)
    await rename(fresh, path.join(folder, file))
    await syncFolder(folder)
    await tidy(folder, source, keep)
    return ok({ file, ...written.value })
  } catch (error) {
    if (signal.aborted) return fail('stopped', 'The hub was stopped while it made the backup.')
    if (error instanceof SourceFault)
      return fail('hub-unreadable', `The hub's own data could not be read: ${error.message}. Check the disk of its data folder.`)
    return folderFault(error, folder)
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined)
  }
}

const writeFresh = (
  { store, vault, key, hubName, authorityFingerprint }: BackupSource,
  fresh: string,
  recipient: string,
  takenAt: number,
  signal: AbortSignal,
): Promise<Outcome<Omit<MadeBackup, 'file'>, BackupFault>> =>
  // No file goes from before the rows are fixed until it is written: a row in the backup always finds its file.
  vault.hold(async (held) => {
    const written = await store.holdFile(async (databaseFile) => {
      const { size } = await stat(databaseFile)
      const files = await held.list()
      await using target = await open(fresh, 'wx', 0o600)
      const head = { format: 'classwarden-backup-1' as const, hubVersion, hubName, authorityFingerprint, takenAt }
      const archive = await writeArchive(
        target,
        recipient,
        { head: { ...head, databaseBytes: size, files: files.length }, key, databaseFile, files, readFile: (name) => held.read(name) },
        signal,
      )
      return { ...archive, files: files.length - archive.unreadable }
    })
    return written.ok ? written : fail('hub-unreadable', written.detail)
  })
