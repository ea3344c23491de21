import { fail, ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Rooms and their feed. */
export const roomCalls = (parts: CommandParts): CallsNamed<'room:list' | 'room:create' | 'room:watch' | 'room:unwatch'> => {
  const { store, clock, roster, lessons, roomFeed, pictures } = parts
  return {
    'room:list': async (_payload, { staff }) => {
      const rooms = await store.transact(async (records) => ok(await records.rooms.list()))
      if (!rooms.ok) return rooms
      const mine = rooms.value.filter(({ roomId }) => staff.roomIds?.includes(roomId) ?? true)
      return ok(
        mine.map((room) => {
          const devices = roster.inRoom(room.roomId)
          const live = devices.filter(({ presence }) => presence.state === 'live').length
          return { ...room, devices: devices.length, live, lesson: lessons.inRoom(room.roomId) }
        }),
      )
    },

    'room:create': ({ name }, { actor }) =>
      store.transact(async (records) => {
        const at = clock.now()
        const room = await records.rooms.create(name, at)
        if (!room.ok) return room
        await records.audit.append({ at, action: 'room:create', staff: actor, subject: name, detail: '', address: actor.address })
        return room
      }),

    'room:watch': async ({ roomId }, caller) => {
      const { actor, viewer } = caller
      const again = roomFeed.watches(viewer, roomId)
      const found = await store.transact(async (records) => {
        const room = await records.rooms.find(roomId)
        if (room === null) return fail('not-found', 'There is no such room any more.')
        // A gap in the feed asks again; the person has been looking all the time.
        if (!again) {
          const at = clock.now()
          await records.audit.append({ at, action: 'room:view', staff: actor, subject: room.name, detail: '', address: actor.address })
        }
        return ok(room)
      })
      if (!found.ok) return found
      if (!caller.present()) return fail('sign-in-needed', 'Nobody is signed in on this connection any more.')
      const snapshot = roomFeed.watch(viewer, roomId)
      // Pictures follow the snapshot: before it the console knows none of these PCs.
      if (viewer.screens) caller.afterAnswer(() => pictures.watchRoom(viewer, roomId))
      return ok({
        room: found.value,
        patch: snapshot.patch,
        hubNow: clock.now(),
        screens: viewer.screens,
        lesson: snapshot.lesson,
        devices: snapshot.devices,
      })
    },

    'room:unwatch': ({ roomId }, { viewer }) => {
      roomFeed.unwatch(viewer, roomId)
      pictures.unwatchRoom(viewer, roomId)
      return ok(null)
    },
  }
}
