import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import type { Role } from '#shared/model/staff'
import { runCommandLine } from '../../main/cli/program'
import type { TestHub } from './hub'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface TestCommandLine {
  /** Files of its own; goes with it. */
  readonly folder: string
  /** The options that name the hub. */
  readonly at: readonly string[]
  run(args: readonly string[], signal?: AbortSignal, onLine?: (line: string) => void): Promise<Ran>
  /** One command as an account of this role. */
  as(role: Role, ...args: string[]): Promise<Ran>
  stop(): Promise<void>
}

/** One line that ends with the code. */
export const coded = (code: string): unknown => expect.stringMatching(new RegExp(`^classwarden: .*\\[${code}\\]$`, 'u'))

/** The command line, against a hub. */
export const startCommandLine = async (school: TestHub): Promise<TestCommandLine> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-cli-'))
  const at = ['--hub', `127.0.0.1:${school.hub.consolePort}`, '--authority', school.hub.authorityFingerprint]

  const run: TestCommandLine['run'] = async (args, signal = new AbortController().signal, onLine) => {
    const out: string[] = []
    const err: string[] = []
    const code = await runCommandLine(args, {
      print: (line) => {
        out.push(line)
        onLine?.(line)
      },
      printError: (line) => err.push(line),
      settingsFile: path.join(folder, 'cli.json'),
      signal,
    })
    return { code, out: out.join('\n'), err: err.join('\n') }
  }

  return {
    folder,
    at,
    run,
    as: async (role, ...args) => {
      const file = path.join(folder, role)
      await writeFile(file, school.accounts[role].password, { mode: 0o600 })
      return run([...at, '--user', school.accounts[role].signInName, '--password-file', file, ...args])
    },
    stop: () => rm(folder, { recursive: true }),
  }
}
