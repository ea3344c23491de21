import type { BreachSharing, BreachSummary } from '#shared/model/breach-review'
import type { Staff } from '#shared/model/staff'
import type { BreachSight } from '../../store/breaches'

interface Reader extends Pick<Staff, 'role'> {
  readonly roomIds: readonly string[] | null
}

/** The one place that decides which breaches an account gets (CN3); null for none. */
export const sightOf = ({ role, roomIds }: Reader, sharing: BreachSharing): BreachSight | null => {
  switch (role) {
    case 'officer':
    case 'head':
      return { roomIds, categories: null }
    case 'teacher':
      return { roomIds, categories: sharing.categories }
    case 'technician':
      return null
  }
}

export const sees = (sight: BreachSight | null, { roomId, category }: Pick<BreachSummary, 'roomId' | 'category'>): boolean =>
  sight !== null && sight.roomIds?.includes(roomId) !== false && sight.categories?.includes(category) !== false

/** Whether the pictures of the breaches an account gets are for it too, once it says why. */
export const seesPictures = ({ role }: Reader, sharing: BreachSharing): boolean =>
  role === 'officer' || role === 'head' || (role === 'teacher' && sharing.pictures)
