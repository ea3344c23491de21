import type { BreachDetail } from '#shared/model/breach-review'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { BreachRecord } from '../../store/breaches'
import type { Records } from '../../store/store'
import { findBreachFor, subjectOf, unknownBreach } from '../breaches/breach-access'
import { seesPictures, sightOf } from '../breaches/breach-sight'
import { noteLook } from '../staff-gate/note-look'
import type { Caller, CallsNamed } from './calls'
import type { CommandParts } from './parts'

type BreachCall = 'breach:count' | 'breach:list' | 'breach:get' | 'breach:picture' | 'breach:decide' | 'breach:sharing' | 'breach:share'

/** Decisions shown of one breach, the newest. */
const mostDecisions = 200

const sealed = () => fail('quarantined', 'This picture is sealed away: nobody is shown it. The page says what to do next.')

/** Looking at concerns and deciding on them: everything is looked up by what the account may see, and written down. */
export const breachCalls = ({ store, clock, log, vault, breaches: desk, gate }: CommandParts): CallsNamed<BreachCall> => {
  const findFor = (records: Records, breachId: string, { staff }: Caller): Promise<Outcome<BreachRecord, RefusalCode>> =>
    findBreachFor(records, breachId, staff, desk.sharing(), gate)

  const detailOf = async (records: Records, { fact, breach }: BreachRecord, { staff }: Caller): Promise<BreachDetail> => {
    const maySeePictures = seesPictures(staff, desk.sharing())
    const { why, window, inFront, pictures } = fact
    return {
      ...breach,
      ...{ why, window, inFront, maySeePictures },
      snapshots: (await records.snapshots.ofBreach(breach.deviceId, breach.breachId)).map(
        ({ part, takenAt, monitor, width, height, sha256 }) => ({ part, takenAt, monitor, width, height, sha256 }),
      ),
      snapshotsTold: pictures,
      revealReason: await records.breaches.revealReason(breach.breachId, staff.staffId),
      decisions: await records.breaches.decisions(breach.breachId, mostDecisions),
    }
  }

  return {
    'breach:count': (_payload, { staff }) =>
      store.transact(async ({ breaches }) => {
        const sight = sightOf(staff, desk.sharing())
        return sight === null ? unknownBreach() : ok({ waiting: await breaches.waiting(sight) })
      }),

    'breach:list': ({ before, limit, ...filter }, { staff, actor }) =>
      store.transact(async ({ breaches, audit }) => {
        const sight = sightOf(staff, desk.sharing())
        if (sight === null) return unknownBreach()
        const listed = await breaches.list({ sight, filter, before, limit })
        const detail = `${listed.length} listed${filter.text === '' ? '' : ', by a search'}`
        await audit.append({ at: clock.now(), action: 'breach:list', staff: actor, subject: 'concerns', detail, address: actor.address })
        return ok({ breaches: listed, waiting: await breaches.waiting(sight) })
      }),

    'breach:get': ({ breachId }, caller) =>
      store.transact(async (records) => {
        const found = await findFor(records, breachId, caller)
        if (!found.ok) return found
        const { actor } = caller
        const entry = { at: clock.now(), action: 'breach:view' as const, staff: actor, detail: '', address: actor.address }
        const subject = subjectOf(found.value)
        await records.audit.append({ ...entry, subject })
        await noteLook(records, { authorisationId: gate.authorisationOf(breachId), actor, subject, at: entry.at })
        return ok(await detailOf(records, found.value, caller))
      }),

    'breach:picture': async ({ breachId, part, reason }, caller) => {
      const { actor, staff } = caller
      const snapshot = await store.transact(async (records) => {
        const found = await findFor(records, breachId, caller)
        if (!found.ok) return found
        if (!seesPictures(staff, desk.sharing())) return fail('role-forbids', 'The pictures of concerns are not shared with teachers.')
        const picture = await records.snapshots.find(found.value.breach.deviceId, breachId, part)
        if (picture === null) return fail('not-found', 'The hub holds no such picture.')
        if (picture.quarantinedAt !== null || found.value.breach.quarantined) return sealed()
        const at = clock.now()
        const subject = subjectOf(found.value)
        const given = await records.breaches.revealReason(breachId, staff.staffId)
        if (given === null) {
          if (reason === null) return fail('reason-needed', 'Say why you need to see the pictures of this concern.')
          await records.breaches.reveal({ breachId, staff: actor, reason, at })
          await records.audit.append({ at, action: 'breach:reveal', staff: actor, subject, detail: reason, address: actor.address })
        }
        await records.audit.append({ at, action: 'breach:picture', staff: actor, subject, detail: part, address: actor.address })
        await noteLook(records, { authorisationId: gate.authorisationOf(breachId), actor, subject, at })
        return ok(picture)
      })
      if (!snapshot.ok) return snapshot
      const { snapshotId, takenAt } = snapshot.value
      const jpeg = await vault.open(snapshotId)
      if (jpeg.ok) return ok({ takenAt, jpeg: jpeg.value })
      log.warn('snapshot-damaged', { snapshotId, breachId, part })
      return jpeg
    },

    'breach:decide': async ({ breachId, state, note }, caller) => {
      const { actor } = caller
      const decided = await store.transact(async (records) => {
        const found = await findFor(records, breachId, caller)
        if (!found.ok) return found
        const at = clock.now()
        const breach = await records.breaches.decide(breachId, { to: state, note, staff: actor, at })
        if (breach === null) return unknownBreach()
        const was = found.value.breach.state
        const detail = `${was} to ${state}${note === '' ? '' : ', with a note'}`
        const entry = { at, action: 'breach:decide' as const, staff: actor, detail, address: actor.address }
        await records.audit.append({ ...entry, subject: subjectOf(found.value) })
        return ok({ was, breach, detail: await detailOf(records, { ...found.value, breach }, caller) })
      })
      if (!decided.ok) return decided
      const { was, breach, detail } = decided.value
      desk.tell({ was, breach })
      return ok(detail)
    },

    'breach:sharing': () => ok(desk.sharing()),

    'breach:share': async (sharing, { actor }) => {
      const kept = await store.transact(async ({ settings, audit }) => {
        const at = clock.now()
        await settings.keepBreachSharing(sharing, at)
        const detail = `${sharing.categories.join(', ') || 'nothing'}; pictures ${sharing.pictures ? 'too' : 'not'}`
        await audit.append({ at, action: 'breach:share', staff: actor, subject: 'teachers', detail, address: actor.address })
        return ok(null)
      })
      if (kept.ok) desk.putSharing(sharing)
      return kept
    },
  }
}
