import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, realpath, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { HostKind } from '../install-record'

const run = promisify(execFile)

export interface HostOptions {
  /** The built C program; it may be missing. */
  readonly hostProgram: string
  /** How the agent runs its Node fallback. */
  readonly nodeHost: readonly [string, ...string[]]
  readonly place: string
  readonly runFolder: string
}

export interface InstalledHost {
  readonly kind: HostKind
  /** What browsers start. */
  readonly starter: string
  /** What then connects to the agent, and the arguments it has. */
  readonly program: string
  readonly args: readonly string[]
}

/** Puts the C program into `place`; where that is missing or cannot run, a starter of the Node fallback. */
export async function installHost({ hostProgram, nodeHost, place, runFolder }: HostOptions): Promise<InstalledHost> {
  const [program, starter] = [path.join(place, 'browser-host'), path.join(place, 'browser-host-node')]
  // A running host keeps the old file.
  await Promise.all([program, starter].map((file) => rm(file, { force: true })))
  if (existsSync(hostProgram)) {
    await copyFile(hostProgram, program)
    await chmod(program, 0o755)
    if (await cHostRuns(program)) return { kind: 'c', starter: program, program, args: [] }
    await rm(program)
  }
  const node = await realpath(nodeHost[0])
  const args = [...nodeHost.slice(1), '--run', runFolder]
  await writeFile(starter, starterOf(node, args), { mode: 0o755 })
  await chmod(starter, 0o755)
  return { kind: 'node', starter, program: node, args }
}

/** Whether this kernel and processor run it. */
export const cHostRuns = (program: string): Promise<boolean> =>
  run(program, ['--check']).then(
    () => true,
    () => false,
  )

/** Node goes by its environment, which a pupil chooses: it gets none. */
const starterOf = (node: string, args: readonly string[]): string => `#!/bin/sh
# The Node fallback of the native messaging host: the C program cannot run on this PC.
exec /usr/bin/env -i ${[node, ...args].map(quoted).join(' ')}
`

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`
