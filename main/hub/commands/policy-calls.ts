import { randomUUID } from 'node:crypto'
import { isListChange } from '#shared/model/list-change'
import { samePupil } from '#shared/model/internet'
import { concerns } from '#shared/model/internet-now'
import {
  applyPolicyChange,
  type LoggedChange,
  needsSecondPerson,
  type PolicyChange,
  type PolicyChangeRecord,
} from '#shared/model/policy-change'
import type { PolicySet } from '#shared/model/policy-set'
import type { Staff } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'
import { placesOf } from '../internet/pupil-places'
import { appliedPolicy } from '../policies/applied-policy'
import { categoriesOf, checkChange, plainPhrase } from '../policies/check-change'
import { noteChange } from '../policies/note-change'
import { enactListChange } from '../scenes/list-changes'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const [mostLeases, mostPlaces] = [200, 20]

const gone = () => fail('not-found', 'There is no such change, or it waits no longer. Look at the log again.')

type ChangeFailure = 'not-found' | 'policy-full' | 'policy-locked' | 'phrase-unclear'

/** A change in the log, and the policies it made; null while it waits. */
interface Proposed {
  readonly record: PolicyChangeRecord
  readonly set: PolicySet | null
}

type PolicyCall =
  'policy:read' | 'policy:propose' | 'policy:except' | 'policy:decide' | 'policy:withdraw' | 'policy:changes' | 'policy:applies'

