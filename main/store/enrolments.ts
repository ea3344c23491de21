import type { Kysely } from 'kysely'
import type { Enrolment } from '#shared/protocol/enrolment'
import type { Tables } from './tables'

/** The token itself is never stored: `tokenHash` is its SHA-256 in hex. */
export interface NewEnrolment {
  readonly enrolmentId: string
  readonly tokenHash: string
  readonly roomId: string
  readonly uses: number
  readonly expiresAt: number
  readonly issuedBy: string
  readonly issuedAt: number
}

interface EnrolmentRow {
  readonly enrolmentId: string
  readonly roomId: string
  readonly uses: number
  readonly usesLeft: number
  readonly expiresAt: number
  readonly cancelledAt: number | null
  readonly issuedBy: string
  readonly issuedAt: number
}

const columns = ['enrolmentId', 'roomId', 'uses', 'usesLeft', 'expiresAt', 'cancelledAt', 'issuedBy', 'issuedAt'] as const

const toEnrolment = ({ cancelledAt, ...row }: EnrolmentRow): Enrolment => ({ ...row, cancelled: cancelledAt !== null })

export const enrolmentRecords = (db: Kysely<Tables>) => ({
  /** Newest first; at most `limit`. */
  list: async (limit: number): Promise<Enrolment[]> =>
    (await db.selectFrom('enrolments').select(columns).orderBy('issuedAt', 'desc').limit(limit).execute()).map(toEnrolment),

  findByTokenHash: async (tokenHash: string): Promise<Enrolment | null> => {
    const row = await db.selectFrom('enrolments').select(columns).where('tokenHash', '=', tokenHash).executeTakeFirst()
    return row === undefined ? null : toEnrolment(row)
  },

  add: async (enrolment: NewEnrolment): Promise<Enrolment> =>
    toEnrolment(
      await db
        .insertInto('enrolments')
        .values({ ...enrolment, usesLeft: enrolment.uses })
        .returning(columns)
        .executeTakeFirstOrThrow(),
    ),

  /** Uses the token up by one. False when nothing of it was left. */
  takeUse: async (enrolmentId: string): Promise<boolean> => {
    const [result] = await db
      .updateTable('enrolments')
      .set((eb) => ({ usesLeft: eb('usesLeft', '-', 1) }))
      .where('enrolmentId', '=', enrolmentId)
      .where('usesLeft', '>', 0)
      .execute()
    return result !== undefined && result.numUpdatedRows > 0n
  },

  /** False: no such enrolment. */
  cancel: async (enrolmentId: string, at: number): Promise<boolean> => {
    const [result] = await db
      .updateTable('enrolments')
      .set((eb) => ({ cancelledAt: eb.fn.coalesce('cancelledAt', eb.val(at)) }))
      .where('enrolmentId', '=', enrolmentId)
      .execute()
    return result !== undefined && result.numUpdatedRows > 0n
  },

  /** Every token for this room that is not cancelled yet. */
  cancelOfRoom: async (roomId: string, at: number): Promise<void> => {
    await db.updateTable('enrolments').set({ cancelledAt: at }).where('roomId', '=', roomId).where('cancelledAt', 'is', null).execute()
  },
})
