import { ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Reading the audit log, which is itself audited: the entry of this reading is the first of the next. */
export const auditCalls = ({ store, clock }: CommandParts): CallsNamed<'audit:list'> => ({
  'audit:list': ({ beforeAuditId, limit }, { actor }) =>
    store.transact(async (records) => {
      const entries = await records.audit.list(beforeAuditId, limit)
      const detail = `${entries.length} entries`
      await records.audit.append({ at: clock.now(), action: 'audit:read', staff: actor, subject: '', detail, address: actor.address })
      return ok(entries)
    }),
})
