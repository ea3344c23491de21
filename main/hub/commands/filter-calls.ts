import { fail, ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** The filters each member of staff keeps for their own use. */
export const filterCalls = ({ store }: CommandParts): CallsNamed<'filter:list' | 'filter:save' | 'filter:delete'> => ({
  'filter:list': (_payload, { staff }) => store.transact(async ({ savedFilters }) => ok(await savedFilters.list(staff.staffId))),
  'filter:save': (filter, { staff }) => store.transact(({ savedFilters }) => savedFilters.put(staff.staffId, filter)),
  'filter:delete': ({ filterId }, { staff }) =>
    store.transact(async ({ savedFilters }) =>
      (await savedFilters.remove(staff.staffId, filterId)) ? ok(null) : fail('not-found', 'There is no such filter of yours any more.'),
    ),
})
