import { ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** What the school sets for itself. */
export const settingCalls = ({ store, clock }: CommandParts): CallsNamed<'setting:read' | 'setting:write'> => ({
  'setting:read': () => store.transact(async (records) => ok(await records.settings.school())),

  'setting:write': (settings, { actor }) =>
    store.transact(async (records) => {
      const at = clock.now()
      await records.settings.keepSchool(settings, at)
      const detail = `longest lease ${settings.longestLeaseMinutes} min`
      await records.audit.append({ at, action: 'setting:write', staff: actor, subject: 'school', detail, address: actor.address })
      return ok(null)
    }),
})
