import { spawn } from 'node:child_process'
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
  stop(): Promise<void>
}

export async function startHubProgram(): Promise<HubProgram> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-hub-'))
  const args = ['--data', folder, '--bind', '127.0.0.1', '--console-port', '0', '--agent-port', '0']
  const child = spawn(process.execPath, [path.join(projectFolder, 'out/hub/classwarden-hub.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  let complaints = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    await rm(folder, { recursive: true, force: true })
  }
  const find = (pattern: RegExp): string | null => pattern.exec(printed)?.[1] ?? null
  try {
    await until('the headless hub', () => {
      if (child.exitCode !== null) throw new Error(`the hub ended with ${child.exitCode}: ${complaints}`)
      return find(/One-time code[^:]*: (\S+)/u) !== null
    })
    const address = find(/https:\/\/(\S+)/u)
    const authorityFingerprint = find(/fingerprint: ([0-9a-f]{64})/u)
    if (child.pid === undefined || address === null || authorityFingerprint === null)
      throw new Error(`the hub said something else:\n${printed}`)
    return { pid: child.pid, address, authorityFingerprint, firstRunCode: find(/One-time code[^:]*: (\S+)/u), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
