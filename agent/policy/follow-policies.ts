import { type PolicySet, shippedPolicy } from '#shared/model/policy-set'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import { matchSchool, schoolPolicyOf } from '#shared/policy/school-policy'
import type { Log } from '../log'
import type { PolicyHolder } from './policy-holder'
import type { PolicySetKeeper } from './policy-set-keeper'
import { readShippedPolicies } from './shipped-policies'

export interface PolicyParts {
  /** The compiled packs beside the program, and where their last good copy lies. */
  readonly file: string
  readonly lastGoodFile: string
  readonly sets: Pick<PolicySetKeeper, 'set' | 'who'>
  readonly holder: PolicyHolder
  readonly log: Log
}

/** Puts the shipped packs in force as the school uses them, and every later change of that, until `signal` aborts. What cannot be used changes nothing. */
export async function followPolicies({ file, lastGoodFile, sets, holder, log }: PolicyParts, signal: AbortSignal): Promise<void> {
  const shipped = await readShippedPolicies(file, lastGoodFile)
  if (!shipped.ok) {
    log(`No policies: ${shipped.detail}.`)
    return
  }
  const { packs, fault } = shipped.value
  if (fault !== null) log(`The last good policies hold: ${fault}.`)
  const hold = (set: PolicySet): boolean => {
    const school = schoolPolicyOf(packs, set)
    if (!school.ok) {
      log(`The school's policies of revision ${set.revision} cannot be used (${school.detail}): those before go on.`)
      return false
    }
    holder.set({
      version: versionOf(packs, set),
      revision: set.revision,
      readsTyped: set.typedText,
      match: (sighting) => matchSchool(school.value, sighting, sets.who),
    })
    return true
  }
  for await (const set of sets.set.watch(signal)) {
    if (!hold(set) && holder.current === null) hold(shippedPolicy)
  }
}

const versionOf = ({ head }: CompiledPacks, { revision }: PolicySet): string =>
  `${head.packs.length} packs, ${head.rules.length} rules, revision ${revision} of the school`
