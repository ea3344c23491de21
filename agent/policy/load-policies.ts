import { matchPolicy } from '#shared/policy/match'
import { policyOf } from '#shared/policy/policy'
import type { Log } from '../log'
import type { PolicyHolder } from './policy-holder'
import { readShippedPolicies } from './shipped-policies'

/** Puts the policies of `file` in force, or the last good ones when it cannot be used; what goes wrong is logged. */
export async function loadPolicies(file: string, lastGoodFile: string, holder: PolicyHolder, log: Log): Promise<void> {
  const shipped = await readShippedPolicies(file, lastGoodFile)
  if (!shipped.ok) {
    log(`No policies: ${shipped.detail}.`)
    return
  }
  const { packs, fault } = shipped.value
  if (fault !== null) log(`The last good policies hold: ${fault}.`)
  const policy = policyOf(packs)
  if (!policy.ok) {
    log(`No policies: ${policy.detail}.`)
    return
  }
  const version = `${packs.head.packs.length} packs, ${packs.head.rules.length} rules`
  holder.set({ version, readsTyped: false, match: (sighting) => matchPolicy(policy.value, sighting) })
}
