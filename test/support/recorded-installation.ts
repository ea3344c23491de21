import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ElectronApplication } from 'playwright-core'

/**
 * From now on the console's main process starts no program: what it would start is written down, and Windows' word on whoever is signed in is that of an
 * administrator. Answers the way to read what was written, each line a program with its arguments; it works when the console has ended, too.
 */
export async function recordInstallation(app: ElectronApplication, folder: string): Promise<() => Promise<string[][]>> {
  const file = path.join(folder, 'started.txt')
  await app.evaluate((_electron, record) => {
    const programs = process.getBuiltinModule('node:child_process')
    const { appendFileSync } = process.getBuiltinModule('node:fs')
    Object.assign(programs, {
      execFile: (_program: string, _args: readonly string[], _options: object, done: (error: null, told: string) => void) => {
        done(null, '"BUILTIN\\Administrators","Alias","S-1-5-32-544","Group used for deny only"')
      },
      spawn: (program: string, args: readonly string[]) => {
        appendFileSync(record, `${JSON.stringify([program, ...args])}\n`)
        return { pid: 1, on: () => undefined, unref: () => undefined }
      },
    })
    process.getBuiltinModule('node:module').syncBuiltinESMExports()
  }, file)
  return async () => {
    const lines = await readFile(file, 'utf8').catch(() => '')
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as string[])
  }
}
