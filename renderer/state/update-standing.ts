import type { DeviceUpdate, RollOutPlan } from '#shared/model/agent-build'

export type Standing = DeviceUpdate['standing']

/** What to look at first: what went wrong, what is under way, what waits, what is done. */
const order: readonly Standing[] = [
  'rolled-back',
  'refused',
  'trying',
  'fetching',
  'ready',
  'queue',
  'restricted',
  'lesson',
  'silent',
  'unsupported',
  'stopped',
  'later',
  'installed',
  'current',
]

export const byUrgency = (devices: readonly DeviceUpdate[]): readonly DeviceUpdate[] =>
  devices.toSorted(
    (a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || a.deviceName.localeCompare(b.deviceName, 'en-GB', { numeric: true }),
  )

const platformNames: Readonly<Record<string, string>> = { 'linux-x64': 'Linux', 'win32-x64': 'Windows' }

/** A build's platform as people call it, in every language. */
export const platformName = (platform: string): string => platformNames[platform] ?? platform

/** How many PCs have it, went wrong, are at it, and wait. */
export interface UpdateCounts {
  readonly done: number
  readonly wrong: number
  readonly underWay: number
  readonly waiting: number
}

const groupOf = (standing: Standing): keyof UpdateCounts => {
  switch (standing) {
    case 'installed':
    case 'current':
      return 'done'
    case 'rolled-back':
    case 'refused':
    case 'unsupported':
      return 'wrong'
    case 'fetching':
    case 'ready':
    case 'trying':
      return 'underWay'
    case 'later':
    case 'silent':
    case 'lesson':
    case 'restricted':
    case 'queue':
    case 'stopped':
      return 'waiting'
  }
}

export function countUpdates(devices: readonly DeviceUpdate[]): UpdateCounts {
  const counts = { done: 0, wrong: 0, underWay: 0, waiting: 0 }
  for (const { standing } of devices) counts[groupOf(standing)] += 1
  return counts
}

/** The plan of a roll-out without when and by whom. */
export const planOf = ({ buildId, roomIds, percent, inUse, withinMinutes, state }: RollOutPlan): RollOutPlan => ({
  buildId,
  roomIds,
  percent,
  inUse,
  withinMinutes,
  state,
})
