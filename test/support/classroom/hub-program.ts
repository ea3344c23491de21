import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { until } from '../desktop'
import { projectFolder } from './console-program'
import type { NewHub } from './school'

/** The headless hub as a process of its own, new and on free loopback ports. */
export interface HubProgram extends NewHub {
  readonly pid: number
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again after `kill`, on the same folder and ports. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** What it says of itself once it listens. */
interface Said {
  readonly address: string
  readonly agentPort: string
  readonly authorityFingerprint: string
  readonly firstRunCode: string | null
}

export async function startHubProgram(): Promise<HubProgram> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-hub-'))
  let child: ChildProcess

  const start = async (consolePort: string, agentPort: string): Promise<Said> => {
    const args = ['--data', folder, '--bind', '127.0.0.1', '--console-port', consolePort, '--agent-port', agentPort]
    const started = spawn(process.execPath, [path.join(projectFolder, 'out/hub/classwarden-hub.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    let printed = ''
    let complaints = ''
    started.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    started.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)))
    const find = (pattern: RegExp): string | null => pattern.exec(printed)?.[1] ?? null
    await until(
      'the headless hub',
      () => {
        if (started.exitCode !== null) throw new Error(`the hub ended with ${started.exitCode}: ${complaints}`)
        // The code of a new hub comes last, in one piece with the fingerprint.
        return find(/fingerprint: ([0-9a-f]{64})\n/u) !== null
      },
      30_000,
    )
    const [address, port, authorityFingerprint] = [
      find(/https:\/\/(\S+)/u),
      find(/Pupil PCs: port (\d+)/u),
      find(/fingerprint: ([0-9a-f]{64})/u),
    ]
    if (address === null || port === null || authorityFingerprint === null) throw new Error(`the hub said something else:\n${printed}`)
    if (consolePort === '0') await until('the first-run code', () => find(/One-time code[^:]*: (\S+)/u) !== null)
    return { address, agentPort: port, authorityFingerprint, firstRunCode: find(/One-time code[^:]*: (\S+)/u) }
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  const stop = async (): Promise<void> => {
    await end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const { agentPort, ...said } = await start('0', '0')
    return {
      ...said,
      get pid() {
        return child.pid ?? 0
      },
      kill: () => end('SIGKILL'),
      start: async () => {
        await start(said.address.split(':').at(-1) ?? '0', agentPort)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
