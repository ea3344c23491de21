import { randomUUID } from 'node:crypto'
import type { Lease, LeaseSet } from '#shared/model/lease'
import type { ApplicationState } from '../../agent/applications/application-gate'
import { Observable } from '../../agent/platform/observable'

/** A lock of an hour from the moment the hand clocks begin, unless told otherwise. */
export const leaseWith = (more: Partial<Lease> = {}): Lease => ({
  leaseId: randomUUID(),
  kind: 'lock',
  owner: { staffId: randomUUID(), displayName: 'Ms Price' },
  reason: '',
  text: '',
  lessonId: null,
  pupil: null,
  internet: null,
  application: null,
  from: Date.UTC(2027, 0, 11, 9),
  until: Date.UTC(2027, 0, 11, 10),
  ...more,
})

/** A gate for applications in memory: it says what the test lets it. */
export const applicationGate = () => {
  const state = new Observable<ApplicationState>('held')
  const followed: (Lease | null)[] = []
  return { state, followed, follow: (lease: Lease | null): void => void followed.push(lease) }
}

export const leaseSetOf = (revision: number, hubNow: number, ...leases: Lease[]): LeaseSet => ({ revision, hubNow, leases })
