import { dayOf } from '#shared/model/school-day'
import { ok } from '#shared/outcome'
import { expectPlaces } from '../coverage/expect-places'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const dayMs = 86_400_000

/** What is watched, and how well it was. Nothing personal, so that looking leaves no trace in the audit log. */
export const coverageCalls = ({ store, clock, coverage, timeouts }: CommandParts): CallsNamed<'coverage:read' | 'coverage:days'> => ({
  'coverage:read': async ({ since }, { staff }) => {
    await expectPlaces(store, coverage)
    return ok({ ...coverage.read(since, staff.roomIds), hubNow: clock.now() })
  },

  'coverage:days': ({ days }, { staff }) =>
    store.transact(async ({ coverageDays }) => {
      const now = clock.now()
      const zone = timeouts.timeZone()
      const found = await coverageDays.between(dayOf(now - (days - 1) * dayMs, zone), dayOf(now, zone))
      return ok(found.filter(({ roomId }) => staff.roomIds?.includes(roomId) ?? true))
    }),
})
