import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { type Staff, roleSchema } from '#shared/model/staff'
import type { Tables } from './tables'

/** An account with its secrets; `profile` is the part others may see. */
export interface StaffRecord {
  readonly profile: Staff
  /** argon2id in PHC form. */
  readonly passwordHash: string
  /** Base32 (RFC 4648); null without a second factor. */
  readonly totpSecret: string | null
  /** Offered to the person and not confirmed yet. */
  readonly totpPendingSecret: string | null
  /** Time step of the last code taken (RFC 6238, 30 s each): a code works once. */
  readonly totpLastStep: number | null
}

export interface NewStaff {
  readonly profile: Omit<Staff, 'disabled' | 'secondFactor'>
  readonly passwordHash: string
  readonly createdAt: number
}

export interface StaffChange {
  readonly passwordHash?: string
  readonly totpSecret?: string | null
  readonly totpPendingSecret?: string | null
  readonly totpLastStep?: number | null
  readonly disabledAt?: number
}

const toRecord = (row: Selectable<Tables['staff']>): StaffRecord => ({
  profile: {
    staffId: row.staffId,
    signInName: row.signInName,
    displayName: row.displayName,
    role: roleSchema.parse(row.role),
    roomIds: row.roomIdsJson === null ? null : z.array(z.string()).parse(JSON.parse(row.roomIdsJson)),
    expiresAt: row.expiresAt,
    disabled: row.disabledAt !== null,
    secondFactor: row.totpSecret !== null,
  },
  passwordHash: row.passwordHash,
  totpSecret: row.totpSecret,
  totpPendingSecret: row.totpPendingSecret,
  totpLastStep: row.totpLastStep,
})

export const staffRecords = (db: Kysely<Tables>) => ({
  /** Every account, by sign-in name. */
  list: async (): Promise<Staff[]> =>
    (await db.selectFrom('staff').selectAll().orderBy('signInName').execute()).map((row) => toRecord(row).profile),

  /** Whether any account was ever made. */
  any: async (): Promise<boolean> => (await db.selectFrom('staff').select('staffId').limit(1).executeTakeFirst()) !== undefined,

  find: async (staffId: string): Promise<StaffRecord | null> => {
    const row = await db.selectFrom('staff').selectAll().where('staffId', '=', staffId).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  },

  findByName: async (signInName: string): Promise<StaffRecord | null> => {
    const row = await db.selectFrom('staff').selectAll().where('signInName', '=', signInName).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  },

  /** The sign-in name must be free: ask `findByName` in the same transaction. */
  add: async ({ profile: { roomIds, ...profile }, passwordHash, createdAt }: NewStaff): Promise<Staff> =>
    toRecord(
      await db
        .insertInto('staff')
        .values({ ...profile, roomIdsJson: roomIds === null ? null : JSON.stringify(roomIds), passwordHash, createdAt })
        .returningAll()
        .executeTakeFirstOrThrow(),
    ).profile,

  change: async (staffId: string, change: StaffChange): Promise<void> => {
    await db.updateTable('staff').set(change).where('staffId', '=', staffId).execute()
  },
})
