import path from 'node:path'
import './zod-settings'
import { Command, InvalidArgumentError } from 'commander'
import { agentClock } from './clock'
import { defaultDataFolder } from './data-folder'
import { identityOfThisPc, identityOnDisk } from './enrolment/identity-of-this-pc'
import { endWith } from './failure'
import { logToStderr } from './log'
import { ownCommand, ownFolder, packageFolder } from './own-command'
import { hasDeviceKey } from './storage/device-key'
import { agentVersion, desktopSources } from './version'

/*
 * Each command loads its own parts when it runs: enrolment's certificate library and the drawing library never enter the memory of an agent that
 * runs all day.
 */

const idleAfterMs = 60_000

interface DataOption {
  readonly data: string
}

interface PolicyOptions extends DataOption {
  readonly extension: string
  readonly host: string
  readonly place: string
  readonly run: string
  readonly root: string
  readonly developerTools: boolean
}

interface RunOptions extends DataOption {
  readonly bundle?: string
  readonly untilInputEnds?: true
  readonly display?: string
  readonly xauthority?: string
  readonly powerPrograms?: string
}

function parseDisplay(name: string): string {
  if (!/^:\d{1,4}(\.\d)?$/u.test(name)) throw new InvalidArgumentError('It must read like :0.')
  return name
}

interface EnrolOptions extends DataOption {
  readonly find?: boolean
}

async function enrolCommand(bundleFile: string | undefined, { data, find }: EnrolOptions): Promise<void> {
  if (find === true) {
    await showHubs()
    return
  }
  if (bundleFile === undefined) {
    program.error('error: name the bundle the technician issued, or look for hubs with --find')
    return
  }
  const { readBundle } = await import('./enrolment/bundle')
  const { enrol } = await import('./enrolment/enrol')
  const bundle = await readBundle(bundleFile, agentClock.now())
  const identity = bundle.ok ? await enrol(bundle.value, data, agentClock.now()) : bundle
  if (!identity.ok) {
    endWith(identity)
    return
  }
  process.stdout.write(`Enrolled in ${identity.value.room} as ${identity.value.deviceId}.\n`)
}

/** [AN5] What announces itself: to be compared with what the technician says, and joined with a bundle alone. */
async function showHubs(): Promise<void> {
  const { findHubs } = await import('./announcements/find-hubs')
  const { hubs } = await findHubs()
  for (const { address, consolePort, site, authorityFingerprint } of hubs)
    process.stdout.write(`${address}:${consolePort}  ${authorityFingerprint}  ${site}\n`)
  process.stdout.write(
    hubs.length === 0
      ? 'No hub announces itself on the networks of this PC.\n'
      : 'Anybody can announce a hub: compare the fingerprint with the one your technician reads out. A PC joins only with a bundle.\n',
  )
}

async function findHubCommand({ data }: DataOption): Promise<void> {
  const { findHubCommand: find } = await import('./announcements/find-hubs')
  await find(data, process.stdout)
}

