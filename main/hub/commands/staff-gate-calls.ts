import { randomUUID } from 'node:crypto'
import { samePupil } from '#shared/model/internet'
import type { StaffAuthorisation, StaffAuthorisationView, StaffSigns } from '#shared/model/staff-gate'
import { fail, ok } from '#shared/outcome'
import type { Records } from '../../store/store'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

type StaffGateCall = `gate:${'signs' | 'devices' | 'add' | 'remove' | 'read' | 'request' | 'decide' | 'end'}`

const mostShown = 500
const mostDevices = 10_000
const nothingKept = { kept: { history: 0, concerns: 0, pictures: 0 }, lastKeptAt: null, looks: 0 }
const dropsShownForMs = 90 * 24 * 60 * 60_000

const kinds = ['userNames', 'groups', 'roomIds', 'deviceIds'] as const

/** Each once, whatever its case; ids have none. */
const joined = (before: readonly string[], more: readonly string[]): string[] => [
  ...before,
  ...more.filter((one, index) => ![...before, ...more.slice(0, index)].some((other) => samePupil(one, other))),
]
const without = (before: readonly string[], taken: readonly string[]): string[] =>
  before.filter((one) => !taken.some((other) => samePupil(one, other)))

/** The signs after this is done to each kind of them. */
const eachKind = (
  signs: StaffSigns,
  named: StaffSigns,
  change: (before: readonly string[], named: readonly string[]) => string[],
): StaffSigns => ({
  userNames: change(signs.userNames, named.userNames),
  groups: change(signs.groups, named.groups),
  roomIds: change(signs.roomIds, named.roomIds),
  deviceIds: change(signs.deviceIds, named.deviceIds),
})

const unknownAuthorisation = () => fail('not-found', 'There is no such authorisation any more. Look at the list again.')
const over = () => fail('authorisation-over', 'Its time is over, or it was decided on meanwhile. Ask for another one.')

