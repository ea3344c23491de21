import { fail, ok } from '#shared/outcome'
import { redactFlag, seesScreens } from '../feeds/redact'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const unknownFlag = () => fail('not-found', 'There is no such flag any more.')

/** What was done to PCs, and who has looked at it. */
export const flagCalls = ({ store, clock, connections }: CommandParts): CallsNamed<'flag:list' | 'flag:seen'> => ({
  'flag:list': ({ roomId, before, limit }, { staff }) =>
    store.transact(async (records) => {
      const { flags, unseen } = await records.flags.list({ roomIds: roomId === null ? staff.roomIds : [roomId], before, limit })
      return ok({ flags: flags.map((flag) => redactFlag(flag, seesScreens(staff.role))), unseen })
    }),

  'flag:seen': async ({ flagId }, { staff, actor }) => {
    const seen = await store.transact(async ({ flags, audit }) => {
      const found = await flags.find(flagId)
      if (found === null) return unknownFlag()
      if (staff.roomIds?.includes(found.roomId) === false) return fail('room-forbids', 'This flag is of a room that is not one of yours.')
      const at = clock.now()
      const flag = await flags.see(flagId, staff.displayName, at)
      if (flag === null) return unknownFlag()
      if (found.seenBy === null) {
        const detail = `${found.tamper} at ${new Date(found.from).toISOString()}`
        await audit.append({ at, action: 'flag:seen', staff: actor, subject: found.deviceName, detail, address: actor.address })
      }
      return ok(flag)
    })
    if (seen.ok) connections.tellFlag(seen.value)
    return seen.ok ? ok(redactFlag(seen.value, seesScreens(staff.role))) : seen
  },
})
