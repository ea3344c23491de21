import type { SqliteDatabase, SqliteStatement } from 'kysely'
import Database from 'libsql'
import { toBind } from './binds'

/** libsql's options beyond better-sqlite3's, which its own types leave out. */
interface EncryptedOptions extends Database.Options {
  readonly encryptionKey: string
}

/** What kysely's SqliteDialect drives; `close` writes everything back into the one file. */
export interface Connection extends SqliteDatabase {
  pragma(source: string): unknown
  /** Readies the file for work: until then nothing is written to it. */
  begin(): void
  /** Lets go of the file without writing to it. */
  release(): void
}

/** How long another holder of the file is waited for; only ever at the start, since the lock is kept afterwards. */
const busyTimeoutMs = 1_000

/** Preparing takes as long as running most statements. The least lately used goes: opening alone runs some hundred statements once each. */
const mostPrepared = 400

const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
}

/**
 * Opens the encrypted file; every bind is converted on its way. Throws what libsql throws. The lock is exclusive: it keeps a second
 * hub off the same folder and lets SQLite hold the index of its write-ahead log in memory.
 */
export const connect = (file: string, key: Uint8Array): Connection => {
  const options: EncryptedOptions = { encryptionKey: Buffer.from(key).toString('hex'), timeout: busyTimeoutMs }
  const database = new Database(file, options)
  const pragma = (source: string): unknown => database.prepare(`pragma ${source}`).all()
  pragma('locking_mode = exclusive')

  const release = (): void => {
    // libsql keeps the file open until its last statement is collected, and with it the lock: give that up now, by a read.
    pragma('locking_mode = normal')
    try {
      pragma('schema_version')
    } catch {
      // A file that cannot be read is let go of just the same.
    }
    database.close()
  }

  const prepare = (source: string): SqliteStatement => {
    const statement = database.prepare(source)
    return {
      reader: statement.reader,
      all: (parameters) => statement.all(parameters.map(toBind)),
      run: (parameters) => statement.run(parameters.map(toBind)),
      iterate: (parameters) => statement.iterate(parameters.map(toBind)),
    }
  }
  const prepared = new Map<string, SqliteStatement>()

  return {
    prepare: (source) => {
      // A full disk makes SQLite roll back by itself; a second rollback would hide the reason.
      if (source === 'rollback' && !database.inTransaction) return nothing
      const statement = prepared.get(source) ?? prepare(source)
      // A map keeps the order of its entries: the first one is the least lately used.
      prepared.delete(source)
      prepared.set(source, statement)
      if (prepared.size > mostPrepared) prepared.delete(prepared.keys().next().value ?? source)
      return statement
    },
    pragma,
    begin: () => {
      pragma('journal_mode = wal')
      pragma('synchronous = normal')
      pragma('foreign_keys = on')
      pragma('recursive_triggers = on')
    },
    release,
    close: () => {
      // SQLite leaves exclusive locking only together with WAL mode.
      pragma('journal_mode = delete')
      release()
    },
  }
}
