import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { compileFiles } from '#shared/policy/compile'
import type { PackFile } from '#shared/policy/pack-file'
import { type Policy, policyOf } from '#shared/policy/policy'
import { must } from './outcome'

const folder = path.resolve(import.meta.dirname, '../../assets/policies')

/** The packs as they ship, in the order of their names. */
export async function shippedPacks(): Promise<readonly PackFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })))
}

/** The packs as they ship, with nothing changed by a school. */
export const shippedPolicy = async (): Promise<Policy> => must(policyOf(must(compileFiles(await shippedPacks()))))
