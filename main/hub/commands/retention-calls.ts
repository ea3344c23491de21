import { randomUUID } from 'node:crypto'
import { type Hold, type HoldOn, retentionKinds } from '#shared/model/retention'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { Records } from '../../store/store'
import { endsOf, keptDaysOf } from '../facts/retention-ends'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const mostHolds = 500
const mostSoon = 50

/** As staff call what a hold is on. */
const nameOf = async ({ breaches, incidents }: Records, on: HoldOn): Promise<Outcome<string, RefusalCode>> => {
  if (on.kind === 'person') return ok(on.userName)
  if (on.kind === 'concern') {
    const found = await breaches.find(on.breachId)
    return found === null ? fail('not-found', 'There is no such concern any more.') : ok(`concern ${found.breach.breachNumber}`)
  }
  const found = await incidents.find(on.incidentId)
  return found === null ? fail('not-found', 'There is no such incident any more.') : ok(`incident ${found.incidentNumber}`)
}

/** What the school's days delete next, and what is held against them. */
export const retentionCalls = ({
  store,
  clock,
}: CommandParts): CallsNamed<'retention:preview' | 'hold:list' | 'hold:place' | 'hold:lift'> => ({
  'retention:preview': () =>
    store.transact(async ({ settings, retention }) => {
      const now = clock.now()
      const school = await settings.school()
      const [days, ends] = [keptDaysOf(school), endsOf(school, now)]
      const kinds = []
      for (const kind of retentionKinds) kinds.push({ kind, days: days[kind], ...(await retention.count(kind, ends[kind])) })
      return ok({ kinds, soon: await retention.soon(ends, now, mostSoon) })
    }),

  'hold:list': () => store.transact(async ({ holds }) => ok(await holds.list(mostHolds))),

  'hold:place': ({ on, reason }, { actor }) =>
    store.transact(async (records) => {
      const name = await nameOf(records, on)
      if (!name.ok) return name
      const placedAt = clock.now()
      const placed = { holdId: randomUUID(), on, name: name.value, reason, placedBy: actor.displayName, placedAt }
      const hold: Hold = { ...placed, liftedBy: null, liftedAt: null, liftReason: '' }
      await records.holds.place(hold, actor.staffId)
      const entry = { at: placedAt, action: 'hold:place' as const, staff: actor, detail: reason, address: actor.address }
      await records.audit.append({ ...entry, subject: hold.name })
      return ok(hold)
    }),

  'hold:lift': ({ holdId, reason }, { actor }) =>
    store.transact(async ({ holds, audit }) => {
      const found = await holds.find(holdId)
      if (found === null || found.liftedAt !== null) return fail('not-found', 'There is no such hold, or somebody has lifted it.')
      const at = clock.now()
      await holds.lift(holdId, actor.displayName, reason, at)
      await audit.append({ at, action: 'hold:lift', staff: actor, subject: found.name, detail: reason, address: actor.address })
      return ok({ ...found, liftedBy: actor.displayName, liftedAt: at, liftReason: reason })
    }),
})
