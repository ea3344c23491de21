import { createPublicKey } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Argument, Command, Option } from 'commander'
import { buildAgentPackage, type SigningKeys } from './agent-package'
import { verifyChecksums, writeChecksums } from './checksums'
import { buildConsolePackages } from './console-package'
import { buildHubPackage } from './hub-package'
import type { TrialOptions } from './trial/try-packages'
import { buildWindowsAgent } from './windows/agent-installer'
import { writeRollBack } from './update-archive'
import { PackageFailure, root } from './workspace'

/** `npm run package`: builds what is installed in a school (docs/packaging.md). */

const parts = ['agent', 'hub', 'console'] as const
type Part = (typeof parts)[number]

const builders: Readonly<Record<Part, (folder: string, signing: SigningKeys | null) => Promise<unknown>>> = {
  agent: buildAgentPackage,
  hub: buildHubPackage,
  console: (folder, signing) => buildConsolePackages(folder, 'linux', signing),
}

const platforms = ['linux', 'win32'] as const

interface BuildOptions {
  readonly out: string
  readonly platform: (typeof platforms)[number]
  readonly signingKey?: string
  readonly nextKey?: string
  readonly certificate?: string
  readonly certificateKey?: string
  readonly timestampUrl?: string
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new PackageFailure(`The key ${file} cannot be read.`)
  })
}

async function build(wanted: readonly Part[], options: BuildOptions): Promise<void> {
  const { out, platform, signingKey, nextKey, certificate, certificateKey, timestampUrl } = options
  if ((certificate === undefined) !== (certificateKey === undefined))
    throw new PackageFailure('A certificate signs with its key: give --certificate and --certificate-key.')
  const signature =
    certificate === undefined || certificateKey === undefined
      ? null
      : { certificate: path.resolve(certificate), key: path.resolve(certificateKey), timestampUrl: timestampUrl ?? null }
  if (platform === 'win32' && (wanted.length !== 1 || wanted.includes('hub')))
    throw new PackageFailure('For Windows, name one: npm run package -- agent --platform win32, or console (docs/packaging.md).')
  // A key that is not there is told before the minutes of work.
  const key = signingKey === undefined ? null : await readKey(signingKey)
  const signing = key === null ? null : { keyPem: key, nextKeyPem: nextKey === undefined ? null : await readKey(nextKey) }
  const folder = path.resolve(out)
  await mkdir(folder, { recursive: true })
  for (const part of wanted.length === 0 ? parts : wanted) {
    const startedMs = performance.now()
    if (platform === 'linux') await builders[part](folder, signing)
    else await (part === 'console' ? buildConsolePackages(folder, 'windows', signing) : buildWindowsAgent(folder, signature, signing))
    console.log(`${part}: built in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`)
  }
  for (const name of await writeChecksums(folder, key)) console.log(path.join(path.relative(process.cwd(), folder), name))
  if (key === null)
    console.log('SHA256SUMS is not signed: --signing-key FILE or CLASSWARDEN_SIGNING_KEY names the key (docs/packaging.md).')
  else
    console.log(
      `SHA256SUMS is signed; check with this public key:\n${createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()}`,
    )
}

interface RollBackOptions {
  readonly from: string
  readonly to: string
  readonly out: string
  readonly signingKey?: string
}

async function rollBack({ from, to, out, signingKey }: RollBackOptions): Promise<void> {
  if (signingKey === undefined) throw new PackageFailure('Name the key that signs builds: --signing-key FILE or CLASSWARDEN_SIGNING_KEY.')
  const folder = path.resolve(out)
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `classwarden-agent_${from}-back-to-${to}.cwbuild`)
  await writeRollBack(from, to, await readKey(signingKey), file)
  console.log(path.relative(process.cwd(), file))
}

async function verify(folder: string, { key }: { readonly key: string }): Promise<void> {
  const verified = await verifyChecksums(path.resolve(folder), await readKey(key))
  if (!verified.ok) throw new PackageFailure(`${verified.detail} (${verified.code})`)
  for (const name of verified.value) console.log(`${name}: as signed`)
}

/** Its parts are those of the tests: not loaded to build packages. */
async function tryOut(options: TrialOptions): Promise<void> {
  const { tryPackages } = await import('./trial/try-packages')
  if (!(await tryPackages(options))) process.exitCode = 1
}

const program = new Command('package').description('Builds the packages of Classwarden.')
const defaultOut = path.join(root, 'dist')
program
  .command('build', { isDefault: true })
  .description('build packages, all of them unless some are named')
  .addArgument(new Argument('[parts...]', 'agent, hub, console').choices(parts))
  .option('--out <folder>', 'where they are written', defaultOut)
  .addOption(new Option('--platform <name>', 'the PCs they are for').choices(platforms).default('linux'))
  .option('--signing-key <file>', 'Ed25519 private key in PEM that signs the checksums', process.env['CLASSWARDEN_SIGNING_KEY'])
  .option('--certificate <file>', 'certificate in PEM, with its chain, that signs what is for Windows')
  .option('--certificate-key <file>', 'its private key in PEM')
  .option('--timestamp-url <url>', 'time stamping service (RFC 3161), so that the signature outlives the certificate')
  .option('--next-key <file>', 'Ed25519 public key in PEM that PCs take in the place of the present one from this build on')
  .action(build)
program
  .command('roll-back')
  .description('make the signed order to go back from one version of the agent to the one before it')
  .requiredOption('--from <version>', 'the version to leave')
  .requiredOption('--to <version>', 'the one that PCs keep from before, or the one of their package')
  .option('--out <folder>', 'where it is written', defaultOut)
  .option('--signing-key <file>', 'the key that signs builds', process.env['CLASSWARDEN_SIGNING_KEY'])
  .action(rollBack)
program
  .command('verify')
  .description('check that packages are those that were signed')
  .argument('[folder]', 'where they are', defaultOut)
  .requiredOption('--key <file>', 'Ed25519 public key in PEM')
  .action(verify)
program
  .command('try')
  .description('build everything, install it in roots of its own, have it work together, and take it away again (Debian, as root)')
  .option('--from <folder>', 'packages that an earlier trial kept, in place of building')
  .option('--keep', 'leave packages and pictures where they are')
  .action(tryOut)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof PackageFailure)) throw error
  console.error(error.message)
  process.exitCode = 1
}
