import { AsyncLocalStorage } from 'node:async_hooks'
import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { Kysely, Migrator, SqliteDialect, sql } from 'kysely'
import { z } from 'zod'
import { type Failure, type Outcome, fail, ok } from '#shared/outcome'
import { agentBuildRecords } from './agent-builds'
import { agreementRecords } from './agreements'
import { attemptRecords } from './attempts'
import { auditRecords } from './audit'
import { breachTallyRecords } from './breach-tallies'
import { breachRecords } from './breaches'
import { chainRecords } from './chain'
import { type ChainCheck, checkChain } from './chain-check'
import { type Connection, connect } from './connection'
import { coverageDayRecords } from './coverage-days'
import { registerRecords } from './device-register'
import { deviceRecords } from './devices'
import { downloadRecords } from './downloads'
import { enrolmentRecords } from './enrolments'
import { type StoreFaultCode, faultOf, primaryCode } from './faults'
import { flagRecords } from './flags'
import { incidentActionRecords } from './incident-actions'
import { incidentReportRecords } from './incident-reports'
import { incidentRecords } from './incidents'
import { holdRecords } from './holds'
import { inventoryRecords } from './inventories'
import { leaseRecords } from './leases'
import { lessonRecords } from './lessons'
import { letterRecords } from './letters'
import { mailRecords } from './mails'
import { migrations } from './migrations'
import { outboxRecords } from './outboxes'
import { parentNoticeRecords } from './parent-notices'
import { policyRecords } from './policies'
import { pupilLeaseRecords } from './pupil-leases'
import { pupilReportRecords } from './pupil-reports'
import { pupilRecords } from './pupils'
import { reportRecords } from './reports'
import { retentionRecords } from './retention'
import { roomRecords } from './rooms'
import { savedFilterRecords } from './saved-filters'
import { sceneRecords } from './scenes'
import { selfTestRecords } from './self-tests'
import { sessionRecords } from './sessions'
import { settingRecords } from './settings'
import { siteListRecords } from './site-lists'
import { snapshotRecords } from './snapshots'
import { staffRecords } from './staff'
import { staffGateRecords } from './staff-gate'
import type { Tables } from './tables'
import { usageRecords } from './usage'

const recordsOf = (db: Kysely<Tables>) => ({
  rooms: roomRecords(db),
  devices: deviceRecords(db),
  register: registerRecords(db),
  inventories: inventoryRecords(db),
  enrolments: enrolmentRecords(db),
  staff: staffRecords(db),
  sessions: sessionRecords(db),
  attempts: attemptRecords(db),
  leases: leaseRecords(db),
  pupilLeases: pupilLeaseRecords(db, leaseRecords(db)),
  lessons: lessonRecords(db),
  siteLists: siteListRecords(db),
  scenes: sceneRecords(db),
  outboxes: outboxRecords(db),
  usage: usageRecords(db),
  downloads: downloadRecords(db),
  pupils: pupilRecords(db),
  policies: policyRecords(db),
  agreements: agreementRecords(db),
  agentBuilds: agentBuildRecords(db),
  pupilReports: pupilReportRecords(db),
  flags: flagRecords(db),
  selfTests: selfTestRecords(db),
  breaches: breachRecords(db),
  breachTallies: breachTallyRecords(db),
  snapshots: snapshotRecords(db),
  incidents: incidentRecords(db),
  incidentActions: incidentActionRecords(db),
  incidentReports: incidentReportRecords(db),
  savedFilters: savedFilterRecords(db),
  letters: letterRecords(db),
  parentNotices: parentNoticeRecords(db),
  coverageDays: coverageDayRecords(db),
  reports: reportRecords(db),
  mails: mailRecords(db),
  staffGate: staffGateRecords(db),
  holds: holdRecords(db),
  retention: retentionRecords(db),
  audit: auditRecords(db),
  chain: { ...chainRecords(db), check: (options: ChainCheck) => checkChain(db, options) },
  settings: settingRecords(db),
})

/** Everything the hub keeps, one noun each. Only good inside the `transact` that handed it out. */
export type Records = ReturnType<typeof recordsOf>

export interface Store {
  /**
   * Runs `work` as one transaction: kept when it answers `ok`, undone when it answers a failure or throws. The disk's and the file's
   * own failures come back as `store-full` and `store-unavailable`; bugs are thrown on. Transactions run one after another; one
   * inside another throws.
   */
  transact<T, Code extends string = never>(
    work: (records: Records) => Promise<Outcome<T, Code>>,
  ): Promise<Outcome<T, Code | StoreFaultCode>>
  /**
   * Hands `read` the database file as it is between two transactions. It stays so until `read` is done, while transactions go on: what they write
   * waits in the log beside it. One reader at a time; end it before `close`.
   */
  holdFile<T>(read: (file: string) => Promise<T>): Promise<Outcome<T, StoreFaultCode>>
  /** Writes everything back into the one file and lets go of it. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** The hub's data folder; made (mode 0700) when it is not there. */
  readonly folder: string
  /** 32 bytes; the database is unreadable without them. */
  readonly key: Uint8Array
}

export type OpenFailureCode = StoreFaultCode | 'wrong-key' | 'store-corrupt' | 'store-too-new'

const fileName = 'hub.db'

/** Thrown through kysely to undo a transaction whose work answered a failure. */
class Undone extends Error {}

/**
 * Opens the hub's encrypted database (`hub.db`), checks it, and brings its tables up to date. It never starts on wrong data: a file that
 * another key, another program or a newer Classwarden wrote, or that is damaged, is left as it is and named in the failure.
 */
