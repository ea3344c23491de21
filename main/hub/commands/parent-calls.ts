import { randomUUID } from 'node:crypto'
import type { IncidentSummary } from '#shared/model/incident'
import { mostRegistered } from '#shared/model/parent-notice'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import { workOn } from '../incidents/incident-work'
import { aboutPupil, reopenParents, settleParents, tellParents } from '../letters/parents-told'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** A PC's clock may be this much ahead of the hub's. */
const clockLeewayMs = 5 * 60_000

const notAhead = (toldAt: number, now: number): Outcome<null, RefusalCode> =>
  toldAt <= now + clockLeewayMs ? ok(null) : fail('reason-needed', 'That moment is still to come. Say when they were told.')

const subjectOf = ({ person }: IncidentSummary): string => `parents of ${person ?? ''}`

/** What a pupil's parents are told, or not: an entry for each, in the incident's chained history, and the route's action settled with it. */
export const parentCalls = (
  parts: CommandParts,
): CallsNamed<'parents:tell' | 'parents:withhold' | 'parents:take-back' | 'parents:register'> => {
  const { store, clock } = parts
  return {
    'parents:tell': ({ incidentId, ...told }, caller) =>
      workOn(parts, { incidentId, action: 'parents:tell' }, caller, async (records, incident, doer) => {
        const about = aboutPupil(incident)
        if (!about.ok) return about
        const now = notAhead(told.toldAt, doer.at)
        if (!now.ok) return now
        const letters = await records.letters.list(incidentId, Number.MAX_SAFE_INTEGER)
        if (told.letterNumber !== null && !letters.some(({ letterNumber }) => letterNumber === told.letterNumber))
          return fail('not-found', 'This incident has no such letter.')
        await tellParents(records, incidentId, told, doer)
        return ok({ detail: `${subjectOf(incident)}, by ${told.how}`, moved: [] })
      }),

    'parents:withhold': ({ incidentId, reason }, caller) =>
      workOn(parts, { incidentId, action: 'parents:withhold' }, caller, async (records, incident, doer) => {
        const about = aboutPupil(incident)
        if (!about.ok) return about
        await records.incidents.events.add(incidentId, { kind: 'parents-withheld', noticeId: randomUUID(), reason }, doer)
        await settleParents(records, incidentId, doer, doer.at, `Not told: ${reason}`)
        return ok({ detail: `${subjectOf(incident)}: not told, because ${reason}`.slice(0, 500), moved: [] })
      }),

    'parents:take-back': ({ incidentId, noticeId, reason }, caller) =>
      workOn(parts, { incidentId, action: 'parents:take-back' }, caller, async (records, incident, doer) => {
        const notices = await records.parentNotices.ofIncident(incidentId)
        const standing = notices.filter(({ takenBack }) => takenBack === null)
        if (!standing.some((notice) => notice.noticeId === noticeId))
          return fail('not-found', 'There is no such entry, or it was taken back already.')
        await records.incidents.events.add(incidentId, { kind: 'parents-taken-back', noticeId, reason }, doer)
        if (standing.length === 1) await reopenParents(records, incidentId)
        return ok({ detail: `${subjectOf(incident)}: ${reason}`.slice(0, 500), moved: [] })
      }),

    'parents:register': ({ from, until, export: exported }, { staff, actor }) =>
      store.transact(async ({ parentNotices, audit }) => {
        const found = await parentNotices.register(staff.roomIds, from, until, mostRegistered + 1)
        const detail = `${found.length} entries${exported ? ', taken out as a file' : ''}`
        const entry = { at: clock.now(), action: 'parents:register' as const, staff: actor, detail, address: actor.address }
        await audit.append({ ...entry, subject: 'parents' })
        return ok({ notices: found.slice(0, mostRegistered), cut: found.length > mostRegistered })
      }),
  }
}
