import { randomUUID } from 'node:crypto'
import type { DeviceView, Restriction } from '#shared/model/device'
import type { RestrictionKind } from '#shared/model/lease'

export const noon = Date.UTC(2026, 0, 12, 12)

/** A live PC with nothing on it; `change` says what is different. */
export const device = (name: string, change: Partial<DeviceView> = {}): DeviceView => ({
  deviceId: randomUUID(),
  roomId: '0b6f0d0e-6f9b-4c58-9f5c-2b7d9d1a0001',
  name,
  presence: { state: 'live', since: noon },
  display: { state: 'ready' },
  user: null,
  idle: null,
  foreground: null,
  tabs: [],
  monitors: [],
  restrictions: [],
  sessionEnds: null,
  staff: false,
  power: null,
  wake: null,
  seat: null,
  agentVersion: '1',
  refusals: 0,
  ...change,
})

export const teacher = { staffId: randomUUID(), displayName: 'Ms Patel' }

export const restriction = (
  kind: RestrictionKind,
  state: Restriction['state'] = 'applied',
  change: Partial<Restriction> = {},
): Restriction => ({
  lease: {
    leaseId: randomUUID(),
    kind,
    owner: teacher,
    reason: '',
    text: '',
    lessonId: null,
    pupil: null,
    internet: null,
    application: null,
    from: noon,
    until: noon + 3_600_000,
  },
  state,
  failure: null,
  stateAt: noon,
  ...change,
})

export const pupil = (displayName: string): DeviceView['user'] => ({ name: 'user', displayName, guest: false, sessionStartedAt: noon })

export const app = (application: string, title = ''): DeviceView['foreground'] => ({
  application,
  title,
  process: null,
  since: noon,
  page: null,
})

export const silent = (why: 'link-lost' | 'revoked' = 'link-lost'): DeviceView['presence'] => ({ state: 'silent', since: noon, why })
