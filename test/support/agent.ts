import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { launchEnvironment } from '../../agent/launch-environment'
import { loadIdentity } from '../../agent/identity/identity'
import { type AgentStatus, agentStatusSchema } from '../../agent/status/status'
import { until } from './desktop'
import { type OwnPc, startOwnPc } from './own-pc'
import { type PupilAccount, withAccount } from './pupil-account'

const program = path.resolve(import.meta.dirname, '../../out/agent/classwarden-agent.cjs')

/** The built agent the way it is launched on a PC; its command follows. */
export const agentCommand: readonly string[] = [process.execPath, program]

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command of the built agent to its end, the way it is launched on a PC. */
export async function runAgentCommand(args: readonly string[], input = '', pc: OwnPc | null = null): Promise<CommandResult> {
  const child = launchAgent(args, { stdin: 'pipe', within: pc?.within })
  child.stdin?.end(input)
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

export interface AgentOptions {
  /** Whoever issues enrolment bundles: a test hub. */
  readonly hub: { issueBundle(): Promise<EnrolmentBundle> }
  /** The pupil's desktop; for null one whose X server does not exist. */
  readonly desktop: { readonly display: string } | null
  /** Done with its data folder between enrolment and its first start. */
  readonly prepare?: (dataFolder: string) => Promise<void>
  /** The Node that runs it, for measuring: a copy shares no memory with this process. */
  readonly node?: string
  /** Folder of the programs that send a PC down; none when left out, so that no test sends the machine it runs on down. */
  readonly powerPrograms?: string
  /** Folder of programs that stand for the system's own of the same names. */
  readonly programs?: string
  /** An account the agent knows by name besides the machine's own. */
  readonly account?: PupilAccount
  /** Runs its command where its network is another than this machine's. */
  readonly network?: (command: readonly [string, ...string[]]) => [string, ...string[]]
  /** Clocks, boot id and, with `diskBytes`, a disk of its own; this machine's when left out. */
  readonly ownPc?: { readonly diskBytes?: number }
}

/** A real agent process, enrolled by a bundle, with a data folder of its own. */
export interface TestAgent {
  readonly deviceId: string
  readonly dataFolder: string
  readonly pid: number
  /** Null where this machine's clocks and disk are its own. */
  readonly pc: OwnPc | null
  /** Path of a file in its data folder, for this process. */
  file(name: string): string
  /** What it logged since its first start. */
  readonly logLines: readonly string[]
  /** What `classwarden-agent status` reads; throws when the agent does not run. */
  status(): Promise<AgentStatus>
  /** Starts it again after `end` or `kill`. */
  start(): void
  /** Ends it in an orderly way; answers its exit code. */
  end(): Promise<number | null>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const noSuchDisplay = ':9999'

export async function startAgent({
  hub,
  desktop,
  prepare,
  node = process.execPath,
  powerPrograms = '/dev/null',
  programs,
  account,
  network,
  ownPc,
}: AgentOptions): Promise<TestAgent> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'classwarden-agent-'))
  const bundleFile = path.join(dataFolder, 'bundle.json')
  await writeFile(bundleFile, JSON.stringify(await hub.issueBundle()), { mode: 0o600 })
  const enrolled = await runAgentCommand(['enrol', bundleFile, '--data', dataFolder])
  await rm(bundleFile)
  const identity = await loadIdentity(dataFolder)
  if (!identity.ok) {
    await rm(dataFolder, { recursive: true })
    throw new Error(`The agent did not enrol: ${enrolled.stderr}`)
  }

  await prepare?.(dataFolder)
  const pc = ownPc === undefined ? null : await startOwnPc({ dataFolder, ...ownPc })
  const within = pc?.within ?? network ?? (account === undefined ? undefined : (command: Command) => withAccount(account, command))
  const environment = { ...pc?.environment, ...(programs === undefined ? {} : { PATH: `${programs}:${process.env['PATH'] ?? ''}` }) }
  const logLines: string[] = []
  let child: ChildProcess
  const start = (): void => {
    const run = ['run', '--data', dataFolder, '--display', desktop?.display ?? noSuchDisplay, '--power-programs', powerPrograms]
    child = launchAgent(run, { stdin: 'ignore', node, within, environment })
    child.stderr?.on('data', (chunk: Buffer) => logLines.push(...chunk.toString().trimEnd().split('\n')))
  }
  const endBy = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
    return child.exitCode
  }
  start()
  return {
    deviceId: identity.value.deviceId,
    dataFolder,
    pc,
    file: (name) => {
      const file = path.join(dataFolder, name)
      return pc?.inside(file) ?? file
    },
    get pid() {
      return child.pid ?? 0
    },
    logLines,
    status: async () => {
      const { stdout, stderr } = await runAgentCommand(['status', '--json', '--data', dataFolder], '', pc)
      if (stdout === '') throw new Error(stderr)
      return agentStatusSchema.parse(JSON.parse(stdout))
    },
    start,
    end: () => endBy('SIGTERM'),
    kill: async () => {
      await endBy('SIGKILL')
    },
    stop: async () => {
      await endBy('SIGTERM')
      await pc?.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** Starts the agent anew with another port in its identity, as if its network led it there. */
export async function leadTo(agent: TestAgent, port: number): Promise<void> {
  await agent.end()
  const file = agent.file('identity.json')
  const identity: unknown = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...Object(identity), agentAddresses: [`127.0.0.1:${port}`] }))
  agent.start()
}

/** Waits until the agent's log has a line that holds these words. */
export const untilLogged = (agent: TestAgent, words: string): Promise<void> =>
  until(`the agent to log "${words}", which logged:\n${agent.logLines.join('\n')}`, () =>
    agent.logLines.some((line) => line.includes(words)),
  )

type Command = readonly [string, ...string[]]

interface Launch {
  readonly stdin?: 'pipe' | 'ignore'
  readonly node?: string
  /** The command that runs it in another place. */
  readonly within?: ((command: Command) => Command) | undefined
  readonly environment?: Readonly<Record<string, string>> | undefined
}

/** Starts the built agent with these arguments; whoever starts it ends it. */
export function launchAgent(
  args: readonly string[],
  { stdin = 'ignore', node = process.execPath, within, environment = {} }: Launch = {},
): ChildProcess {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first.`)
  const agent: Command = [node, program, ...args]
  const [command, ...rest] = within?.(agent) ?? agent
  // Not with the unit's priority: here several PCs and a console share one machine, and would wait for each other.
  return spawn(command, rest, {
    env: { ...process.env, ...launchEnvironment, ...environment },
    stdio: [stdin, 'pipe', 'pipe'],
  })
}

const read = (stream: NodeJS.ReadableStream | null): Promise<string> => (stream === null ? Promise.resolve('') : text(stream))
