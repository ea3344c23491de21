import Database from 'libsql'
import { fail, type Failure } from '#shared/outcome'

/** What any use of the store can meet while the hub runs; both are refusal codes, so that a handler may answer with them as they are. */
export type StoreFaultCode = 'store-full' | 'store-unavailable'

const unavailable = (detail: string): Failure<StoreFaultCode> => fail('store-unavailable', detail)

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that tell of the disk or the file, not of a bug here. */
const faults: Readonly<Record<string, () => Failure<StoreFaultCode>>> = {
  SQLITE_FULL: () => fail('store-full', "The disk of the hub's data folder is full: nothing was saved. Free some space, then try again."),
  SQLITE_IOERR: () => unavailable("The hub's database could not be read or written: nothing was saved. Check the disk of its data folder."),
  SQLITE_READONLY: () => unavailable('The hub may not write to its database: nothing was saved. Check the permissions of its data folder.'),
  SQLITE_PERM: () => unavailable('The hub may not use its database. Check the permissions of its data folder.'),
  SQLITE_CANTOPEN: () => unavailable("The hub's database could not be opened. Check that its data folder is there and may be written to."),
  SQLITE_BUSY: () => unavailable("Another program holds the hub's database. Only one hub may use a data folder."),
  SQLITE_LOCKED: () => unavailable("Another program holds the hub's database. Only one hub may use a data folder."),
  SQLITE_CORRUPT: () => unavailable("The hub's database is damaged. Stop the hub and restore its data folder from a backup."),
  SQLITE_NOTADB: () =>
    unavailable("The hub's database is damaged or was replaced. Stop the hub and restore its data folder from a backup."),
  SQLITE_NOMEM: () => unavailable('The computer of the hub is out of memory.'),
}

/** Extended codes begin with the primary one: SQLITE_IOERR_WRITE. */
export const primaryCode = (error: unknown): string | null => {
  if (!(error instanceof Database.SqliteError)) return null
  return /^SQLITE_[A-Z]+/u.exec(error.code)?.[0] ?? null
}

/** The failure a caught error stands for, or null when it is a bug that has to be thrown on. */
export const faultOf = (error: unknown): Failure<StoreFaultCode> | null => {
  const code = primaryCode(error)
  return (code === null ? undefined : faults[code])?.() ?? null
}
