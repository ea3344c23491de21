import { fail, ok, type Outcome } from '#shared/outcome'
import type { Roster } from '../presence/roster'

/** The devices once each, with their names for the record; all of them have to be in the room. */
export const targetsIn = (
  roster: Roster,
  roomId: string,
  deviceIds: readonly string[],
): Outcome<{ readonly ids: string[]; readonly names: string }, 'not-found'> => {
  const ids = [...new Set(deviceIds)]
  const names: string[] = []
  for (const deviceId of ids) {
    const device = roster.get(deviceId)
    if (device?.roomId !== roomId) return fail('not-found', 'One of these PCs is no longer in this room. Look at the room again.')
    names.push(device.name)
  }
  return ok({ ids, names: names.join(', ') })
}
