import { generateKeyPairSync } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { compareVersions } from '#shared/model/version-order'
import { verifyChecksums } from '../checksums'
import { PackageFailure, product, root, runTool } from '../workspace'

/** Everything a trial installs, below one folder. */
export interface TrialPackages {
  /** As `npm run package` leaves it. */
  readonly folder: string
  readonly version: string
  /** The release after it: the agent's update alone. */
  readonly nextVersion: string
  readonly nextBuild: string
  readonly signingKey: string
}

const nextVersionOf = (version: string): string =>
  version.replace(/^(\d+)\.(\d+)\..*$/u, (_all, major: string, minor: string) => `${major}.${Number(minor) + 1}.0`)

export const packagesIn = (folder: string): TrialPackages => {
  const nextVersion = nextVersionOf(product.version)
  const next = path.join(folder, 'next')
  return {
    folder,
    version: product.version,
    nextVersion,
    nextBuild: path.join(next, 'dist', `classwarden-agent_${nextVersion}_${process.platform}-${process.arch}.cwbuild`),
    signingKey: path.join(folder, 'signing.pem'),
  }
}

const packageCommand = ['--import', 'tsx', 'scripts/package/index.ts']
const isLeftOut = (name: string): boolean => ['node_modules', 'out', 'dist', '.git', '.cache'].includes(name)

/** Builds all packages with a signing key made for the purpose. */
export async function buildPackages({ folder, signingKey }: TrialPackages): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  await writeFile(signingKey, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await writeFile(path.join(folder, 'signing.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
  await runTool(process.execPath, [...packageCommand, 'build', '--out', folder, '--signing-key', signingKey])
}

/** Makes the next release of the agent as it will be made: the version raised in a copy of these sources, built and signed with the same key. */
export async function buildNextRelease({ nextVersion, nextBuild, signingKey, version }: TrialPackages): Promise<void> {
  if (compareVersions(nextVersion, version) <= 0) throw new PackageFailure(`${version} has no version after it.`)
  const sources = path.join(path.dirname(nextBuild), '../sources')
  await mkdir(sources, { recursive: true })
  for (const name of await readdir(root))
    if (!isLeftOut(name)) await cp(path.join(root, name), path.join(sources, name), { recursive: true })
  await symlink(path.join(root, 'node_modules'), path.join(sources, 'node_modules'))
  const about = path.join(sources, 'package.json')
  const text = await readFile(about, 'utf8')
  await writeFile(about, text.replace(`"version": "${version}"`, `"version": "${nextVersion}"`))
  await runTool(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {}, sources)
  const order = [...packageCommand, 'build', 'agent', '--out', path.dirname(nextBuild), '--signing-key', signingKey]
  await runTool(process.execPath, order, {}, sources)
}

/** Whether the packages are as signed, and a changed one is noticed; answers how many there are. */
export async function checkPackages({ folder }: TrialPackages): Promise<number> {
  const key = await readFile(path.join(folder, 'signing.pub.pem'), 'utf8')
  const verified = await verifyChecksums(folder, key)
  if (!verified.ok) throw new PackageFailure(verified.detail)
  const spoilt = path.join(folder, 'spoilt')
  await mkdir(spoilt, { recursive: true })
  for (const name of ['SHA256SUMS', 'SHA256SUMS.sig', ...verified.value]) await cp(path.join(folder, name), path.join(spoilt, name))
  await truncate(path.join(spoilt, verified.value[0] ?? ''), 1_000)
  const noticed = await verifyChecksums(spoilt, key)
  await rm(spoilt, { recursive: true })
  if (noticed.ok || noticed.code !== 'bad-checksum') throw new PackageFailure('A package that was cut short passed for signed.')
  return verified.value.length
}

/** A file of the trial's packages by the beginning and the end of its name. */
export async function findPackage({ folder }: TrialPackages, name: string): Promise<string> {
  const found = (await readdir(folder)).find((one) => one.startsWith(`${name}_`) && one.endsWith('.deb'))
  if (found === undefined) throw new PackageFailure(`${folder} holds no package of ${name}.`)
  return path.join(folder, found)
}