/** The school's policies: changing them alone or with a second person, and what holds for a pupil. */
export const policyCalls = (parts: CommandParts): CallsNamed<PolicyCall> => {
  const { store, clock, roster, policies, packs, timeouts } = parts

  const who = ({ staffId, displayName }: Staff) => ({ staffId, displayName })

  /** Puts a change in force on top of what is in force now. */
  const enact = async (records: Records, change: PolicyChange): Promise<Outcome<PolicySet, ChangeFailure>> => {
    const next = applyPolicyChange(await records.policies.current(), change, randomUUID())
    if (!next.ok) return next
    const checked = checkChange(packs, change, next.value)
    if (!checked.ok) return checked
    await records.policies.keep(next.value, clock.now())
    return next
  }

  /** Carries out what somebody approved; the policies it made, or null for a list that staff share. */
  const carryOut = (records: Records, change: LoggedChange, at: number) =>
    isListChange(change) ? enactListChange(records, change, at) : enact(records, change)

  const propose = async (change: PolicyChange, reason: string, staff: Staff, actor: Actor) => {
    const proposed = await store.transact(async (records): Promise<Outcome<Proposed, ChangeFailure>> => {
      const at = clock.now()
      const before = await records.policies.current()
      const record = { changeId: randomUUID(), change, reason, proposedBy: who(staff), proposedAt: at, decidedBy: null, note: '' }
      if (needsSecondPerson(before, change, (target) => categoriesOf(packs, target))) {
        // Whether it fits is told now, not when somebody approves it.
        const tried = applyPolicyChange(before, change, randomUUID())
        if (!tried.ok) return tried
        const checked = checkChange(packs, change, tried.value)
        if (!checked.ok) return checked
        const waiting: PolicyChangeRecord = { ...record, state: 'waiting', decidedAt: null, revision: null }
        await records.policies.addChange(waiting)
        await noteChange(records, 'policy:propose', actor, at, waiting)
        return ok({ record: waiting, set: null })
      }
      const set = await enact(records, change)
      if (!set.ok) return set
      const made: PolicyChangeRecord = { ...record, state: 'in-force', decidedAt: at, revision: set.value.revision }
      await records.policies.addChange(made)
      await noteChange(records, 'policy:propose', actor, at, made)
      return ok({ record: made, set: set.value })
    })
    if (!proposed.ok) return proposed
    if (proposed.value.set !== null) policies.put(proposed.value.set)
    return ok(proposed.value.record)
  }

  return {
    'policy:read': () =>
      store.transact(async (records) =>
        ok({
          set: await records.policies.current(),
          packs: [...packs],
          waiting: await records.policies.waiting(),
          pcs: policies.standing(),
        }),
      ),

    'policy:propose': ({ change, reason }, { staff, actor }) => propose(change, reason, staff, actor),

    'policy:except': ({ target, phrase, domain, reason }, { staff, actor }) =>
      propose(
        { kind: 'exception', exception: { exceptionId: randomUUID(), target, phrase: plainPhrase(phrase), domain } },
        reason,
        staff,
        actor,
      ),

    'policy:decide': async ({ changeId, approve, note: words }, { staff, actor }) => {
      const decided = await store.transact(async (records) => {
        const found = await records.policies.findChange(changeId)
        if (found?.state !== 'waiting') return gone()
        if (found.proposedBy.staffId === staff.staffId) {
          return fail('own-proposal', 'You proposed this change yourself: it needs somebody else. The head or another officer can decide.')
        }
        const at = clock.now()
        const enacted = approve ? await carryOut(records, found.change, at) : ok(null)
        if (!enacted.ok) return enacted
        const set = enacted.value
        const record: PolicyChangeRecord = {
          ...found,
          state: approve ? 'in-force' : 'refused',
          decidedBy: who(staff),
          decidedAt: at,
          note: words,
          revision: set?.revision ?? null,
        }
        await records.policies.decide(record)
        await noteChange(records, 'policy:decide', actor, at, record)
        return ok({ record, set })
      })
      if (!decided.ok) return decided
      if (decided.value.set !== null) policies.put(decided.value.set)
      return ok(decided.value.record)
    },

    'policy:withdraw': ({ changeId }, { staff, actor }) =>
      store.transact(async (records) => {
        const found = await records.policies.findChange(changeId)
        if (found?.state !== 'waiting') return gone()
        if (found.proposedBy.staffId !== staff.staffId) {
          return fail('held-by-another', `${found.proposedBy.displayName} proposed this: it is theirs to withdraw, or yours to refuse.`)
        }
        const record: PolicyChangeRecord = { ...found, state: 'withdrawn', decidedBy: who(staff), decidedAt: clock.now() }
        await records.policies.decide(record)
        await noteChange(records, 'policy:withdraw', actor, clock.now(), record)
        return ok(record)
      }),

    'policy:changes': ({ before, limit }) => store.transact(async (records) => ok(await records.policies.changes(before, limit))),

    'policy:applies': ({ pupil }, { staff, actor }) =>
      store.transact(async (records) => {
        const places = placesOf(roster, pupil)
        const mine = places.some(({ roomId }) => staff.roomIds?.includes(roomId) ?? true)
        if (staff.role === 'teacher' && !mine) {
          return fail('not-found', `Nobody called ${pupil} sits in one of your rooms now. An e-safety officer can look up any pupil.`)
        }
        const at = clock.now()
        await records.audit.append({ at, action: 'policy:view', staff: actor, subject: pupil, detail: '', address: actor.address })
        const kept = await records.settings.timeouts()
        const rooms = new Map((await records.rooms.list()).map(({ roomId, name }) => [roomId, name]))
        const byName = (await records.pupilLeases.live(at)).filter((lease) => samePupil(lease.pupil ?? '', pupil))
        const here = places
          .flatMap(({ restrictions, timeout }) =>
            [...restrictions, ...(timeout.lock === null ? [] : [timeout.lock])].map(({ lease }) => lease),
          )
          .filter((lease) => lease.kind !== 'message' && lease.until > at && concerns(lease, pupil))
        return ok(
          appliedPolicy({
            userName: pupil,
            record: await records.pupils.find(pupil),
            set: await records.policies.current(),
            packs,
            limitsSetBy: await records.policies.limitsSetBy(),
            at,
            timeZone: timeouts.timeZone(),
            leases: [...new Map([...byName, ...here].map((lease) => [lease.leaseId, lease])).values()].slice(0, mostLeases),
            places: places.slice(0, mostPlaces).map(({ name, roomId }) => ({
              deviceName: name,
              roomName: rooms.get(roomId) ?? '',
              rule: kept.rooms[roomId] ?? kept.school.rule,
              own: kept.rooms[roomId] !== undefined,
            })),
          }),
        )
      }),
  }
}
