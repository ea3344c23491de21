import type { Role, Staff } from '#shared/model/staff'
import type { Records } from '../../store/store'

/** Roles that see what pupils did and who looked: theirs is the account worth stealing. */
export const needsSecondFactor = (role: Role): boolean => role === 'officer' || role === 'head'

/** Whether the school asks this account for a second factor it does not have (ST7). */
export const missesSecondFactor = async ({ settings }: Records, { role, secondFactor }: Staff): Promise<boolean> =>
  needsSecondFactor(role) && !secondFactor && (await settings.school()).secondFactorRequired
