import type { Staff } from '#shared/model/staff'
import type { StaffSession } from '#shared/protocol/staff-calls'
import { protocolVersion } from '#shared/protocol/version'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import { needsSecondFactor } from '../identity/second-factor'
import { hubVersion } from '../version'
import type { CallsNamed, Visitor } from './calls'
import type { CommandParts } from './parts'

type StaffEvent =
  | 'hub:about'
  | 'staff:create-first'
  | 'staff:sign-in'
  | 'staff:resume'
  | 'staff:sign-out'
  | 'staff:touch'
  | 'staff:password'
  | 'staff:totp-begin'
  | 'staff:totp-confirm'
  | 'staff:totp-remove'
  | 'staff:list'
  | 'staff:create'
  | 'staff:disable'

/** Signing in and out, and accounts. */
export const staffCalls = (parts: CommandParts): CallsNamed<StaffEvent> => {
  const { accounts, sessions, connections, orders } = parts

  const begin = async (staff: Staff, visitor: Visitor): Promise<Outcome<StaffSession, StoreFaultCode>> => {
    const begun = await sessions.begin(staff, visitor.address)
    if (!begun.ok) return begun
    visitor.signIn(begun.value.sessionId, begun.value.session)
    return ok(begun.value.session)
  }

  return {
    'hub:about': async () => {
      const firstRun = await accounts.firstRun()
      if (!firstRun.ok) return firstRun
      return ok({ hubName: parts.hubName, hubVersion, protocol: protocolVersion, hubNow: parts.clock.now(), firstRun: firstRun.value })
    },
    'staff:create-first': async (account, visitor) => {
      const made = await accounts.createFirst(account, visitor.address)
      if (!made.ok) return made
      parts.onFirstRunDone()
      const begun = await begin(made.value, visitor)
      connections.firstRunDone()
      return begun
    },
    'staff:sign-in': async (attempt, visitor) => {
      const staff = await accounts.signIn({ ...attempt, address: visitor.address })
      return staff.ok ? begin(staff.value, visitor) : staff
    },
    'staff:resume': async ({ sessionToken }, visitor) => {
      const resumed = await sessions.resume(sessionToken)
      if (!resumed.ok) return resumed
      visitor.signIn(resumed.value.sessionId, resumed.value.session)
      return ok(resumed.value.session)
    },
    'staff:sign-out': async (_payload, caller) => {
      const ended = await sessions.end(caller.sessionId, caller.address)
      if (!ended.ok) return ended
      connections.endSession(caller.sessionId, 'signed-out')
      orders.forget(caller.sessionId)
      return ok(null)
    },
    'staff:touch': (_payload, caller) => sessions.touch(caller.sessionId),
    'staff:password': async (change, caller) => {
      const changed = await accounts.changePassword({ ...change, keepSessionId: caller.sessionId }, caller.actor)
      if (!changed.ok) return changed
      connections.endStaff(caller.staff.staffId, 'signed-out', caller.sessionId)
      return ok(null)
    },
    'staff:totp-begin': ({ password }, caller) => accounts.totpBegin(password, caller.actor),
    'staff:totp-confirm': ({ totpCode }, caller) => accounts.totpConfirm(totpCode, caller.actor),
    'staff:totp-remove': async ({ password }, caller) => {
      const asked = await parts.store.transact(async ({ settings }) => ok((await settings.school()).secondFactorRequired))
      if (!asked.ok) return asked
      if (asked.value && needsSecondFactor(caller.staff.role))
        return fail('second-factor-missing', 'The school asks your role for a second factor: it can be set up anew, not taken away.')
      return accounts.totpRemove(password, caller.actor)
    },
    'staff:list': () => accounts.list(),
    'staff:create': (account, caller) => accounts.create(account, caller.actor),
    'staff:disable': async ({ staffId }, caller) => {
      const disabled = await accounts.disable(staffId, caller.actor)
      if (!disabled.ok) return disabled
      connections.endStaff(staffId, 'disabled', null)
      return ok(null)
    },
  }
}
