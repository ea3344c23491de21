import { fail, ok } from '#shared/outcome'
import { forgetRoom } from '../devices/forget-room'
import { type Move, moveRecords, showMoves } from '../devices/moves'
import { readRegister } from '../devices/register'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const noSuchRoom = () => fail('not-found', 'There is no such room any more.')

/** Rooms and their feed. */
export const roomCalls = (parts: CommandParts): CallsNamed<`room:${'list' | 'create' | 'rename' | 'remove' | 'watch' | 'unwatch'}`> => {
  const { store, clock, roster, lessons, leases, timeouts, schedules, gate, roomFeed, pictures } = parts
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

    'room:rename': ({ roomId, name }, { actor }) =>
      store.transact(async (records) => {
        const room = await records.rooms.find(roomId)
        if (room === null) return noSuchRoom()
        const renamed = await records.rooms.rename(roomId, name)
        if (!renamed.ok) return renamed
        const [at, detail] = [clock.now(), `to ${name}`]
        await records.audit.append({ at, action: 'room:rename', staff: actor, subject: room.name, detail, address: actor.address })
        return renamed
      }),

    'room:remove': async ({ roomId, moveTo }, { staff, actor }) => {
      const removed = await leases.change(async (records) => {
        const [room, target] = [await records.rooms.find(roomId), moveTo === null ? null : await records.rooms.find(moveTo)]
        if (room === null || (moveTo !== null && target === null) || moveTo === roomId) return noSuchRoom()
        if (moveTo !== null && staff.roomIds?.includes(moveTo) === false) return fail('room-forbids', 'The other room is not one of yours.')
        const lesson = lessons.inRoom(roomId)
        if (lesson !== null) return fail('in-use', `${lesson.teacher.displayName} has a lesson in ${room.name}. Wait until it is over.`)
        const here = (await readRegister(records, roster, staff)).filter((entry) => entry.roomId === roomId && entry.state !== 'revoked')
        if (here.length > 0 && moveTo === null) {
          return fail('in-use', `${room.name} has ${here.length} PCs. Choose the room they go to.`)
        }
        const at = clock.now()
        const move: Move = { entries: here, roomId: moveTo ?? roomId }
        const devices = moveTo === null ? [] : await moveRecords(records, move, at)
        const forgotten = await forgetRoom(records, roomId, at)
        await records.rooms.remove(room, at)
        const detail = target === null ? '' : `${here.length} PCs to ${target.name}`
        await records.audit.append({ at, action: 'room:remove', staff: actor, subject: room.name, detail, address: actor.address })
        return ok({ value: { move, forgotten }, devices })
      })
      if (!removed.ok) return removed
      const { move, forgotten } = removed.value
      await showMoves(parts, [move])
      timeouts.put(forgotten.timeouts)
      schedules.keep(forgotten.schedules)
      gate.put({ signs: forgotten.signs })
      return ok(null)
    },

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
