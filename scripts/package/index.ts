import { createPublicKey } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Argument, Command } from 'commander'
import { buildAgentPackage } from './agent-package'
import { verifyChecksums, writeChecksums } from './checksums'
import { buildConsolePackages } from './console-package'
import { buildHubPackage } from './hub-package'
import { PackageFailure, root } from './workspace'

/** `npm run package`: builds what is installed in a school (docs/packaging.md). */

const builders = { agent: buildAgentPackage, hub: buildHubPackage, console: buildConsolePackages } as const
type Part = keyof typeof builders
const parts: readonly Part[] = ['agent', 'hub', 'console']

interface BuildOptions {
  readonly out: string
  readonly signingKey?: string
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new PackageFailure(`The key ${file} cannot be read.`)
  })
}

async function build(wanted: readonly Part[], { out, signingKey }: BuildOptions): Promise<void> {
  // A key that is not there is told before the minutes of work.
  const key = signingKey === undefined ? null : await readKey(signingKey)
  const folder = path.resolve(out)
  await mkdir(folder, { recursive: true })
  for (const part of wanted.length === 0 ? parts : wanted) {
    const startedMs = performance.now()
    await builders[part](folder)
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

async function verify(folder: string, { key }: { readonly key: string }): Promise<void> {
  const verified = await verifyChecksums(path.resolve(folder), await readKey(key))
  if (!verified.ok) throw new PackageFailure(`${verified.detail} (${verified.code})`)
  for (const name of verified.value) console.log(`${name}: as signed`)
}

const program = new Command('package').description('Builds the packages of Classwarden.')
const defaultOut = path.join(root, 'dist')
program
  .command('build', { isDefault: true })
  .description('build packages, all of them unless some are named')
  .addArgument(new Argument('[parts...]', 'agent, hub, console').choices(parts))
  .option('--out <folder>', 'where they are written', defaultOut)
  .option('--signing-key <file>', 'Ed25519 private key in PEM that signs the checksums', process.env['CLASSWARDEN_SIGNING_KEY'])
  .action(build)
program
  .command('verify')
  .description('check that packages are those that were signed')
  .argument('[folder]', 'where they are', defaultOut)
  .requiredOption('--key <file>', 'Ed25519 public key in PEM')
  .action(verify)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof PackageFailure)) throw error
  console.error(error.message)
  process.exitCode = 1
}
