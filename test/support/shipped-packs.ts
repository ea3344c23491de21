import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { PackFile } from '#shared/policy/pack'

const folder = path.resolve(import.meta.dirname, '../../assets/policies')

/** The packs as they ship, in the order of their names. */
export async function shippedPacks(): Promise<readonly PackFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })))
}
