import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Room } from '#shared/model/device'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Tables } from './tables'

export const roomRecords = (db: Kysely<Tables>) => ({
  /** Every room, by name. */
  list: (): Promise<Room[]> => db.selectFrom('rooms').select(['roomId', 'name']).orderBy('name').execute(),

  find: async (roomId: string): Promise<Room | null> =>
    (await db.selectFrom('rooms').select(['roomId', 'name']).where('roomId', '=', roomId).executeTakeFirst()) ?? null,

  /** Names are unique, whatever their case. */
  create: async (name: string, at: number): Promise<Outcome<Room, 'name-taken'>> => {
    const taken = await db.selectFrom('rooms').select('roomId').where('name', '=', name).executeTakeFirst()
    if (taken !== undefined) return fail('name-taken', `There is already a room called ${name}. Choose another name.`)
    const room = { roomId: randomUUID(), name }
    await db
      .insertInto('rooms')
      .values({ ...room, createdAt: at })
      .execute()
    return ok(room)
  },
})
