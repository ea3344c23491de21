import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { collectClosers, type Closers } from '../../../test/support/classroom/closers'
import { type Desktop, startDesktop, until } from '../../../test/support/desktop'
import { type FreshRoot, makeFreshRoot } from '../../../test/support/fresh-root'
import { magentaPixels, openMagentaWindow } from '../../../test/support/pupil'
import { narrate, type Narration } from '../../demo/narration'
import { PackageFailure, runTool } from '../workspace'
import { tryConsole } from './installed-console'
import { type InstalledHub, installHub, staff } from './installed-hub'
import { type InstalledPc, installPc } from './installed-pc'
import { must } from './must'
import { buildNextRelease, buildPackages, checkPackages, findPackage, packagesIn, type TrialPackages } from './packages'

export interface TrialOptions {
  /** Packages of an earlier trial, in place of new ones. */
  readonly from?: string
  /** Leaves packages and pictures where they are. */
  readonly keep?: boolean
}

interface Trial {
  readonly narration: Narration
  readonly closers: Closers
  readonly packages: TrialPackages
  /** Of this trial alone. */
  readonly folder: string
  readonly pictures: string
}

/** Longer than the hub's thirty seconds of trust in a new version. */
const updateWithinMs = 120_000
const liveWithinMs = 60_000

/** Builds every package, installs each in a root of its own, has them work together, and takes them away again. Answers whether all of it went well. */
export async function tryPackages({ from, keep = false }: TrialOptions): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new PackageFailure('Packages are tried on Linux, as root: each is installed in a mount namespace of its own.')
  await runTool(process.execPath, ['scripts/setup.mjs', '--for', 'test', '--quiet'])
  const narration = narrate((text) => process.stdout.write(text))
  const closers = collectClosers()
  const place = from === undefined ? await mkdtemp(path.join(tmpdir(), 'classwarden-trial-')) : path.resolve(from)
  const packages = packagesIn(place)
  const folder = closers.add(await mkdtemp(path.join(tmpdir(), 'classwarden-tried-')), (one) => rm(one, { recursive: true, force: true }))
  const pictures = path.join(place, 'pictures')
  // The hub and the console run as others than root.
  for (const one of [place, folder]) await chmod(one, 0o755)
  await mkdir(pictures, { recursive: true })
  const trial: Trial = { narration, closers, packages, folder, pictures }
  try {
    await (from === undefined
      ? build(trial)
      : narration.step('Checking the packages against their signed checksums', () => checkPackages(packages)))
    await useTogether(trial)
  } catch (error) {
    narration.note('the trial', error instanceof Error ? error.message : String(error), false)
  } finally {
    await closers.closeAll()
  }
  const good = narration.sum()
  if (keep || from !== undefined)
    narration.say(`  Packages and pictures are in ${place} (npm run package -- try --from ${place} tries them again).`)
  else await rm(place, { recursive: true, force: true })
  return good
}

async function build({ narration, packages }: Trial): Promise<void> {
  await narration.step(`Building all packages of ${packages.version}, signed with a key made for this trial`, () => buildPackages(packages))
  await narration.step(`Building the agent of ${packages.nextVersion} from these sources with the version raised`, () =>
    buildNextRelease(packages),
  )
  const count = await narration.step('Checking the packages against their signed checksums', () => checkPackages(packages))
  narration.note('packages', `${count} as signed; one that was cut short is noticed`, true)
}

async function useTogether(trial: Trial): Promise<void> {
  const { narration, closers, packages, folder } = trial
  const hub = await narration.step('Installing the hub and starting it as its unit does', async () =>
    installHub(await findPackage(packages, 'classwarden-hub'), folder, closers),
  )
  narration.note(
    'hub',
    `runs as ${await userOf(hub.root, 'classwarden-hub.js')}; first account, room and teacher made by its command line`,
    true,
  )

  const bundle = path.join(folder, 'enrolment.json')
  await hub.command('technician', 'enrol-bundle', 'Lab 1', '--out', bundle)
  const pc = await narration.step('Installing the agent with a bundle and starting it as its unit does', async () =>
    installPc(await findPackage(packages, 'classwarden-agent'), bundle, hub, folder, closers),
  )
  await narration.step('Waiting for the PC to enrol and to report its window', () => report(trial, pc))
  await narration.step('Locking it and unlocking it', () => lock(trial, hub, pc))
  for (const [name, run] of [
    ['the folder to run from', (desktop: Desktop) => unpackedConsole(trial, hub, desktop)],
    ['its package', (desktop: Desktop) => consoleOfPackage(trial, hub, desktop)],
  ] as const)
    await narration.step(`Starting the console from ${name} as an ordinary user and signing in to this hub`, async () => {
      const desktop = closers.add(await startDesktop({ width: 1_280, height: 800 }), (one) => one.stop())
      narration.note(`console from ${name}`, `shows the class; ${await run(desktop)}`, true)
    })
  await narration.step(`Bringing ${packages.nextVersion} onto the PC from the hub`, () => update(trial, hub, pc))
  await narration.step(`Leading it back to ${packages.version}`, () => goBack(trial, hub, pc))
  await narration.step('Making a backup, destroying the hub, restoring it', () => restore(trial, hub, pc))
  await narration.step('Enrolling a second PC by the command, and purging it', () => enrolByCommand(trial, hub))
  await narration.step('Purging agent and hub', async () => {
    await pc.end()
    await hub.end()
    await purge(trial, pc.root, 'classwarden-agent')
    await purge(trial, hub.root, 'classwarden-hub')
  })
}

