import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { mostSoftware, type SoftwareItem } from '#shared/model/inventory'
import { readEdid } from '../edid'
import type { InventorySource } from '../inventory-port'

const withinMs = 120_000
const mostOutput = 16 * 1024 * 1024

/** What a program of the system prints; null where it is not there or fails. */
async function ask(program: string, ...args: string[]): Promise<string | null> {
  const environment = { ...process.env, LC_ALL: 'C' }
  const said = await promisify(execFile)(program, args, { timeout: withinMs, maxBuffer: mostOutput, env: environment }).catch(() => null)
  return said?.stdout ?? null
}

const modifiedAt = async (file: string): Promise<number | null> =>
  stat(file).then(
    ({ mtimeMs }) => Math.round(mtimeMs),
    () => null,
  )

/** Lines of `dpkg-query`: state, name and version between tabs. Of a program with several architectures one stands for all. */
export function parsePackages(output: string): SoftwareItem[] {
  const found = new Map<string, SoftwareItem>()
  for (const line of output.split('\n')) {
    const [state = '', name = '', version = ''] = line.split('\t')
    if (!/^.i/u.test(state) || name === '') continue
    const item = { name: name.slice(0, 200), version: version.slice(0, 120) }
    found.set(`${item.name} ${item.version}`, item)
  }
  return [...found.values()]
    .sort((a, b) => (a.name < b.name || (a.name === b.name && a.version < b.version) ? -1 : 1))
    .slice(0, mostSoftware)
}

/** How many updates wait, by what `apt-get --simulate dist-upgrade` would install. */
export function countUpdates(simulated: string): { readonly pending: number; readonly security: number } {
  const lines = simulated.split('\n').filter((line) => /^Inst \S+ \[/u.test(line))
  return { pending: lines.length, security: lines.filter((line) => /\([^)]*security/iu.test(line)).length }
}

interface KnownProtection {
  readonly name: string
  /** One of them installed: it is there. */
  readonly packages: readonly string[]
  /** Its process at work, by the name the kernel keeps (15 characters). */
  readonly process: string
  /** Files that change with its signatures. */
  readonly signatures: readonly string[]
}

const known: readonly KnownProtection[] = [
  {
    name: 'ClamAV',
    packages: ['clamav', 'clamav-daemon'],
    process: 'clamd',
    signatures: ['daily.cld', 'daily.cvd'].map((file) => `/var/lib/clamav/${file}`),
  },
  { name: 'Microsoft Defender', packages: ['mdatp'], process: 'wdavdaemon', signatures: [] },
  { name: 'CrowdStrike Falcon', packages: ['falcon-sensor'], process: 'falcon-sensor', signatures: [] },
  { name: 'ESET', packages: ['eea', 'esets'], process: 'odfeeder', signatures: [] },
]

async function runningNames(): Promise<ReadonlySet<string>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')))
  return new Set(names.map((name) => name.trim()))
}

/** Debian and what is made of it: dpkg, apt; the rest by the kernel. */
export const linuxInventory: InventorySource = {
  software: async () => {
    const listed = await ask('dpkg-query', '-W', '-f=${db:Status-Abbrev}\\t${Package}\\t${Version}\\n')
    return listed === null ? null : parsePackages(listed)
  },

  updates: async () => {
    const lists = (await readdir('/var/lib/apt/lists').catch(() => [])).filter((name) => name.endsWith('Release'))
    // Without lists the system knows of no updates, which is not the same as none.
    if (lists.length === 0) return null
    const simulated = await ask('apt-get', '--simulate', '-qq', '-o', 'Debug::NoLocking=true', 'dist-upgrade')
    if (simulated === null) return null
    const looked = await Promise.all(
      ['/var/lib/apt/periodic/update-success-stamp', '/var/lib/apt/lists/partial', '/var/lib/apt/lists'].map(modifiedAt),
    )
    return { ...countUpdates(simulated), lookedAt: looked.find((at) => at !== null) ?? null }
  },

  changedAt: () => modifiedAt('/var/lib/dpkg/status'),

  protection: async (software) => {
    const installed = new Set(software.map(({ name }) => name))
    const there = known.filter(({ packages }) => packages.some((name) => installed.has(name)))
    if (there.length === 0) return null
    const running = await runningNames()
    return Promise.all(
      there.map(async ({ name, process: program, signatures }) => {
        const ages = await Promise.all(signatures.map(modifiedAt))
        return {
          name,
          state: running.has(program) ? ('running' as const) : ('stopped' as const),
          signaturesAt: ages.find((at) => at !== null) ?? null,
        }
      }),
    )
  },

  monitors: async () => {
    const folder = '/sys/class/drm'
    const outputs = await readdir(folder).catch(() => [])
    const edids = await Promise.all(outputs.map((output) => readFile(path.join(folder, output, 'edid')).catch(() => null)))
    return edids.flatMap((edid) => (edid === null ? [] : (readEdid(edid) ?? []))).slice(0, 16)
  },
}
