/**
 * `node scripts/setup.mjs [--for start|hub|demo|test|policy|package|package-windows] [--quiet]`: provides everything the repository needs, from zero. Plain
 * JavaScript without a dependency, because nothing is installed yet when it starts.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { electron } from './setup/electron.mjs'
import { npmPackages } from './setup/npm-packages.mjs'
import { nodeVersionComplaint } from './setup/node-version.mjs'
import { products } from './setup/products.mjs'
import { runSteps, say, SetupFailure } from './setup/step.mjs'
import { systemPackages } from './setup/system-packages.mjs'
import { wine } from './setup/wine.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
/** @type {readonly import('./setup/system-packages.mjs').Purpose[]} */
const purposes = ['start', 'hub', 'demo', 'test', 'policy', 'package', 'package-windows']

/** @param {import('./setup/system-packages.mjs').Purpose} purpose */
function stepsFor(purpose) {
  // Policies are tried from their sources: nothing is built for it.
  if (purpose === 'policy') return [npmPackages(root)]
  // A hub on a server has no windows.
  if (purpose === 'hub') return [npmPackages(root), products(root)]
  // A build for another purpose needs no compiler for Windows.
  const needed = process.platform === 'linux' ? ['out/agent/classwarden-desktop.exe'] : []
  if (purpose === 'package-windows') return [systemPackages(purpose), npmPackages(root), products(root, needed)]
  if (purpose !== 'test') return [systemPackages(purpose), npmPackages(root), electron(root), products(root)]
  return [systemPackages(purpose), npmPackages(root), electron(root), products(root, needed), wine(root)]
}

async function main() {
  const { values } = parseArgs({ options: { for: { type: 'string', default: 'start' }, quiet: { type: 'boolean', default: false } } })
  const purpose = purposes.find((name) => name === values.for)
  if (purpose === undefined) throw new SetupFailure(`--for takes one of ${purposes.join(', ')}, not "${values.for}"`)
  const complaint = nodeVersionComplaint(process.versions.node)
  if (complaint !== undefined) throw new SetupFailure(complaint)

  await runSteps(stepsFor(purpose), { isQuiet: values.quiet })
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error
  say(`stopped: ${error.message}`)
  process.exitCode = 1
}
