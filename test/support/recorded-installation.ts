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

/** One answer to what electron-updater asked for. */
interface CountedAnswer {
  /** Without its query. */
  readonly url: string
  readonly status: number
  readonly bytes: number
}

/** Counts what electron-updater fetches from now on; answers the way to read it. */
export async function countAnswers(app: ElectronApplication): Promise<() => Promise<CountedAnswer[]>> {
  await app.evaluate(({ session }) => {
    const counted: CountedAnswer[] = []
    Object.assign(globalThis, { counted })
    session.fromPartition('electron-updater', { cache: false }).webRequest.onCompleted(({ url, statusCode, responseHeaders }) => {
      const [told] = Object.entries(responseHeaders ?? {}).find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? []
      counted.push({ url: url.split('?')[0] ?? '', status: statusCode, bytes: Number(told) })
    })
  })
  return () => app.evaluate(() => (globalThis as unknown as { counted: CountedAnswer[] }).counted)
}
