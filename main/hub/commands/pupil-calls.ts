import { ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** The roster: which pupils there are, in which years and groups. */
export const pupilCalls = ({
  store,
  clock,
  policies,
  agreements,
}: CommandParts): CallsNamed<'pupil:list' | 'pupil:put' | 'pupil:remove'> => ({
  'pupil:list': () => store.transact(async (records) => ok(await records.pupils.list())),

  'pupil:put': async ({ pupils }, { actor }) => {
    const written = await store.transact(async (records) => {
      const at = clock.now()
      const put = await records.pupils.put(pupils, at)
      if (!put.ok) return put
      const [first] = pupils
      const subject = pupils.length === 1 && first !== undefined ? first.userName : `${pupils.length} pupils`
      await records.audit.append({ at, action: 'pupil:write', staff: actor, subject, detail: 'added or changed', address: actor.address })
      return put
    })
    if (written.ok) for (const book of [policies, agreements]) book.rosterChanged(pupils.map(({ userName }) => userName))
    return written
  },

  'pupil:remove': async ({ userNames }, { actor }) => {
    const removed = await store.transact(async (records) => {
      const at = clock.now()
      const count = await records.pupils.remove(userNames)
      const [subject, detail] = [`${count} pupils`, 'removed']
      await records.audit.append({ at, action: 'pupil:write', staff: actor, subject, detail, address: actor.address })
      return ok(null)
    })
    if (removed.ok) for (const book of [policies, agreements]) book.rosterChanged(userNames)
    return removed
  },
})
