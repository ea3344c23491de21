import type { BreachSharing, BreachSummary } from '#shared/model/breach-review'
import type { Staff } from '#shared/model/staff'
import type { BreachSight } from '../../store/breaches'
import type { StaffGate } from '../staff-gate/staff-gate'

interface Reader extends Pick<Staff, 'role'> {
  readonly roomIds: readonly string[] | null
}

/** The one place that decides which breaches an account gets (CN3); null for none. */
export const sightOf = ({ role, roomIds }: Reader, sharing: BreachSharing): BreachSight | null => {
  switch (role) {
    case 'officer':
    case 'head':
      return { roomIds, categories: null, ofStaff: true }
    case 'teacher':
      return { roomIds, categories: sharing.categories, ofStaff: false }
    case 'technician':
      return null
  }
}

export const sees = (
  sight: BreachSight | null,
  { breachId, roomId, category, test }: Pick<BreachSummary, 'breachId' | 'roomId' | 'category' | 'test'>,
  gate: Pick<StaffGate, 'authorisationOf'>,
): boolean =>
  sight !== null &&
  sight.roomIds?.includes(roomId) !== false &&
  (sight.categories === null || (sight.categories.includes(category) && !test)) &&
  (sight.ofStaff || gate.authorisationOf(breachId) === null)

/** Whether the pictures of the breaches an account gets are for it too, once it says why. */
export const seesPictures = ({ role }: Reader, sharing: BreachSharing): boolean =>
  role === 'officer' || role === 'head' || (role === 'teacher' && sharing.pictures)
