import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Room } from '#shared/model/device'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Tables } from './tables'

const taken = (name: string) => fail('name-taken', `There is already a room called ${name}. Choose another name.`)

/** Rooms as they are now; a removed one is found no more, though lessons and retired PCs go on naming it. */
export const roomRecords = (db: Kysely<Tables>) => {
  const present = () => db.selectFrom('rooms').select(['roomId', 'name']).where('removedAt', 'is', null)
  const named = async (name: string): Promise<Room | null> => (await present().where('name', '=', name).executeTakeFirst()) ?? null

  return {
    /** Every room, by name. */
    list: (): Promise<Room[]> => present().orderBy('name').execute(),

    find: async (roomId: string): Promise<Room | null> => (await present().where('roomId', '=', roomId).executeTakeFirst()) ?? null,

    /** Whatever the case. */
    named,

    /** Names are unique, whatever their case. */
    create: async (name: string, at: number): Promise<Outcome<Room, 'name-taken'>> => {
      if ((await named(name)) !== null) return taken(name)
      const room = { roomId: randomUUID(), name }
      await db
        .insertInto('rooms')
        .values({ ...room, createdAt: at })
        .execute()
      return ok(room)
    },

    rename: async (roomId: string, name: string): Promise<Outcome<Room, 'name-taken'>> => {
      const other = await named(name)
      if (other !== null && other.roomId !== roomId) return taken(name)
      await db.updateTable('rooms').set({ name }).where('roomId', '=', roomId).execute()
      return ok({ roomId, name })
    },

    /** Its name is free again. */
    remove: async ({ roomId, name }: Room, at: number): Promise<void> => {
      await db
        .updateTable('rooms')
        .set({ name: `${name} (removed ${roomId.slice(0, 8)})`, removedAt: at })
        .where('roomId', '=', roomId)
        .execute()
    },
  }
}