async function runCommand({ data, bundle, untilInputEnds, display, xauthority, powerPrograms }: RunOptions): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logToStderr(`Stopping (${signal}).`)
      stop.abort()
    })
  }
  if (untilInputEnds === true) {
    process.stdin.once('close', () => {
      logToStderr('Stopping (standard input ended).')
      stop.abort()
    })
    process.stdin.resume()
  }
  const look = (signal: AbortSignal): ReturnType<typeof identityOfThisPc> =>
    identityOfThisPc({ dataFolder: data, bundleFile: bundle ?? null, clock: agentClock, log: logToStderr }, signal)
  const onDisk = await identityOnDisk({ dataFolder: data, log: logToStderr })
  // A PC that was at work before holds what lies on its disk, whatever became of its identity.
  if (!onDisk.ok && !hasDeviceKey(data)) {
    const enrolled = await look(stop.signal)
    if (enrolled === null) return
    if (!enrolled.ok) {
      endWith(enrolled)
      return
    }
  }
  const { openPlatform } = await import('./platform/open-platform')
  const desktopProgram = path.join(packageFolder(), 'classwarden-desktop.exe')
  const { holdFromDisk } = await import('./hold')
  const platform = await openPlatform({
    idleAfterMs,
    drawNotice: ownCommand('draw-notice'),
    glyphFile: path.join(besides, 'notice-glyphs.bin'),
    holdConsoles: ownCommand('switch-consoles'),
    openAddress: 'xdg-open',
    powerPrograms: powerPrograms ?? null,
    desktopProgram: [desktopProgram],
    log: logToStderr,
    ...(display === undefined ? {} : { display: { name: display, xauthority: xauthority ?? null } }),
  })
  if (!platform.ok) {
    endWith({ ...platform, code: 'platform-unsupported' })
    return
  }
  const hold = holdFromDisk(data, platform.value, logToStderr)
  await hold.taken
  const { waitForIdentity } = await import('./identity/wait-for-identity')
  const identity = await waitForIdentity({ dataFolder: data, look, platform: platform.value, hold, log: logToStderr }, stop.signal)
  if (identity === null) {
    await hold.end()
    process.exit()
  }
  const { run } = await import('./run')
  const { readInstallRecord, setUpFolder } = await import('./browser/install-record')
  const { inventoryReaders } = await import('./inventory/inventory-readers')
  const setUp = await readInstallRecord(setUpFolder(data))
  const browsersUnmanaged = setUp !== null && !(await platform.value.browsers.takeForced())
  const parts = {
    identity,
    dataFolder: data,
    ...inventoryReaders(desktopProgram),
    packageFolder: packageFolder(),
    updateBuild: ownCommand('update-build'),
    findHub: ownCommand('find-hub'),
    restart: () => {
      stop.abort()
    },
    platform: platform.value,
    policyFile: path.join(besides, 'policies.bin'),
    browserPlace: browsersUnmanaged ? null : setUp,
    browsersUnmanaged,
    hold,
    log: logToStderr,
  }
  await run(parts, stop.signal)
  // Whatever timer a library still holds keeps nobody waiting.
  process.exit()
}

async function statusCommand({ data, json }: DataOption & { readonly json?: boolean }): Promise<void> {
  const { readStatus } = await import('./status/status-socket')
  const { describeStatus } = await import('./status/status')
  const status = await readStatus(data)
  if (status.ok) process.stdout.write(json === true ? `${JSON.stringify(status.value)}\n` : describeStatus(status.value))
  else endWith(status)
}

async function doctorCommand({ data, display }: RunOptions): Promise<void> {
  const { examine } = await import('./doctor/doctor')
  const { describeFinding } = await import('./doctor/finding')
  const findings = await examine(data, display ?? null)
  for (const finding of findings) process.stdout.write(describeFinding(finding))
  process.exitCode = findings.some(({ state }) => state === 'bad') ? 8 : 0
}

async function installPolicyCommand({ data, extension, host, place, run, root, developerTools }: PolicyOptions): Promise<void> {
  const { installBrowserPolicy } = await import('./browser/policy/browser-policy')
  const installed = await installBrowserPolicy({
    dataFolder: data,
    extension,
    hostProgram: host,
    nodeHost: ownCommand('browser-host'),
    place,
    runFolder: run,
    root,
    developerToolsOff: !developerTools,
  })
  if (!installed.ok) endWith(installed)
  else {
    if (installed.value.hostKind === 'node')
      process.stdout.write(
        'The C program that links browsers is missing or cannot run here: its Node fallback is used, with some 45 MB a profile.\n',
      )
    process.stdout.write(
      `Browsers are set up (extension ${installed.value.extensionId}). Restart the agent, and any browser that is open.\n`,
    )
  }
}

async function removePolicyCommand({ data }: DataOption): Promise<void> {
  const { removeBrowserPolicy } = await import('./browser/policy/browser-policy')
  const removed = await removeBrowserPolicy(data)
  if (!removed.ok) {
    endWith(removed)
    return
  }
  process.stdout.write('The set-up of the browsers is taken away. Restart the agent, and any browser that is open.\n')
  for (const file of removed.value) process.stdout.write(`${file} had been changed since: only what we wrote was taken out of it.\n`)
}

async function browserHostCommand({ run }: { readonly run: string }): Promise<void> {
  const { runNodeHost } = await import('./browser/host/node-host')
  runNodeHost(run)
}

async function drawNoticeCommand(): Promise<void> {
  const { drawNoticeCommand: draw } = await import('./platform/notice-picture')
  await draw(process.stdin, process.stdout)
}

async function takeInventoryCommand(): Promise<void> {
  const { inventoryCommand } = await import('./device-facts')
  await inventoryCommand(process.stdout)
}

async function readInventoryCommand(): Promise<void> {
  const { readInventoryCommand: read } = await import('./inventory/read-inventory')
  await read(process.stdout)
}

