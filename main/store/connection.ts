import Database from 'libsql'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { toBind } from './binds'

/** libsql's options beyond better-sqlite3's, which its own types leave out. */
interface EncryptedOptions extends Database.Options {
  readonly encryptionKey: string
}

export interface Connection extends SqliteDatabase {
  pragma(source: string): unknown
}

/**
 * Opens the encrypted file and hands it to kysely's SqliteDialect, with every bind converted. Throws what libsql throws.
 * Exclusive locking keeps a second hub off the same folder, and lets SQLite hold the write-ahead log's index in memory.
 */
export const connect = (file: string, key: Uint8Array): Connection => {
  const options: EncryptedOptions = { encryptionKey: Buffer.from(key).toString('hex'), timeout: 2_000 }
  const database = new Database(file, options)
  const pragma = (source: string): unknown => database.prepare(`pragma ${source}`).all()
  pragma('locking_mode = exclusive')
  pragma('journal_mode = wal')
  pragma('synchronous = normal')
  pragma('foreign_keys = on')
  pragma('recursive_triggers = on')

  const nothing: SqliteStatement = {
    reader: false,
    all: () => [],
    run: () => ({ changes: 0, lastInsertRowid: 0 }),
    iterate: () => [].values(),
  }
  return {
    prepare: (source) => {
      // A full disk makes SQLite roll back by itself; a second rollback would hide the reason.
      if (source === 'rollback' && !database.inTransaction) return nothing
      const statement = database.prepare(source)
      return {
        reader: statement.reader,
        all: (parameters) => statement.all(parameters.map(toBind)),
        run: (parameters) => statement.run(parameters.map(toBind)),
        iterate: (parameters) => statement.iterate(parameters.map(toBind)),
      }
    },
    pragma,
    close: () => {
      // libsql keeps the file open until its last statement is collected: leaving WAL mode writes everything back and lets go of the lock now.
      pragma('journal_mode = delete')
      pragma('locking_mode = normal')
      database.prepare('select 1 from sqlite_schema limit 1').all()
      database.close()
    },
  }
}