/** Who is staff, and what of them may be recorded: asked for by one, approved by another, overseen by the head. */
export const staffGateCalls = ({ store, clock, gate, roster, directory }: CommandParts): CallsNamed<StaffGateCall> => {
  const nameOf = (deviceId: string): string => directory.get(deviceId)?.name ?? 'a PC that is gone'
  const subjectOf = ({ subject }: Pick<StaffAuthorisation, 'subject'>): string =>
    subject.kind === 'user' ? `account ${subject.userName}` : `PC ${nameOf(subject.deviceId)}`

  const viewsOf = async ({ staffGate }: Records): Promise<StaffAuthorisationView[]> => {
    const uses = await staffGate.uses()
    return (await staffGate.authorisations()).slice(0, mostShown).map((one) => ({
      ...one,
      deviceName: one.subject.kind === 'device' ? nameOf(one.subject.deviceId) : null,
      ...(uses.get(one.authorisationId) ?? nothingKept),
    }))
  }

  return {
    'gate:signs': () => ok(gate.signs()),

    'gate:devices': (_payload, { staff: { roomIds } }) => {
      const within = [...roster.all()].filter(({ roomId }) => roomIds === null || roomIds.includes(roomId))
      return ok(within.slice(0, mostDevices).map(({ deviceId, name }) => ({ deviceId, name })))
    },

    'gate:add': async (named, { actor }) => {
      const written = await store.transact(async ({ staffGate, audit }) => {
        const at = clock.now()
        const signs = eachKind(await staffGate.signs(), named, joined)
        if (signs.userNames.length > 1_000 || signs.groups.length > 50)
          return fail('policy-full', 'The list of staff is full. Name a group instead.')
        await staffGate.keepSigns(signs, at)
        const detail = detailOf(named, nameOf)
        await audit.append({ at, action: 'gate:add', staff: actor, subject: 'who is staff', detail, address: actor.address })
        return ok(signs)
      })
      if (written.ok) gate.put({ signs: written.value })
      return written
    },

    'gate:remove': async (named, { actor }) => {
      const written = await store.transact(async ({ staffGate, audit }) => {
        const at = clock.now()
        const signs = eachKind(await staffGate.signs(), named, without)
        await staffGate.keepSigns(signs, at)
        const detail = detailOf(named, nameOf)
        await audit.append({ at, action: 'gate:remove', staff: actor, subject: 'who is staff', detail, address: actor.address })
        return ok(signs)
      })
      if (written.ok) gate.put({ signs: written.value })
      return written
    },

    'gate:read': (_payload, { actor }) =>
      store.transact(async (records) => {
        const at = clock.now()
        const entry = {
          at,
          action: 'gate:view' as const,
          staff: actor,
          subject: 'authorisations',
          detail: '',
          address: actor.address,
        }
        await records.audit.append(entry)
        const drops = (await records.staffGate.drops(at - dropsShownForMs)).map((drop) => ({ ...drop, deviceName: nameOf(drop.deviceId) }))
        return ok({ authorisations: await viewsOf(records), drops: drops.slice(0, 1_000) })
      }),

    'gate:request': (asked, { actor }) => {
      if (asked.subject.kind === 'device' && roster.get(asked.subject.deviceId) === null)
        return fail('not-found', 'There is no such PC any more.')
      if (asked.until <= clock.now()) return over()
      return store.transact(async ({ staffGate, audit }) => {
        const at = clock.now()
        const authorisation: StaffAuthorisation = {
          ...asked,
          authorisationId: randomUUID(),
          requestedBy: { staffId: actor.staffId, displayName: actor.displayName },
          requestedAt: at,
          state: 'waiting',
          ...{ decidedBy: null, decidedAt: null, note: '', endedBy: null, endedAt: null },
        }
        await staffGate.keep(authorisation)
        const detail = `${asked.scope.join(', ')}, ${new Date(asked.from).toISOString()} to ${new Date(asked.until).toISOString()}`
        const subject = subjectOf(asked)
        await audit.append({ at, action: 'gate:request', staff: actor, subject, detail, address: actor.address })
        return ok(authorisation)
      })
    },

    'gate:decide': async ({ authorisationId, approve, note }, { actor }) => {
      const decided = await store.transact(async ({ staffGate, audit }) => {
        const found = await staffGate.find(authorisationId)
        if (found === null) return unknownAuthorisation()
        if (found.requestedBy.staffId === actor.staffId)
          return fail('own-proposal', 'You asked for it: somebody else has to approve or refuse it.')
        const at = clock.now()
        if (found.state !== 'waiting' || (approve && found.until <= at)) return over()
        const decision: StaffAuthorisation = {
          ...found,
          state: approve ? 'approved' : 'refused',
          // What was before the approval is nobody's.
          from: approve ? Math.max(found.from, at) : found.from,
          decidedBy: { staffId: actor.staffId, displayName: actor.displayName },
          decidedAt: at,
          note,
        }
        await staffGate.keep(decision)
        const entry = { at, action: 'gate:decide' as const, staff: actor, detail: decision.state, address: actor.address }
        await audit.append({ ...entry, subject: subjectOf(decision) })
        return ok({ decision, all: await staffGate.authorisations() })
      })
      if (!decided.ok) return decided
      gate.put({ authorisations: decided.value.all })
      return ok(decided.value.decision)
    },

    'gate:end': async ({ authorisationId }, { actor }) => {
      const ended = await store.transact(async ({ staffGate, audit }) => {
        const found = await staffGate.find(authorisationId)
        if (found === null) return unknownAuthorisation()
        const at = clock.now()
        const isLive = found.state === 'approved' && found.until > at
        if (!isLive && found.state !== 'waiting') return over()
        const by = { staffId: actor.staffId, displayName: actor.displayName }
        const end: StaffAuthorisation = { ...found, state: isLive ? 'ended' : 'withdrawn', endedBy: by, endedAt: at }
        await staffGate.keep(end)
        const entry = { at, action: 'gate:end' as const, staff: actor, detail: end.state, address: actor.address }
        await audit.append({ ...entry, subject: subjectOf(end) })
        return ok({ end, all: await staffGate.authorisations() })
      })
      if (!ended.ok) return ended
      gate.put({ authorisations: ended.value.all })
      return ok(ended.value.end)
    },
  }
}

const detailOf = (named: StaffSigns, nameOf: (deviceId: string) => string): string =>
  kinds
    .flatMap((kind) => {
      const values = named[kind]
      if (values.length === 0) return []
      return [`${kind}: ${(kind === 'deviceIds' ? values.map(nameOf) : values).join(' ')}`]
    })
    .join('; ')
    .slice(0, 500)