async function report({ narration }: Trial, pc: InstalledPc): Promise<void> {
  await until('the PC to be live', async () => (await pc.view())?.display.state === 'ready', liveWithinMs).catch(() => {
    throw new PackageFailure(`The PC does not report:\n${pc.log()}`)
  })
  await openMagentaWindow(pc.desktop)
  await until('its window', async () => (await pc.view())?.foreground?.application.toLowerCase().includes('xterm') === true)
  const view = await pc.view()
  narration.note(
    'agent',
    `enrolled as ${view?.name ?? ''}, linked, ${view?.foreground?.application ?? ''} in front; ${pc.installed.length} paths added`,
    true,
  )
}

async function lock({ narration }: Trial, hub: InstalledHub, { desktop }: InstalledPc): Promise<void> {
  await hub.command('teacher', 'lock', 'Lab 1', '--text', 'Eyes on the board')
  const covered = (await magentaPixels(desktop)) === 0
  await hub.command('teacher', 'unlock', 'Lab 1')
  await until('the desktop', async () => (await magentaPixels(desktop)) > 0)
  narration.note('lock', covered ? 'covered the screen, and is gone again' : 'did not cover the screen', covered)
}

const unpackedConsole = ({ packages, folder, pictures }: Trial, hub: InstalledHub, { display }: Desktop): Promise<string> =>
  tryConsole({
    program: path.join(packages.folder, 'linux-unpacked/classwarden-console'),
    ...{ display, hub, folder: path.join(folder, 'console') },
    screenshot: path.join(pictures, 'console-unpacked.png'),
  })

async function consoleOfPackage(trial: Trial, hub: InstalledHub, { display }: Desktop): Promise<string> {
  const { packages, folder, pictures, closers } = trial
  const root = closers.add(await makeFreshRoot(), (one) => one.stop())
  await must(root, 'apt-get', 'install', '-y', '-q', '--no-install-recommends', await findPackage(packages, 'classwarden-console'))
  const held = await tryConsole({
    program: '/usr/bin/classwarden-console',
    spawn: (program, args, env) => root.spawn(program, args, env),
    ...{ display, hub, folder: path.join(folder, 'console-of-package') },
    screenshot: path.join(pictures, 'console-of-package.png'),
  })
  await purge(trial, root, 'classwarden-console')
  return held
}

const buildSchema = z.object({ buildId: z.string() })
const progressSchema = z.object({ devices: z.array(z.object({ standing: z.string(), detail: z.string() })) })

async function rollOut(hub: InstalledHub, file: string): Promise<string> {
  const { buildId } = buildSchema.parse(JSON.parse(await hub.command('technician', '--json', 'agent-builds', 'add', file)))
  await hub.command('technician', 'agent-builds', 'roll-out', buildId, '--room', 'Lab 1')
  const found = { standing: '', detail: '' }
  await until(
    'the roll-out',
    async () => {
      const { devices } = progressSchema.parse(JSON.parse(await hub.command('technician', '--json', 'agent-builds', 'progress', buildId)))
      Object.assign(found, devices[0])
      return found.standing === 'installed'
    },
    updateWithinMs,
  ).catch(() => {
    throw new PackageFailure(`The PC did not follow: ${found.standing} ${found.detail}`)
  })
  await hub.command('technician', 'agent-builds', 'stop', buildId)
  return buildId
}

