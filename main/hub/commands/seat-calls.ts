import { type Seat, seatWords } from '#shared/model/seat'
import { fail, ok } from '#shared/outcome'
import { readRegister } from '../devices/register'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Where the PCs of a room stand. */
export const seatCalls = ({ store, clock, roster }: CommandParts): CallsNamed<'room:seats' | 'room:arrange'> => ({
  'room:seats': ({ roomId }, { staff }) =>
    store.transact(async (records) => {
      const register = await readRegister(records, roster, staff)
      const here = register.filter((entry) => entry.roomId === roomId && entry.state !== 'revoked')
      return ok(here.map(({ deviceId, name, state, seat }) => ({ deviceId, name, expected: state === 'expected', seat })))
    }),

  'room:arrange': async ({ roomId, seats }, { staff, actor }) => {
    const arranged = await store.transact(async (records) => {
      const room = await records.rooms.find(roomId)
      if (room === null) return fail('not-found', 'There is no such room any more.')
      const register = await readRegister(records, roster, staff)
      const here = new Map(register.filter((entry) => entry.roomId === roomId).map((entry) => [entry.deviceId, entry]))
      const next = new Map(seats.map(({ deviceId, seat }) => [deviceId, seat]))
      if ([...next.keys()].some((deviceId) => !here.has(deviceId))) {
        return fail('not-found', 'One of these PCs is no longer in this room. Look at the plan again.')
      }
      const wanted = [...next.values()].flatMap((seat) => (seat === null ? [] : [seatWords(seat)]))
      if (new Set(wanted).size < wanted.length) return fail('in-use', 'Two PCs cannot have one seat.')
      const before = new Map([...here].map(([deviceId, { seat }]) => [deviceId, seat]))
      await records.register.unseat([...next.keys()])
      await records.register.seat([...next].flatMap(([deviceId, seat]) => (seat === null ? [] : [{ deviceId, roomId, ...seat }])))
      const after = new Map((await records.register.seats()).map(({ deviceId, row, column }) => [deviceId, { row, column }]))
      const words = (seat: Seat | null): string => (seat === null ? 'no seat' : seatWords(seat))
      const detail = [...next].map(([deviceId, seat]) => `${here.get(deviceId)?.name ?? ''} to ${words(seat)}`).join(', ')
      const at = clock.now()
      await records.audit.append({ at, action: 'room:arrange', staff: actor, subject: room.name, detail, address: actor.address })
      return ok([...before.keys()].map((deviceId) => ({ deviceId, seat: after.get(deviceId) ?? null })))
    })
    if (!arranged.ok) return arranged
    for (const { deviceId, seat } of arranged.value) roster.apply(deviceId, { type: 'seated', seat })
    return ok(null)
  },
})
