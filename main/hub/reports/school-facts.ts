import type { BreachSharing } from '#shared/model/breach-review'
import type { PolicySet } from '#shared/model/policy-set'
import type { SchoolSettings } from '#shared/model/school-settings'
import { type Role, roles } from '#shared/model/staff'
import type { Records } from '../../store/store'

/** How the school has set itself up, as the hub knows it now. */
export interface SchoolFacts {
  readonly settings: SchoolSettings
  readonly policies: PolicySet
  readonly sharing: BreachSharing
  readonly mailOn: boolean
  /** Accounts that can sign in, and how many of them have a second factor. */
  readonly staff: Readonly<Record<Role, { readonly accounts: number; readonly secondFactors: number }>>
  readonly rooms: number
  readonly pcs: number
  /** Heard within the last seven days. */
  readonly pcsHeard: number
  readonly pupils: number
  readonly pupilsWithYear: number
  /** Self-tests that came through within 30 days. */
  readonly selfTests: number
  readonly hasTimeouts: boolean
}

const dayMs = 86_400_000

/** Gathers them, inside one transaction. */
export const schoolFacts = async (records: Records, now: number): Promise<SchoolFacts> => {
  const accounts = (await records.staff.list()).filter(({ disabled, expiresAt }) => !disabled && (expiresAt === null || expiresAt > now))
  const countOf = (role: Role) => {
    const ofRole = accounts.filter((account) => account.role === role)
    return { accounts: ofRole.length, secondFactors: ofRole.filter(({ secondFactor }) => secondFactor).length }
  }
  const devices = (await records.devices.list()).filter(({ revokedAt }) => revokedAt === null)
  const pupils = await records.pupils.list()
  const { school, rooms } = await records.settings.timeouts()
  const rules = [school.rule, ...Object.values(rooms)]
  const [teacher, technician, officer, head] = roles.map(countOf)
  const nobody = { accounts: 0, secondFactors: 0 }
  return {
    settings: await records.settings.school(),
    policies: await records.policies.current(),
    sharing: await records.settings.breachSharing(),
    mailOn: (await records.settings.mail())?.settings.on === true,
    staff: { teacher: teacher ?? nobody, technician: technician ?? nobody, officer: officer ?? nobody, head: head ?? nobody },
    rooms: (await records.rooms.list()).length,
    pcs: devices.length,
    pcsHeard: devices.filter(({ lastSeenAt }) => lastSeenAt !== null && lastSeenAt >= now - 7 * dayMs).length,
    pupils: pupils.length,
    pupilsWithYear: pupils.filter(({ yearGroup }) => yearGroup !== null).length,
    selfTests: await records.breachTallies.selfTests(now - 30 * dayMs, now),
    hasTimeouts: rules.some(
      ({ idleMinutes, longestMinutes, allowedHours }) => idleMinutes !== null || longestMinutes !== null || allowedHours !== null,
    ),
  }
}
