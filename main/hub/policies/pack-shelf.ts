import { readFile } from 'node:fs/promises'
import type { PackEntry } from '#shared/model/policy-view'
import { selfTestPack } from '#shared/model/self-test'
import { fail, type Outcome } from '#shared/outcome'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import { readPolicyFile } from '#shared/policy/policy-file'

/** Reads the packs a hub ships, as the build compiled them. */
export const readPacks = async (file: string): Promise<Outcome<CompiledPacks, 'bad-policy'>> => {
  try {
    return readPolicyFile(await readFile(file))
  } catch (error) {
    return fail('bad-policy', `${file} cannot be read (${String(error)}): install the hub again.`)
  }
}

/** The packs as people choose them; those of words alone are none, and neither is that of the self-test. */
export const packEntries = ({ head }: CompiledPacks): readonly PackEntry[] =>
  head.packs.flatMap(({ pack, title, version, language, isLocked }) => {
    const rules = head.rules.filter((rule) => rule.pack === pack).map(({ id, category, grade, why }) => ({ id, category, grade, why }))
    return rules.length === 0 || pack === selfTestPack ? [] : [{ pack, title, version, language, locked: isLocked, rules }]
  })
