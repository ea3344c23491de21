import { ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** What the school sets for itself. */
export const settingCalls = ({ store, clock, timeouts }: CommandParts): CallsNamed<'setting:read' | 'setting:write'> => ({
  'setting:read': () => store.transact(async (records) => ok(await records.settings.school())),

  'setting:write': async (settings, { actor }) => {
    const written = await store.transact(async (records) => {
      const at = clock.now()
      await records.settings.keepSchool(settings, at)
      const detail = `longest lease ${settings.longestLeaseMinutes} min`
      await records.audit.append({ at, action: 'setting:write', staff: actor, subject: 'school', detail, address: actor.address })
      return ok(null)
    })
    if (written.ok) timeouts.putLongestLease(settings.longestLeaseMinutes)
    return written
  },
})
