import { z } from 'zod'
import { idSchema } from '#shared/model/scalars'
import type { Staff } from '#shared/model/staff'
import { type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import { type Refusal, refuse } from '#shared/protocol/refusal'
import type { Allowed, EventOf } from '#shared/protocol/table'

/** Any call that names a room or a PC is held to the rooms of who makes it. */
const placeSchema = z.object({ roomId: idSchema.nullish(), deviceId: idSchema.nullish() })

const allowedFor = (event: EventOf<ConsoleOrders>): Allowed => consoleOrders[event].allowed

/** Calls of everybody signed in: about the own session and account. */
export const isOwnAccountCall = (event: EventOf<ConsoleOrders>): boolean => allowedFor(event) === 'signed-in'

export const isAnonymousCall = (event: EventOf<ConsoleOrders>): boolean => allowedFor(event) === 'anonymous'

/**
 * Whether this person may make this call on this payload (ST4): the roles of the table, then the rooms of the account. The one place where
 * that is decided. `roomOf` names the room of a device, null for one that is not known.
 */
export const permit = (
  event: EventOf<ConsoleOrders>,
  payload: unknown,
  staff: Pick<Staff, 'role' | 'roomIds'>,
  roomOf: (deviceId: string) => string | null,
): Refusal | null => {
  const allowed = allowedFor(event)
  if (typeof allowed !== 'string' && !allowed.includes(staff.role)) {
    return refuse('role-forbids', `This is not part of the role ${staff.role}. ${allowed.join(', ')} may do it.`)
  }
  if (staff.roomIds === null) return null
  const place = placeSchema.safeParse(payload)
  if (!place.success) return null
  const { roomId, deviceId } = place.data
  const rooms = [roomId ?? null, deviceId === undefined || deviceId === null ? null : roomOf(deviceId)]
  const foreign = rooms.some((room) => room !== null && staff.roomIds?.includes(room) === false)
  return foreign ? refuse('room-forbids', 'This room is not one of yours. A technician can add it to your account.') : null
}