export const openStore = async ({ folder, key }: StoreOptions): Promise<Outcome<Store, OpenFailureCode>> => {
  if (key.byteLength !== 32) throw new TypeError('The key of the store must have 32 bytes')
  const file = path.join(folder, fileName)
  const prepared = await prepareFile(folder, file)
  if (!prepared.ok) return prepared
  let connection: Connection | null = null
  try {
    connection = connect(file, key)
    const store = await start(connection, file)
    if (!store.ok) connection.release()
    return store
  } catch (error) {
    connection?.release()
    const failure = await openFailureOf(error, file)
    if (failure === null) throw error
    return failure
  }
}

/** Checks the file before anything is written to it. */
const start = async (connection: Connection, file: string): Promise<Outcome<Store, OpenFailureCode>> => {
  const found = checkSchema.parse(connection.pragma('quick_check(1)'))
  if (found.some((row) => row.quick_check !== 'ok')) return corrupt(file)
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) })
  const known = await checkMigrations(db, file)
  if (!known.ok) return known
  // SQLite gives the write-ahead log the same mode when it makes it.
  await chmod(file, 0o600)
  connection.begin()
  const { error } = await migratorOf(db).migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('A migration failed', { cause: error })
  return ok(storeOf(db, file))
}

/** https://sqlite.org/pragma.html#pragma_quick_check */
const checkSchema = z.array(z.object({ quick_check: z.string() }))

const corrupt = (file: string): Failure<OpenFailureCode> =>
  fail(
    'store-corrupt',
    `${file} is damaged or is not a database of Classwarden. The hub does not start on it. Restore the folder from a backup, or move it away to begin anew.`,
  )

/** Makes the folder, and refuses a database that was cut to nothing: starting on it would look like a new hub. */
const prepareFile = async (folder: string, file: string): Promise<Outcome<null, OpenFailureCode>> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    return fail('store-unavailable', `The data folder ${folder} cannot be made (${systemCode(error)}). Check its path and permissions.`)
  }
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((one) =>
      stat(one).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  )
  return sizes[0] === 0 && (sizes[1] ?? 0) === 0 ? corrupt(file) : ok(null)
}

const systemCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason')

const checkMigrations = async (db: Kysely<Tables>, file: string): Promise<Outcome<null, OpenFailureCode>> => {
  const unknown = (await appliedMigrations(db)).find((name) => !Object.hasOwn(migrations, name))
  if (unknown === undefined) return ok(null)
  return fail(
    'store-too-new',
    `${file} was written by a newer Classwarden (step ${unknown}). Update this hub, or restore a backup made before.`,
  )
}

const migratorOf = (db: Kysely<Tables>): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })

const appliedMigrations = async (db: Kysely<Tables>): Promise<string[]> => {
  const { rows: tables } = await sql`select 1 from sqlite_schema where type = 'table' and name = 'kysely_migration'`.execute(db)
  if (tables.length === 0) return []
  return (await sql<{ name: string }>`select name from kysely_migration`.execute(db)).rows.map(({ name }) => name)
}

/**
 * SQLite says "not a database" for a wrong key and for a damaged beginning alike. In this cipher bytes 16 to 23 of the header stay
 * readable (https://sqlite.org/fileformat.html, 21 to 23 are fixed): where they are whole, it is the key.
 */
const openFailureOf = async (error: unknown, file: string): Promise<Failure<OpenFailureCode> | null> => {
  const code = primaryCode(error)
  if (code === 'SQLITE_NOTADB') {
    const header = (await readFile(file)).subarray(0, 24)
    const whole = header.subarray(0, 6).toString('latin1') !== 'SQLite' && header.subarray(21, 24).equals(Buffer.from([64, 32, 32]))
    return whole
      ? fail(
          'wrong-key',
          `The key does not open ${file}: it belongs to another hub or was replaced. Put back the key this folder was made with.`,
        )
      : corrupt(file)
  }
  if (code === 'SQLITE_CORRUPT') return corrupt(file)
  // libsql reports a file it cannot open as a plain error.
  if (error instanceof Error && (error.message.startsWith('ConnectionFailed') || 'syscall' in error)) {
    return fail('store-unavailable', `${file} could not be opened. Check that its folder is there and that the hub may write to it.`)
  }
  return faultOf(error)
}

/** https://sqlite.org/pragma.html#pragma_wal_checkpoint */
const checkpointSchema = z.array(z.object({ busy: z.literal(0) })).length(1)
/** SQLite's own: pages in the log before it is written back. */
const checkpointPages = 1_000

const storeOf = (db: Kysely<Tables>, file: string): Store => {
  const inside = new AsyncLocalStorage<true>()
  return {
    transact: async (work) => {
      if (inside.getStore() === true) throw new Error('A transaction cannot begin inside another')
      const answered: Awaited<ReturnType<typeof work>>[] = []
      try {
        return await inside.run(true, () =>
          db.transaction().execute(async (transaction) => {
            const outcome = await work(recordsOf(transaction))
            answered.push(outcome)
            if (!outcome.ok) throw new Undone()
            return outcome
          }),
        )
      } catch (error) {
        const [outcome] = answered
        if (error instanceof Undone && outcome !== undefined) return outcome
        const fault = faultOf(error)
        if (fault === null) throw error
        return fault
      }
    },
    holdFile: async (read) => {
      try {
        // Without this the log would be written back into the file under the reader's hands.
        await sql`pragma wal_autocheckpoint = 0`.execute(db)
        const { rows } = await sql`pragma wal_checkpoint(truncate)`.execute(db)
        checkpointSchema.parse(rows)
      } catch (error) {
        const fault = faultOf(error)
        if (fault === null) throw error
        return fault
      }
      try {
        return ok(await read(file))
      } finally {
        await sql`pragma wal_autocheckpoint = ${sql.lit(checkpointPages)}`.execute(db)
      }
    },
    close: () => db.destroy(),
  }
}
