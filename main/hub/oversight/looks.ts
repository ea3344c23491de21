import type { AuditAction } from '#shared/model/audit'
import type { Look } from '#shared/model/oversight'
import type { Staff } from '#shared/model/staff'
import type { AuditCount } from '../../store/audit'

/** What each kind of looking is in the audit log. */
const kinds = {
  screens: ['room:view', 'device:view'],
  histories: ['usage:view'],
  concerns: ['breach:view'],
  reveals: ['breach:reveal'],
  exports: ['report:fetch', 'evidence:make', 'letter:fetch'],
  refusals: ['role:refused'],
} as const satisfies Partial<Record<keyof Look, readonly AuditAction[]>>

/** Actions by which something leaves the hub. */
export const exportActions: readonly AuditAction[] = kinds.exports

const sumOf = (counts: readonly AuditCount[], actions: readonly AuditAction[]): number =>
  counts.filter(({ action }) => actions.includes(action)).reduce((sum, { count }) => sum + count, 0)

/** One line for each member of staff who looked at anything, whoever looked most first. */
export const looksOf = (counts: readonly AuditCount[], staff: readonly Staff[]): Look[] => {
  const names = new Map(counts.flatMap(({ staffId, staffName }) => (staffId === null ? [] : [[staffId, staffName] as const])))
  return [...names]
    .map(([staffId, displayName]) => {
      const own = counts.filter((one) => one.staffId === staffId)
      return {
        ...{ staffId, displayName },
        role: staff.find((one) => one.staffId === staffId)?.role ?? null,
        screens: sumOf(own, kinds.screens),
        histories: sumOf(own, kinds.histories),
        concerns: sumOf(own, kinds.concerns),
        reveals: sumOf(own, kinds.reveals),
        exports: sumOf(own, kinds.exports),
        refusals: sumOf(own, kinds.refusals),
      }
    })
    .filter(
      ({ screens, histories, concerns, reveals, exports, refusals }) => screens + histories + concerns + reveals + exports + refusals > 0,
    )
    .sort((left, right) => right.reveals - left.reveals || right.concerns - left.concerns || right.screens - left.screens)
}
