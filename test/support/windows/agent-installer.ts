import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { makeSigningPair } from '../update-builds'

const root = path.resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)
/** What it is made of beside the products: scripts, and what those read. */
const scripts = ['scripts/package', 'scripts/package/windows', 'scripts/setup/windows-parts.mjs', 'package-lock.json']

export interface AgentInstaller {
  /** The MSI. */
  readonly installer: string
  /** The update archive that was written beside it. */
  readonly archive: string
  /** Ed25519, PEM: its PCs take updates that this key signs. */
  readonly signingKeyPem: string
}

/** The agent's installer for Windows, by the command that makes it in earnest; made once for these sources. */
export async function agentInstaller(): Promise<AgentInstaller> {
  const hash = createHash('sha256').update(await readFile(path.join(root, 'out/.sources')))
  for (const source of scripts) for (const file of await filesOf(path.join(root, source))) hash.update(await readFile(file))
  const kept = path.join(root, '.cache/test', `agent-${hash.digest('hex').slice(0, 16)}`)
  if (!existsSync(kept)) await makeInstaller(kept)
  const names = await readdir(kept)
  const named = (ending: string): string => path.join(kept, names.find((name) => name.endsWith(ending)) ?? ending)
  const signingKeyPem = await readFile(path.join(kept, keyName), 'utf8')
  return { installer: named('.msi'), archive: named('.cwbuild'), signingKeyPem }
}

const keyName = 'signing.pem'

/** Made beside its place and moved there when it is complete. */
async function makeInstaller(kept: string): Promise<void> {
  await mkdir(path.dirname(kept), { recursive: true })
  const work = await mkdtemp(`${kept}.part-`)
  try {
    const key = path.join(work, keyName)
    await writeFile(key, makeSigningPair().privatePem)
    const order = ['build', 'agent', '--platform', 'win32', '--out', work, '--signing-key', key]
    await run(process.execPath, ['--import', 'tsx', 'scripts/package/index.ts', ...order], { cwd: root })
    await rename(work, kept)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function filesOf(source: string): Promise<string[]> {
  if (path.extname(source) !== '') return [source]
  const entries = await readdir(source, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => path.join(source, name))
    .sort()
}

/** The same agent as an earlier version, as far as Windows Installer knows. */
export async function earlierInstaller(installer: string, target: string): Promise<void> {
  const id = (): string => `{${randomUUID().toUpperCase()}}`
  await copyFile(installer, target)
  for (const [property, value] of [
    ['ProductVersion', '0.0.1'],
    ['ProductCode', id()],
  ])
    await run('msibuild', [target, '-q', `UPDATE Property SET Value = '${value}' WHERE Property = '${property}'`])
  // Windows Installer tells an old one that it is being replaced; Wine removes it as if it went for good, so this one knows beforehand.
  await run('msibuild', [target, '-q', `INSERT INTO Property (Property, Value) VALUES ('UPGRADINGPRODUCTCODE', '${id()}')`])
  await run('msibuild', [target, '-s', 'Classwarden on a pupil PC', 'The Classwarden authors', 'x64;1033', id()])
}
