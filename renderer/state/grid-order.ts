import type { DeviceView } from '#shared/model/device'
import { tileName } from './short-name'
import { stateRank, tileStateOf } from './tile-state'

export const gridSorts = ['seat', 'name', 'app', 'state'] as const
export type GridSort = (typeof gridSorts)[number]

const words = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' })

/** An app nobody knows comes last. */
const appOf = (device: DeviceView): string => device.foreground?.application ?? '\u{10FFFF}'

const byPc = (a: DeviceView, b: DeviceView): number => words.compare(a.name, b.name) || words.compare(a.deviceId, b.deviceId)

/** From the front row's first place on; who has no seat comes last. */
const bySeat = (a: DeviceView, b: DeviceView): number => {
  if (a.seat === null || b.seat === null) return (a.seat === null ? 1 : 0) - (b.seat === null ? 1 : 0) || byPc(a, b)
  return a.seat.row - b.seat.row || a.seat.column - b.seat.column || byPc(a, b)
}

const compareBy: Readonly<Record<GridSort, (a: DeviceView, b: DeviceView) => number>> = {
  seat: bySeat,
  name: (a, b) => words.compare(tileName(a, false), tileName(b, false)) || byPc(a, b),
  app: (a, b) => words.compare(appOf(a), appOf(b)) || byPc(a, b),
  state: (a, b) => stateRank[tileStateOf(a, undefined).kind] - stateRank[tileStateOf(b, undefined).kind] || byPc(a, b),
}

/** The order at the moment somebody asks for it. */
export const sortDevices = (devices: readonly DeviceView[], sort: GridSort): readonly string[] =>
  [...devices].sort(compareBy[sort]).map((device) => device.deviceId)

/** The order while nobody asks: every tile keeps its place, who left leaves, who came stands at the end. */
export const keepOrder = (previous: readonly string[], devices: readonly DeviceView[], sort: GridSort): readonly string[] => {
  const present = new Set(devices.map((device) => device.deviceId))
  const known = new Set(previous)
  const kept = previous.filter((deviceId) => present.has(deviceId))
  const came = devices.filter((device) => !known.has(device.deviceId))
  if (came.length === 0 && kept.length === previous.length) return previous
  return [...kept, ...sortDevices(came, sort)]
}

/** Whether a PC answers to the words typed: its name, who sits there, what is open. Every word must be found somewhere. */
export const matchesFilter = (device: DeviceView, filter: string, presenting: boolean): boolean => {
  const hay = [
    device.name,
    presenting ? '' : (device.user?.displayName ?? ''),
    presenting ? '' : (device.user?.name ?? ''),
    device.foreground?.application ?? '',
    device.foreground?.title ?? '',
  ]
    .join('\n')
    .toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => hay.includes(word))
}
