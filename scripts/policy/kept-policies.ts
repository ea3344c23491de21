import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ok, type Outcome } from '#shared/outcome'
import { compileFiles } from '#shared/policy/compile'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import type { PackFile } from '#shared/policy/pack-file'
import { readPolicyFile, writePolicyFile } from '#shared/policy/policy-file'

const root = path.resolve(import.meta.dirname, '../..')
export const policiesFolder = path.join(root, 'assets/policies')
const engineFolder = path.join(root, 'shared/policy')
const keptFolder = path.join(root, '.cache/policies')

/** The packs of a folder, in the order of their names. */
export async function packsIn(folder: string): Promise<readonly PackFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })))
}

/** The shipped packs, compiled: from the file of the last time, unless a pack or the engine has changed since. */
export async function keptPolicies(): Promise<Outcome<CompiledPacks, 'bad-pack'>> {
  const packs = await packsIn(policiesFolder)
  const hash = createHash('sha256')
  for (const { name, text } of packs) hash.update(`${name}\0${text}\0`)
  for (const name of (await readdir(engineFolder)).sort()) hash.update(await readFile(path.join(engineFolder, name)))
  const kept = path.join(keptFolder, `${hash.digest('hex')}.bin`)
  const read = await readFile(kept).then(readPolicyFile, () => null)
  if (read?.ok === true) return ok(read.value)
  const compiled = compileFiles(packs)
  if (compiled.ok) await keep(kept, writePolicyFile(compiled.value))
  return compiled
}

async function keep(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(keptFolder, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, bytes)
  await rename(unfinished, file)
  const outdated = (await readdir(keptFolder)).filter((name) => name.endsWith('.bin') && name !== path.basename(file))
  await Promise.all(outdated.map((name) => rm(path.join(keptFolder, name), { force: true })))
}
