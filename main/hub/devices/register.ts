import { noDetail, type RegisterEntry } from '#shared/model/device-register'
import type { Staff } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Records } from '../../store/store'
import type { Roster } from '../presence/roster'

const byName = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' })

/** Every PC that is not retired, enrolled or expected, by name; of those of this account's rooms. */
export const readRegister = async (records: Records, roster: Roster, { roomIds }: Pick<Staff, 'roomIds'>): Promise<RegisterEntry[]> => {
  const [details, expected] = [await records.register.details(), await records.register.expectedPcs()]
  const seats = new Map((await records.register.seats()).map(({ deviceId, row, column }) => [deviceId, { row, column }]))
  const retired = new Set((await records.register.disposals()).map(({ deviceId }) => deviceId))
  const enrolled = (await records.devices.list()).flatMap((device): RegisterEntry[] => {
    const { deviceId, roomId, name, facts, enrolledAt, lastSeenAt, revokedAt } = device
    if (retired.has(deviceId)) return []
    return [
      {
        ...(details.get(deviceId) ?? noDetail),
        ...{ deviceId, roomId, name, lastSeenAt, addedAt: enrolledAt },
        state: revokedAt === null ? 'enrolled' : 'revoked',
        seat: seats.get(deviceId) ?? null,
        live: roster.get(deviceId)?.presence.state === 'live',
        hostname: facts?.hostname ?? '',
        agentVersion: facts?.agentVersion ?? '',
      },
    ]
  })
  const waiting = expected.map((pc): RegisterEntry => {
    const seat = seats.get(pc.deviceId) ?? null
    return { ...pc, state: 'expected', seat, live: false, hostname: '', agentVersion: '', lastSeenAt: null }
  })
  return [...enrolled, ...waiting]
    .filter(({ roomId }) => roomIds?.includes(roomId) ?? true)
    .sort((a, b) => byName.compare(a.name, b.name) || (a.deviceId < b.deviceId ? -1 : 1))
}

/** These PCs once each, in the order named; all of them have to be in the register and in this account's rooms. */
export const entriesOf = (
  register: readonly RegisterEntry[],
  deviceIds: readonly string[],
): Outcome<readonly RegisterEntry[], 'not-found'> => {
  const known = new Map(register.map((entry) => [entry.deviceId, entry]))
  const entries: RegisterEntry[] = []
  for (const deviceId of new Set(deviceIds)) {
    const entry = known.get(deviceId)
    if (entry === undefined) return fail('not-found', 'One of these PCs is no longer in the register. Look at the list again.')
    entries.push(entry)
  }
  return ok(entries)
}

/** The names of the first few, for the record. */
export const someNames = (entries: readonly { readonly name: string }[]): string => {
  const shown = entries.slice(0, 20).map(({ name }) => name)
  return `${shown.join(', ')}${entries.length > shown.length ? ` and ${entries.length - shown.length} more` : ''}`
}
