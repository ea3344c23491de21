import { type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import type { EventOf } from '#shared/protocol/table'
import type { Role } from '#shared/model/staff'

const viewNames = [
  'class',
  'now',
  'timeline',
  'breaches',
  'incidents',
  'pupil-reports',
  'devices',
  'coverage',
  'inventory',
  'flags',
  'policies',
  'pupils',
  'agreements',
  'internet',
  'scenes',
  'routes',
  'deploy',
  'staff',
  'timeouts',
  'power',
  'self-tests',
  'settings',
  'reports',
  'oversight',
  'gate',
  'records',
  'audit',
  'account',
] as const
export type ViewName = (typeof viewNames)[number]

/** Who has which view, as the hub's tables allow its calls. Every role has its own account. */
export const viewRoles: Readonly<Record<ViewName, readonly Role[]>> = {
  class: ['teacher', 'head'],
  now: ['teacher', 'head'],
  timeline: ['teacher', 'head'],
  breaches: ['teacher', 'officer', 'head'],
  incidents: ['officer', 'head'],
  'pupil-reports': ['officer'],
  devices: ['technician'],
  coverage: ['technician', 'officer', 'head'],
  inventory: ['technician', 'head'],
  flags: ['teacher', 'technician', 'officer', 'head'],
  policies: ['officer', 'head'],
  pupils: ['technician', 'officer', 'head'],
  agreements: ['officer', 'head'],
  internet: ['teacher', 'officer', 'head'],
  scenes: ['teacher', 'officer', 'head'],
  routes: ['officer', 'head'],
  deploy: ['technician'],
  staff: ['technician', 'head'],
  timeouts: ['teacher', 'technician', 'head'],
  power: ['technician'],
  'self-tests': ['technician', 'officer', 'head'],
  settings: ['technician'],
  reports: ['officer', 'head'],
  oversight: ['head'],
  gate: ['technician', 'officer', 'head'],
  records: ['officer', 'head'],
  audit: ['head', 'officer'],
  account: ['teacher', 'technician', 'officer', 'head'],
}

/** Views of a role in the rail's order; the first is where it begins. The account page is reached by its menu. */
export const railOf = (role: Role): readonly ViewName[] => viewNames.filter((name) => name !== 'account' && viewRoles[name].includes(role))

/** The view an address names (`#/devices`), or null when it names none. */
export const viewOf = (hash: string): ViewName | null => viewNames.find((name) => hash === `#/${name}`) ?? null

/** Whether the hub would take this call from this role: the tables decide, the views only hide. */
export const mayCall = (role: Role, event: EventOf<ConsoleOrders>): boolean => {
  const { allowed } = consoleOrders[event]
  return typeof allowed === 'string' || allowed.some((one) => one === role)
}
