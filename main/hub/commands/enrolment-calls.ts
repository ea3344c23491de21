import { fail, ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Enrolment tokens. */
export const enrolmentCalls = (parts: CommandParts): CallsNamed<'enrolment:issue' | 'enrolment:list' | 'enrolment:cancel'> => {
  const { enrolments, store } = parts
  return {
    'enrolment:issue': async (order, { actor }) => {
      const room = await store.transact(async (records) => ok(await records.rooms.find(order.roomId)))
      if (!room.ok) return room
      if (room.value === null) return fail('not-found', 'There is no such room.')
      const issued = await enrolments.issue(order, actor)
      if (!issued.ok) return issued
      const { enrolment, token } = issued.value
      return ok({
        enrolment,
        bundle: {
          format: 'classwarden-enrolment-1',
          hubAddresses: parts.consoleAddresses(),
          authorityFingerprint: parts.authorityFingerprint,
          token,
          room: room.value.name,
          expiresAt: enrolment.expiresAt,
        },
      })
    },
    'enrolment:list': () => enrolments.list(),
    'enrolment:cancel': ({ enrolmentId }, { actor }) => enrolments.cancel(enrolmentId, actor),
  }
}
