import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '../../test/support/classroom/console-program'

const execute = promisify(execFile)
const program = path.join(projectFolder, 'out/cli/classwarden.js')

/** One person's use of the real `classwarden` command, with settings and secrets in a folder of their own. */
export interface CommandLine {
  readonly folder: string
  /** Runs the command and answers with what it printed; throws with its error line when it fails. */
  run(...args: string[]): Promise<string>
  /** A file only this user can read, for `--password-file` and the like. */
  secretFile(name: string, secret: string): Promise<string>
  stop(): Promise<void>
}

export async function openCommandLine(): Promise<CommandLine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-demo-'))
  return {
    folder,
    run: async (...args) => {
      const { stdout } = await execute(process.execPath, [program, ...args], { env: { ...process.env, XDG_CONFIG_HOME: folder } })
      return stdout.trimEnd()
    },
    secretFile: async (name, secret) => {
      const file = path.join(folder, name)
      await writeFile(file, `${secret}\n`, { mode: 0o600 })
      return file
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}