async function update({ narration, packages }: Trial, hub: InstalledHub, pc: InstalledPc): Promise<void> {
  await rollOut(hub, packages.nextBuild)
  const version = await pc.version()
  const kept = await must(pc.root, 'readlink', '/var/lib/classwarden-agent/versions/current')
  narration.note('update', `the PC runs ${version ?? 'nothing'}, current is ${kept.stdout.trim()}`, version === packages.nextVersion)
}

async function goBack({ narration, packages, folder }: Trial, hub: InstalledHub, pc: InstalledPc): Promise<void> {
  const { version, nextVersion, signingKey } = packages
  const order = ['roll-back', '--from', nextVersion, '--to', version, '--signing-key', signingKey, '--out', folder]
  await runTool(process.execPath, ['--import', 'tsx', 'scripts/package/index.ts', ...order])
  await rollOut(hub, path.join(folder, `classwarden-agent_${nextVersion}-back-to-${version}.cwbuild`))
  await until('the version before', async () => (await pc.version()) === version, liveWithinMs)
  narration.note('roll-back', `the PC runs ${version} again`, true)
}

async function restore({ narration, folder }: Trial, hub: InstalledHub, pc: InstalledPc): Promise<void> {
  const before = await pc.view()
  const backups = path.join(folder, 'backups')
  await must(hub.root, 'install', '-d', '-m', '0700', '-o', 'classwarden', '-g', 'classwarden', backups)
  const key = path.join(folder, 'recovery.key')
  await hub.command('technician', 'backup', 'make-key', '--out', key)
  await hub.command('technician', 'backup', 'set', backups, '--by-hand')
  await hub.command('technician', 'backup', 'run')
  const [file] = (await readdir(backups)).filter((name) => !name.startsWith('.'))
  await hub.end()
  await must(hub.root, 'sh', '-c', 'rm -rf /var/lib/classwarden/* /var/lib/classwarden/.[!.]*')
  await must(hub.root, 'chown', 'classwarden:classwarden', key)
  await hub.hubCommand('restore', path.join(backups, file ?? ''), '--key-file', key)
  const verified = await hub.hubCommand('verify')
  await hub.start()
  for (const person of staff) await hub.signIn(person)
  await until('the PC to be back', async () => (await pc.view())?.presence.state === 'live', liveWithinMs)
  const after = await pc.view()
  const isSame = before !== null && after?.deviceId === before.deviceId
  narration.note(
    'restore',
    `${isSame ? 'the same PC is back without enrolling' : 'the PC is another'}; ${verified.trim().split('\n').at(-1) ?? ''}`,
    isSame,
  )
}

/** Where no bundle lies: as on a PC that is set up by hand. */
async function enrolByCommand(trial: Trial, hub: InstalledHub): Promise<void> {
  const { narration, packages, folder, closers } = trial
  const root = closers.add(await makeFreshRoot(), (one) => one.stop())
  await must(root, 'apt-get', 'install', '-y', '-q', '--no-install-recommends', await findPackage(packages, 'classwarden-agent'))
  const bundle = path.join(folder, 'second.json')
  await hub.command('technician', 'enrol-bundle', 'Lab 1', '--out', bundle)
  const { stdout } = await must(root, 'classwarden-agent', 'enrol', bundle)
  const again = await root.run('classwarden-agent', ['enrol', bundle])
  const isKnown = stdout.startsWith('Enrolled in Lab 1 as ') && again.code !== 0
  narration.note('enrolment', isKnown ? 'the command enrols a PC, and the spent bundle none after it' : `${stdout}${again.stdout}`, isKnown)
  await purge(trial, root, 'classwarden-agent')
}

/** What dpkg, apt and the making of accounts themselves remember of a package that came and went, and the list of icons that GTK makes anew. */
const theirs =
  /: \/var\/(?:lib\/(?:dpkg|apt)|log|cache)\/|: \/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$|^changed: \/usr\/share\/icons\/hicolor\/icon-theme\.cache$/u

async function purge({ narration }: Trial, root: FreshRoot, name: string): Promise<void> {
  await must(root, 'apt-get', 'purge', '-y', '-q', name)
  const left = (await root.changes.list()).filter((change) => !theirs.test(change))
  narration.note(`purge of ${name}`, left.length === 0 ? 'nothing is left of it' : left.join(', '), left.length === 0)
}

/** The account of the process of this machine whose command holds `text`, as the root's own files name it. */
async function userOf(root: FreshRoot, text: string): Promise<string> {
  const { stdout } = await must(root, 'sh', '-c', `ps -C node -o user:32=,args= | grep -F '${text}' | grep -v grep | head -n 1`)
  return stdout.trim().split(/\s+/u)[0] ?? ''
}
