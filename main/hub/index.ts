#!/usr/bin/env node
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { systemClock } from '#shared/clock'
import { openKeyFile } from '../store/key'
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

await run(program.parse().opts<Flags>())
