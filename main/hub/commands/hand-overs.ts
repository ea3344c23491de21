import type { Room } from '#shared/model/device'
import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'
import type { ConsoleConnections } from '../admission/console-connections'
import type { HandOver } from '../lessons/take-over'

/** Writes down who took over from whom (LE10). */
export const auditHandOvers = async (
  records: Records,
  handOvers: readonly HandOver[],
  room: Room,
  actor: Actor,
  at: number,
): Promise<void> => {
  for (const { formerOwner, what } of handOvers) {
    const detail = `${actor.displayName} took ${what} over from ${formerOwner.displayName} (${formerOwner.staffId})`
    await records.audit.append({ at, action: 'restriction:take-over', staff: actor, subject: room.name, detail, address: actor.address })
  }
}

/** Tells the former owners, wherever they are signed in. */
export const tellFormerOwners = (
  connections: ConsoleConnections,
  handOvers: readonly HandOver[],
  { roomId, name: roomName }: Room,
  by: { readonly displayName: string },
  at: number,
): void => {
  for (const { formerOwner, what } of handOvers) {
    connections.handOver(formerOwner.staffId, { roomId, roomName, byName: by.displayName, what, at })
  }
}
