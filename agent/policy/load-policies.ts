import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { matchPolicy } from '#shared/policy/match'
import { policyOf } from '#shared/policy/policy'
import { readPolicyFile } from '#shared/policy/policy-file'
import type { Log } from '../log'
import type { PolicyHolder } from './policy-holder'

/** Puts the policies beside the program in force. Those that cannot be used are logged, and what held before goes on. */
export async function loadPolicies(file: string, holder: PolicyHolder, log: Log): Promise<void> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null) {
    log(`Nothing can be flagged on this PC: ${file} cannot be read.`)
    return
  }
  const packs = readPolicyFile(bytes)
  const policy = packs.ok ? policyOf(packs.value) : packs
  if (!policy.ok) {
    log(`Nothing can be flagged on this PC: ${policy.detail}.`)
    return
  }
  const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  holder.set({ version, readsTyped: false, match: (sighting) => matchPolicy(policy.value, sighting) })
}
