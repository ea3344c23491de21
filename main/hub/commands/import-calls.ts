import { randomUUID } from 'node:crypto'
import { planDevices } from '#shared/model/device-csv'
import { mostDevices } from '#shared/model/device-register'
import { readRoster } from '#shared/model/roster-csv'
import { fail, ok } from '#shared/outcome'
import type { DeviceRestrictions } from '../../store/reduce'
import { type Move, moveRecords, showMoves } from '../devices/moves'
import { readRegister } from '../devices/register'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const unread = 'A quotation mark is never closed: what follows it was not read. Mend the file.'

/** Tables from files: PCs and pupils, each as one deed. */
export const importCalls = (parts: CommandParts): CallsNamed<'table:upload' | 'device:import' | 'pupil:import'> => {
  const { store, clock, roster, directory, leases, uploads, policies, agreements } = parts
  return {
    'table:upload': (part, { sessionId }) => {
      uploads.put(sessionId, part)
      return ok(null)
    },

    'device:import': async ({ uploadId, leaveOut }, { sessionId, staff, actor }) => {
      const text = await uploads.text(sessionId, uploadId)
      if (!text.ok) return text
      const taken = await leases.change(async (records) => {
        const at = clock.now()
        const register = await readRegister(records, roster, staff)
        const known = await records.rooms.list()
        const { faults, changes, newRooms } = planDevices(text.value, { rooms: known, entries: register })
        const [fault] = faults
        if (faults.some(({ why }) => why === 'quote')) return fail('list-unclear', unread)
        if (faults.some(({ why }) => why === 'heads' || why === 'too-many') || (fault !== undefined && !leaveOut)) {
          return fail(
            'list-unclear',
            `Line ${fault?.line ?? 1} does not fit (${fault?.why ?? ''}): nothing was taken in. Look at the preview again.`,
          )
        }
        const added = changes.filter(({ deviceId }) => deviceId === null)
        if (register.length + added.length > mostDevices) return fail('store-full', `A hub knows ${mostDevices} PCs at most.`)
        if (newRooms.length > 0 && staff.roomIds !== null) return fail('room-forbids', 'The file names rooms that are not yours.')

        const rooms = new Map(known.map(({ name, roomId }) => [name.toLowerCase(), roomId]))
        for (const name of newRooms) {
          const room = await records.rooms.create(name, at)
          if (!room.ok) return room
          rooms.set(name.toLowerCase(), room.value.roomId)
        }
        const roomIdOf = (roomName: string): string => rooms.get(roomName.toLowerCase()) ?? ''
        if (changes.some(({ roomName }) => staff.roomIds?.includes(roomIdOf(roomName)) === false)) {
          return fail('room-forbids', 'The file names rooms that are not yours.')
        }
        const entries = new Map(register.map((entry) => [entry.deviceId, entry]))
        const moves = new Map<string, Move>()
        const renamed: { readonly deviceId: string; readonly name: string }[] = []
        const placed: { readonly deviceId: string; readonly roomId: string; readonly seat: (typeof changes)[number]['seat'] }[] = []
        for (const { deviceId: knownId, name, roomName, seat, assetTag, serial, groups } of changes) {
          const roomId = roomIdOf(roomName)
          const entry = knownId === null ? undefined : entries.get(knownId)
          const deviceId = entry?.deviceId ?? randomUUID()
          if (entry === undefined) await records.register.expect({ deviceId, roomId, name, addedAt: at })
          else {
            if (entry.roomId !== roomId) moves.set(roomId, { roomId, entries: [...(moves.get(roomId)?.entries ?? []), entry] })
            if (entry.name !== name) {
              if (entry.state === 'expected') await records.register.changeExpected(deviceId, { name })
              else await records.devices.rename(deviceId, name)
              renamed.push({ deviceId, name })
            }
          }
          await records.register.describe(deviceId, { assetTag, serial, groups: [...groups] })
          placed.push({ deviceId, roomId, seat })
        }
        const devices: DeviceRestrictions[] = []
        for (const move of moves.values()) devices.push(...(await moveRecords(records, move, at)))
        await records.register.unseat(placed.map(({ deviceId }) => deviceId))
        await records.register.seat(placed.flatMap(({ seat, ...place }) => (seat === null ? [] : [{ ...place, ...seat }])))
        const figures = { added: added.length, changed: changes.length - added.length, rooms: newRooms.length }
        const detail = `${figures.added} expected, ${figures.changed} changed, ${faults.length} lines left out, new rooms: ${newRooms.join(', ')}`
        const subject = `${changes.length} PCs`
        await records.audit.append({ at, action: 'device:import', staff: actor, subject, detail, address: actor.address })
        return ok({ value: { figures, moves: [...moves.values()], renamed, placed }, devices })
      })
      if (!taken.ok) return taken
      uploads.drop(sessionId)
      const { figures, moves, renamed, placed } = taken.value
      await showMoves(parts, moves)
      for (const { deviceId, name } of renamed) {
        const record = directory.get(deviceId)
        if (record !== null) directory.put({ ...record, name })
        roster.apply(deviceId, { type: 'renamed', name })
      }
      for (const { deviceId, seat } of placed) roster.apply(deviceId, { type: 'seated', seat })
      return ok(figures)
    },

    'pupil:import': async ({ uploadId }, { sessionId, actor }) => {
      const text = await uploads.text(sessionId, uploadId)
      if (!text.ok) return text
      const { pupils, faults } = readRoster(text.value)
      if (faults.some(({ why }) => why === 'quote')) return fail('list-unclear', unread)
      if (pupils.length === 0) return fail('list-unclear', 'There is no pupil in this list.')
      const written = await store.transact(async (records) => {
        const at = clock.now()
        const put = await records.pupils.put(pupils, at)
        if (!put.ok) return put
        const [subject, detail] = [`${pupils.length} pupils`, `added or changed; ${faults.length} lines left out`]
        await records.audit.append({ at, action: 'pupil:write', staff: actor, subject, detail, address: actor.address })
        return put
      })
      if (!written.ok) return written
      uploads.drop(sessionId)
      for (const book of [policies, agreements]) book.rosterChanged(pupils.map(({ userName }) => userName))
      return ok({ pupils: pupils.length })
    },
  }
}
