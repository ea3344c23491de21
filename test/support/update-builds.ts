import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { updateKeyName } from '../../agent/update/trusted-keys'
import { agentPackages, copyNativePackages } from '../../scripts/package/native-packages'
import { writePublicKey, writeUpdateArchive } from '../../scripts/package/update-archive'

/** Ed25519, PEM. */
export interface SigningPair {
  readonly privatePem: string
  readonly publicPem: string
}

export const makeSigningPair = (): SigningPair => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** The built agent laid out as its package lays it out, but for the executable: Node runs the launcher. */
export interface StagedAgent {
  readonly folder: string
  readonly launcher: string
  readonly version: string
  readonly key: SigningPair
  /** An update archive of this tree under another version; `prelude` runs before its program. */
  makeBuild(version: string, options?: BuildOptions): Promise<string>
  remove(): Promise<void>
}

interface BuildOptions {
  readonly prelude?: string
  readonly key?: SigningPair
  readonly nextKey?: SigningPair
}

const programName = 'classwarden-agent-program.cjs'
const launcherName = 'classwarden-agent.cjs'
const built = path.resolve(import.meta.dirname, '../../out/agent')

export async function stageAgent(): Promise<StagedAgent> {
  const place = await mkdtemp(path.join(tmpdir(), 'classwarden-staged-'))
  const folder = path.join(place, 'package')
  await cp(built, folder, { recursive: true, filter: (file) => !file.endsWith('.map') })
  await copyNativePackages(
    agentPackages.filter(({ name }) => !name.includes('canvas')),
    folder,
  )
  const key = makeSigningPair()
  await writePublicKey(key.privatePem, path.join(folder, updateKeyName))
  const launcher = path.join(folder, launcherName)
  // As the package's build does: every start of these PCs is the shorter for it.
  await promisify(execFile)(process.execPath, [launcher, 'compile'])
  const program = await readFile(path.join(folder, programName), 'utf8')
  const version = /"(\d+\.\d+\.\d+)"/u.exec(program)?.[1] ?? ''
  let builds = 0
  return {
    folder,
    launcher,
    version,
    key,
    makeBuild: async (another, { prelude = '', key: signer = key, nextKey } = {}) => {
      builds += 1
      const tree = path.join(place, `tree-${builds}`)
      await mkdir(tree)
      // What does not change is not sent: these trees hold what they need to start, and little more.
      for (const name of ['errands', 'node_modules', 'policies.bin', 'notice-glyphs.bin'])
        await cp(path.join(folder, name), path.join(tree, name), { recursive: true })
      const rename = (text: string): string => text.replaceAll(`"${version}"`, `"${another}"`)
      await writeFile(path.join(tree, programName), `${prelude}\n${rename(program)}`)
      // It judges other builds by the version it is of.
      const errand = path.join(tree, 'errands/update-errand.cjs')
      await writeFile(errand, rename(await readFile(errand, 'utf8')))
      await cp(launcher, path.join(tree, launcherName))
      await promisify(execFile)(process.execPath, [path.join(tree, launcherName), 'compile'])
      const file = path.join(place, `${another}-${builds}.cwbuild`)
      const nextKeyPem = nextKey?.publicPem ?? null
      await writeUpdateArchive({
        folder: tree,
        leaveOut: [launcherName],
        version: another,
        signingKeyPem: signer.privatePem,
        nextKeyPem,
        file,
      })
      await rm(tree, { recursive: true })
      return file
    },
    remove: () => rm(place, { recursive: true, force: true }),
  }
}
