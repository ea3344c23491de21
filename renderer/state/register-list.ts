import type { Room } from '#shared/model/device'
import type { RegisterEntry } from '#shared/model/device-register'
import { seatWords } from '#shared/model/seat'

const registerSorts = ['name', 'room', 'seat', 'state', 'assetTag', 'groups'] as const
export type RegisterSort = (typeof registerSorts)[number]

/** Which PCs of the register are looked at; null for all of a kind. */
export interface RegisterFilter {
  readonly words: string
  readonly roomId: string | null
  readonly group: string | null
  readonly state: RegisterEntry['state'] | null
}

const collator = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' })

/** Every group there is, by name. */
export const groupsIn = (entries: readonly RegisterEntry[]): string[] =>
  [...new Map(entries.flatMap(({ groups }) => groups.map((group) => [group.toLowerCase(), group] as const))).values()].sort((a, b) =>
    collator.compare(a, b),
  )

/** The PCs looked at, in their order. Every word must be found in name, host name, tag, serial or a group. */
export const registerList = (
  entries: readonly RegisterEntry[],
  rooms: readonly Room[],
  filter: RegisterFilter,
  sort: { readonly by: RegisterSort; readonly down: boolean },
): RegisterEntry[] => {
  const names = new Map(rooms.map(({ roomId, name }) => [roomId, name]))
  const words = filter.words.trim().toLowerCase().split(/\s+/u)
  const found = entries.filter(({ name, hostname, assetTag, serial, groups, roomId, state }) => {
    const hay = [name, hostname, assetTag, serial, ...groups].join('\n').toLowerCase()
    return (
      (filter.roomId === null || roomId === filter.roomId) &&
      (filter.group === null || groups.some((group) => group.toLowerCase() === filter.group?.toLowerCase())) &&
      (filter.state === null || state === filter.state) &&
      words.every((word) => hay.includes(word))
    )
  })
  const valueOf = (entry: RegisterEntry): string => {
    if (sort.by === 'room') return names.get(entry.roomId) ?? ''
    if (sort.by === 'seat') return entry.seat === null ? '\u{10FFFF}' : `${names.get(entry.roomId) ?? ''} ${seatWords(entry.seat)}`
    if (sort.by === 'state') return entry.state === 'enrolled' ? (entry.live ? '2' : '1') : entry.state === 'expected' ? '3' : '4'
    if (sort.by === 'groups') return entry.groups.join(', ')
    return entry[sort.by]
  }
  const way = sort.down ? -1 : 1
  return found.sort((a, b) => way * collator.compare(valueOf(a), valueOf(b)) || collator.compare(a.name, b.name))
}

/** What is ticked after a tick on one: with `extend` everything from the last one ticked to it is as that is now. */
export const tick = (
  ticked: ReadonlySet<string>,
  order: readonly string[],
  deviceId: string,
  { last, extend }: { readonly last: string | null; readonly extend: boolean },
): ReadonlySet<string> => {
  const next = new Set(ticked)
  const on = !ticked.has(deviceId)
  const [from, to] = [last === null ? -1 : order.indexOf(last), order.indexOf(deviceId)]
  const run = extend && from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [deviceId]
  for (const one of run) {
    if (on) next.add(one)
    else next.delete(one)
  }
  return next
}
