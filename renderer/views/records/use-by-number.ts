import type { HoldOn } from '#shared/model/retention'
import { useConsole } from '../../console'

/** Finds the concern or incident that staff call by this number; null where there is none for this account. */
export const useByNumber = (): ((kind: 'concern' | 'incident', number: number) => Promise<Exclude<HoldOn, { kind: 'person' }> | null>) => {
  const { link } = useConsole()
  return async (kind, number) => {
    if (!Number.isInteger(number) || number < 1) return null
    const asked = { before: number + 1, limit: 1 }
    if (kind === 'concern') {
      const listed = await link.ask('breach:list', asked)
      const found = listed.ok ? listed.value.breaches[0] : undefined
      return found?.breachNumber === number ? { kind, breachId: found.breachId } : null
    }
    const listed = await link.ask('incident:list', asked)
    const found = listed.ok ? listed.value.incidents[0] : undefined
    return found?.incidentNumber === number ? { kind, incidentId: found.incidentId } : null
  }
}
