import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const sources = 'agent/platform/windows/native'
const compiler = 'x86_64-w64-mingw32-gcc'
const flags = ['-std=gnu11', '-Os', '-s', '-static', '-mwindows', '-D_WIN32_WINNT=0x0A00', '-Wall', '-Wextra', '-Werror']
const libraries = ['-lwtsapi32', '-lnetapi32', '-lgdi32', '-lole32']

/**
 * The part of the agent that lives on a Windows desktop, compiled on Linux. Windows' headers take seconds to read, so what was made of these sources
 * before is taken again. Answers what to print.
 */
export async function buildWindowsDesktop(root: string): Promise<string> {
  const folder = path.join(root, sources)
  const files = (await readdir(folder)).sort().map((name) => path.join(folder, name))
  const hash = createHash('sha256').update(JSON.stringify([flags, libraries]))
  for (const file of files) hash.update(await readFile(file))
  const kept = path.join(root, '.cache/windows', `${hash.digest('hex').slice(0, 32)}.exe`)
  const outfile = path.join(root, 'out/agent/classwarden-desktop.exe')
  const from = existsSync(kept) ? 'kept' : compiler
  if (from === compiler) {
    await mkdir(path.dirname(kept), { recursive: true })
    const fresh = `${kept}.${process.pid}`
    const program = files.filter((file) => file.endsWith('.c'))
    try {
      await promisify(execFile)(compiler, [...flags, '-o', fresh, ...program, ...libraries])
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      return 'skipped, there is no compiler for Windows (Debian: gcc-mingw-w64-x86-64-win32)'
    }
    await rename(fresh, kept)
  }
  await mkdir(path.dirname(outfile), { recursive: true })
  await copyFile(kept, outfile)
  return `out/agent/classwarden-desktop.exe (${from})`
}
