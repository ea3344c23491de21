import type { DeviceView, Restriction } from '#shared/model/device'
import type { InternetRule } from '#shared/model/internet'
import { internetOf } from '#shared/model/internet-now'

export interface InternetBadge {
  readonly access: InternetRule['access']
  /** By the PC's own word; a rule nobody's browser follows is never shown as in force. */
  readonly state: 'asked' | 'applied' | 'failed'
  readonly restriction: Restriction
}

/** What the tile says of the internet at this PC; null while nothing limits it. The hub shows live leases only: no clock is asked here. */
export const internetBadge = ({ restrictions, user }: Pick<DeviceView, 'restrictions' | 'user'>): InternetBadge | null => {
  const leases = restrictions.map(({ lease }) => lease)
  const { decidedBy } = internetOf(leases, user?.name ?? null)
  const restriction = restrictions.find(({ lease }) => lease === decidedBy)
  if (restriction === undefined || decidedBy?.internet == null) return null
  const state = restriction.state === 'seen' ? 'asked' : restriction.state
  return { access: decidedBy.internet.access, state, restriction }
}

/** The sites typed one on each line. */
export const typedSites = (text: string): string[] =>
  text
    .split(/[\n,]/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
