import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { launchEnvironment } from '../../agent/launch-environment'
import { loadIdentity } from '../../agent/identity/identity'
import { agentCommand, runAgentCommand } from './agent'
import { until } from './desktop'

/** A real agent under runit's runsv, which starts it again whenever it ends: what systemd's Restart=always does on a pupil PC. */
export interface SupervisedAgent {
  readonly deviceId: string
  readonly dataFolder: string
  /** Of the agent that runs now; null between two. */
  pid(): Promise<number | null>
  /** What every agent so far logged. */
  log(): Promise<string>
  /** Ends the present agent as a crash would; answers with its pid. */
  kill(): Promise<number>
  stop(): Promise<void>
}

export interface SupervisedAgentOptions {
  readonly hub: { issueBundle(): Promise<EnrolmentBundle> }
  readonly desktop: { readonly display: string }
}

export async function superviseAgent({ hub, desktop }: SupervisedAgentOptions): Promise<SupervisedAgent> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-service-'))
  const dataFolder = path.join(folder, 'data')
  const service = path.join(folder, 'agent')
  const logFile = path.join(folder, 'log')
  await mkdir(service)
  const enrolled = await runAgentCommand(['enrol', '-', '--data', dataFolder], JSON.stringify(await hub.issueBundle()))
  const identity = await loadIdentity(dataFolder)
  if (!identity.ok) throw new Error(`The agent did not enrol: ${enrolled.stderr}`)
  const command = [...agentCommand, 'run', '--data', dataFolder, '--display', desktop.display, '--power-programs', '/dev/null']
    .map((word) => `'${word}'`)
    .join(' ')
  await writeFile(path.join(service, 'run'), `#!/bin/sh\nexec ${command} >>'${logFile}' 2>&1\n`, { mode: 0o700 })

  const supervisor: ChildProcess = spawn('runsv', [service], { env: { ...process.env, ...launchEnvironment }, stdio: 'ignore' })
  const pid = async (): Promise<number | null> => {
    const text = await readFile(path.join(service, 'supervise/pid'), 'utf8').catch(() => '')
    return Number(text) > 0 ? Number(text) : null
  }
  await until('runsv to start the agent', async () => (await pid()) !== null)
  return {
    deviceId: identity.value.deviceId,
    dataFolder,
    pid,
    log: () => readFile(logFile, 'utf8').catch(() => ''),
    kill: async () => {
      const running = await pid()
      if (running === null) throw new Error('No agent runs.')
      process.kill(running, 'SIGKILL')
      return running
    },
    stop: async () => {
      if (supervisor.exitCode === null) {
        const ended = once(supervisor, 'exit')
        // runsv(8): ends the service with TERM, then itself.
        supervisor.kill('SIGTERM')
        await ended
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
