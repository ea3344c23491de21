#!/usr/bin/env node
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { systemClock } from '#shared/clock'
import { openKeyFile } from '../store/key'
import { verifiedWords, verifyHub } from './chain/verify'
import { restoredWords, restoreHub } from './backup/restore'
import { checkLine, doctorExitCode, examineFolder } from './doctor/examine-folder'
import { checkPack, packWords } from './evidence/verify-pack'
import { startHub } from './hub'
import { createLog } from './log'
import { hubVersion } from './version'

interface Flags {
  readonly data: string
  readonly consolePort: number
  readonly agentPort: number
  readonly bind: string
  readonly address: string[]
}

const readPort = (text: string): number => {
  const port = Number(text)
  if (!/^\d{1,5}$/u.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes a free one.')
  return port
}

const fromEnvironment = (name: string, otherwise: string): string => process.env[name] ?? otherwise

const program = new Command('classwarden-hub')
  .description('The hub of Classwarden without a window: pupil PCs and consoles connect to it.')
  .version(hubVersion)
  .option('--data <folder>', 'data folder (CLASSWARDEN_DATA)', fromEnvironment('CLASSWARDEN_DATA', '/var/lib/classwarden'))
  .option('--console-port <port>', 'port for consoles, browsers and enrolment', readPort, 7443)
  .option('--agent-port <port>', 'port for pupil PCs', readPort, 7444)
  .option('--bind <address>', 'address to listen on', fromEnvironment('CLASSWARDEN_BIND', '0.0.0.0'))
  .option(
    '--address <host>',
    'name or address others reach this hub by; may be given several times',
    (host, all: string[]) => [...all, host],
    [],
  )

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const giveUp = (detail: string): void => {
  process.stderr.write(`classwarden-hub: ${detail}\n`)
  process.exitCode = 1
}

const run = async ({ data, consolePort, agentPort, bind, address }: Flags): Promise<void> => {
  const dataFolder = path.resolve(data)
  const key = await openKeyFile(dataFolder)
  if (!key.ok) {
    giveUp(key.detail)
    return
  }
  const log = createLog((line) => void process.stderr.write(`${line}\n`))
  const started = await startHub({
    dataFolder,
    key: key.value,
    consolePort,
    agentPort,
    bindAddress: bind,
    hubAddresses: address,
    rendererFolder: path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../renderer'),
    policiesFile: path.resolve(path.dirname(fileURLToPath(import.meta.url)), 'policies.bin'),
    clock: systemClock,
    log,
  })
  if (!started.ok) {
    giveUp(started.detail)
    return
  }
  const hub = started.value
  print(`Classwarden hub ${hubVersion}`)
  for (const one of hub.addresses) print(`Consoles and browsers: https://${one}`)
  print(`Pupil PCs: port ${hub.agentPort}`)
  print(`Authority fingerprint: ${hub.authorityFingerprint}`)
  if (hub.firstRunCode !== null) print(`One-time code for the first account: ${hub.firstRunCode}`)

  const stop = (): void => {
    hub.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stop-failed', error)
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

interface VerifyFlags {
  readonly head?: string
  readonly exportHead?: string
}

const verify = async ({ head, exportHead }: VerifyFlags): Promise<void> => {
  const { data } = program.opts<Flags>()
  const verified = await verifyHub({
    dataFolder: path.resolve(data),
    headFile: head ?? null,
    clock: systemClock,
    onProgress: (done, all) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} links${done === all ? '\n' : ''}`)
    },
  })
  if (!verified.ok) {
    giveUp(verified.detail)
    return
  }
  for (const line of verifiedWords(verified.value)) print(line)
  const { report, headFault } = verified.value
  if (report.findings.length > 0 || headFault !== null) {
    process.exitCode = 1
    return
  }
  if (exportHead === undefined) return
  await writeFile(exportHead, `${JSON.stringify(verified.value.head, null, 2)}\n`)
  print(`The signed head is in ${exportHead}. Keep it where nobody who can reach the hub can change it.`)
}

program.action(() => run(program.opts<Flags>()))
program
  .command('verify')
  .description('Checks that no audit entry, concern, picture or decision was changed, removed or put in. The hub must not be running.')
  .option('--head <file>', 'a signed head exported before, through which the chain must still pass')
  .option('--export-head <file>', 'writes the signed head when all is well')
  .action(verify)

interface PackFlags {
  readonly passphraseFile: string
  readonly key?: string
}

const verifyPack = async (file: string, { passphraseFile, key }: PackFlags): Promise<void> => {
  const passphrase = await readFile(passphraseFile === '-' ? '/dev/stdin' : passphraseFile, 'utf8').catch(() => null)
  const archive = await readFile(file).catch(() => null)
  if (passphrase === null || archive === null) {
    giveUp(`${passphrase === null ? passphraseFile : file} cannot be read. Check the name.`)
    return
  }
  const checked = await checkPack(archive, passphrase.trim(), key ?? null)
  if (!checked.ok) {
    giveUp(checked.detail)
    return
  }
  for (const line of packWords(checked.value)) print(line)
  if (checked.value.faults.length > 0) process.exitCode = 1
}

program
  .command('verify-pack <file>')
  .description('Checks an evidence pack by its signed manifest, without a hub.')
  .requiredOption('--passphrase-file <file>', 'holds the passphrase; - reads it from standard input')
  .option('--key <base64>', "the school's public key, as it told it by another way")
  .action(verifyPack)

interface RestoreFlags {
  readonly keyFile: string
}

const restore = async (file: string, { keyFile }: RestoreFlags): Promise<void> => {
  const dataFolder = path.resolve(program.opts<Flags>().data)
  const recoveryKey = await readFile(keyFile === '-' ? '/dev/stdin' : keyFile, 'utf8').catch(() => null)
  if (recoveryKey === null) {
    giveUp(`${keyFile} cannot be read. Check the name.`)
    return
  }
  const current = await readFile(path.join(dataFolder, 'hub.key')).catch(() => null)
  const restored = await restoreHub({
    file: path.resolve(file),
    recoveryKey,
    dataFolder,
    currentKey: current?.byteLength === 32 ? new Uint8Array(current) : null,
    clock: systemClock,
  })
  if (!restored.ok) {
    giveUp(restored.detail)
    return
  }
  for (const line of restoredWords(restored.value)) print(line)
}

program
  .command('restore <file>')
  .description('Makes a hub out of a backup, in an empty data folder. The hub must not be running.')
  .requiredOption('--key-file <file>', 'holds the recovery key; - reads it from standard input')
  .action(restore)

const doctor = async ({ json }: { readonly json?: boolean }): Promise<void> => {
  const { data, bind, consolePort, agentPort } = program.opts<Flags>()
  const ports = [consolePort, agentPort]
  const checks = await examineFolder({ dataFolder: path.resolve(data), bindAddress: bind, ports, clock: systemClock })
  if (json === true) print(JSON.stringify(checks))
  else for (const check of checks) print(checkLine(check))
  process.exitCode = doctorExitCode(checks)
}

program
  .command('doctor')
  .description(
    'Looks at the hub of the data folder and at this computer. Sees most while the hub is stopped; a running one is asked by "classwarden doctor".',
  )
  .option('--json', 'prints JSON for scripts')
  .addHelpText('after', '\nExit codes: 0 all is well, 1 something is bad, 3 something wants a look.')
  .action(doctor)

await program.parseAsync()
