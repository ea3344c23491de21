import { randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { Role, Staff } from '#shared/model/staff'
import { type Outcome, fail, ok } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Store } from '../../store/store'
import type { Actor } from './actor'
import { type Credentials, staffCredentials } from './credentials'
import { type FirstRun, firstRunOf } from './first-run'
import { hashPassword, weighPassword } from './passwords'

export interface NewAccount {
  readonly signInName: string
  readonly displayName: string
  readonly role: Role
  /** Null is every room. */
  readonly roomIds: string[] | null
  readonly password: string
  readonly expiresAt: number | null
}

/** Staff accounts. Every call that changes or tries something writes its own audit entry. */
export interface Accounts extends FirstRun, Credentials {
  list(): Promise<Outcome<Staff[], StoreFaultCode>>
  /** `not-found`: one of the rooms. */
  create(account: NewAccount, actor: Actor): Promise<Outcome<Staff, 'name-taken' | 'password-weak' | 'not-found' | StoreFaultCode>>
  /**
   * Ends the account's sessions in the store too; its live connections are for the caller to cut. `role-forbids`: it is the last
   * technician, without whom nobody could make accounts or devices.
   */
  disable(staffId: string, actor: Actor): Promise<Outcome<null, 'not-found' | 'role-forbids' | StoreFaultCode>>
}

export const staffAccounts = (store: Store, clock: Clock): Accounts => ({
  ...firstRunOf(store, clock),
  ...staffCredentials(store, clock),

  list: () => store.transact(async ({ staff }) => ok(await staff.list())),

  create: async ({ password, ...account }, actor) => {
    const weighed = weighPassword(password, [account.signInName, account.displayName])
    if (!weighed.ok) return weighed
    const passwordHash = await hashPassword(password)
    return store.transact(async ({ staff, rooms, audit }) => {
      if ((await staff.findByName(account.signInName)) !== null) {
        return fail('name-taken', `There is already an account called ${account.signInName}. Choose another name.`)
      }
      for (const roomId of account.roomIds ?? []) {
        if ((await rooms.find(roomId)) === null) return fail('not-found', 'One of the rooms does not exist any more.')
      }
      const now = clock.now()
      const made = await staff.add({ profile: { ...account, staffId: randomUUID() }, passwordHash, createdAt: now })
      await audit.append({
        at: now,
        action: 'staff:create',
        staff: actor,
        subject: made.signInName,
        detail: made.role,
        address: actor.address,
      })
      return ok(made)
    })
  },

  disable: (staffId, actor) =>
    store.transact(async ({ staff, sessions, audit }) => {
      const now = clock.now()
      const record = await staff.find(staffId)
      if (record === null) return fail('not-found', 'There is no such account.')
      const { profile } = record
      const able = (await staff.list()).filter((one) => one.role === 'technician' && !one.disabled && (one.expiresAt ?? Infinity) > now)
      if (able.length === 1 && able[0]?.staffId === staffId) {
        return fail('role-forbids', 'This is the last technician: nobody could make accounts any more. Create another technician first.')
      }
      await staff.change(staffId, { disabledAt: now })
      await sessions.removeAllOf(staffId, null)
      await audit.append({
        at: now,
        action: 'staff:disable',
        staff: actor,
        subject: profile.signInName,
        detail: '',
        address: actor.address,
      })
      return ok(null)
    }),
})