async function updateBuildCommand(work: string, buildId: string, { data }: DataOption): Promise<void> {
  const { updateBuildCommand: update } = await import('./update/update-errand')
  const order = {
    work: work === 'plan' ? ('plan' as const) : ('lay-out' as const),
    buildId,
    dataFolder: data,
    programFolder: besides,
    packageFolder: packageFolder(),
    packageVersion: process.env['CLASSWARDEN_PACKAGE_VERSION'] ?? agentVersion,
    packageDesktop: process.env['CLASSWARDEN_PACKAGE_DESKTOP'] ?? desktopSources,
  }
  await update(order, process.stdout)
}

async function switchConsolesCommand(order: string): Promise<void> {
  const { consoleSwitchingCommand } = await import('./platform/linux/console-switching')
  await consoleSwitchingCommand(order === 'hold' ? 'hold' : 'release')
}

/** Loads what `run` loads, so that its code is kept with the build (launch.ts). */
async function compileCommand(): Promise<void> {
  await Promise.all([import('./platform/open-platform'), import('./hold'), import('./identity/wait-for-identity'), import('./run')])
}

const program = new Command('classwarden-agent')
  .description('The part of Classwarden that runs on a pupil PC.')
  .version(agentVersion)
  .showHelpAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

const dataOption = ['--data <folder>', "the agent's data folder", defaultDataFolder] as const

program
  .command('enrol [bundle-file]')
  .description('join a hub with the bundle the technician issued; - reads it from standard input')
  .option(...dataOption)
  .option('--find', 'only show which hubs announce themselves on this network')
  .action(enrolCommand)
program
  .command('run')
  .description('run the agent until it is stopped')
  .option(...dataOption)
  .option('--bundle <file>', 'as long as this PC is not enrolled, wait for this bundle and enrol with it')
  .option('--until-input-ends', 'stop when standard input does, for what cannot send signals (the service on Windows)')
  .option('--display <name>', "X display to join instead of the active session's", parseDisplay)
  .option('--xauthority <file>', 'its authority file')
  .option('--power-programs <folder>', "where loginctl, systemctl and shutdown are (Windows: power.exe), instead of the system's own")
  .action(runCommand)
program
  .command('doctor')
  .description('look for what keeps the agent from working, and say what to do')
  .option(...dataOption)
  .option('--display <name>', "X display to look at instead of the active session's", parseDisplay)
  .action(doctorCommand)
program
  .command('status')
  .description('what the running agent says')
  .option(...dataOption)
  .option('--json', 'as one JSON object')
  .action(statusCommand)
program.command('compile', { hidden: true }).action(compileCommand)
const policy = program.command('browser-policy').description('set up the browsers of this PC, or take that away again')
const besides = ownFolder()
policy
  .command('install')
  .description('install extension, native host and managed policies for Chromium, Chrome, Edge and Firefox')
  .option(...dataOption)
  .option('--extension <folder>', 'the built extension', path.join(packageFolder(), 'extension'))
  .option('--host <file>', 'the built native messaging host', path.join(packageFolder(), 'browser-host'))
  .option('--place <folder>', 'where browsers load them from', '/usr/lib/classwarden-browser')
  .option('--run <folder>', 'where the agent listens for them', '/run/classwarden-browser')
  .option('--root <folder>', 'put before every other path, to prepare a file system', '/')
  .option('--developer-tools', 'leave the developer tools on', false)
  .action(installPolicyCommand)
policy
  .command('remove')
  .description('take all of it away, and bring back what was there before')
  .option(...dataOption)
  .action(removePolicyCommand)
program.command('browser-host', { hidden: true }).requiredOption('--run <folder>').action(browserHostCommand)
program.command('take-inventory', { hidden: true }).action(takeInventoryCommand)
program.command('read-inventory', { hidden: true }).action(readInventoryCommand)
program
  .command('update-build <work> <build>', { hidden: true })
  .option(...dataOption)
  .action(updateBuildCommand)
program
  .command('find-hub', { hidden: true })
  .option(...dataOption)
  .action(findHubCommand)
program.command('switch-consoles <order>', { hidden: true }).action(switchConsolesCommand)
program.command('draw-notice', { hidden: true }).action(drawNoticeCommand)

process.on('unhandledRejection', (error) => {
  logToStderr(`A fault ended the agent: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  process.exit(1)
})
void program.parseAsync()
