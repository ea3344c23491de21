import { randomUUID } from 'node:crypto'
import { applyPolicyChange } from '#shared/model/policy-change'
import { changeWords } from '#shared/model/policy-words'
import { fail, ok } from '#shared/outcome'
import { checkChange } from '../policies/check-change'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const dayMs = 24 * 60 * 60_000

/** [PO8] Trying a change of the policies on the past. */
export const replayCalls = ({ store, clock, packs, replays }: CommandParts): CallsNamed<'policy:replay' | 'policy:replay-read'> => ({
  'policy:replay': async ({ change, days }, { staff, actor }) => {
    if (replays === null) return fail('not-found', 'This hub could not read its packs of policies. Install it again.')
    const sets = await store.transact(async (records) => {
      const before = await records.policies.current()
      const after = applyPolicyChange(before, change, randomUUID())
      if (!after.ok) return after
      const checked = checkChange(packs, change, after.value)
      if (!checked.ok) return checked
      const at = clock.now()
      const detail = `${days} days: ${changeWords(change)}`
      await records.audit.append({ at, action: 'policy:replay', staff: actor, subject: '', detail, address: actor.address })
      return ok({ before, after: after.value })
    })
    return sets.ok ? replays.begin(staff.staffId, sets.value, clock.now() - days * dayMs) : sets
  },

  'policy:replay-read': ({ replayId }, { staff }) => {
    const replay = replays?.read(staff.staffId, replayId) ?? null
    return replay === null ? fail('not-found', 'This try is over: a later one took its place. Try the change again.') : ok(replay)
  },
})
