import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Desktop, startDesktop } from '../desktop'

const root = path.resolve(import.meta.dirname, '../../..')
/** As the set-up makes them (scripts/setup/wine.mjs). */
const firstPrefix = path.join(root, '.cache/windows-parts/wine-win10-desktop-1')
const windowsNode = path.join(root, '.cache/windows-node')
const run = promisify(execFile)
/** As `npm run build` makes it. */
export const desktopExecutable = path.join(root, 'out/agent/classwarden-desktop.exe')
export const browserHostExecutable = path.join(root, 'out/agent/classwarden-browser-host.exe')

/** A pupil's Windows for tests: a copy of the first one that the set-up made, on a virtual screen of its own. */
export interface WineDesktop {
  readonly screen: Desktop
  /** Its drive C:, as Linux sees it. */
  readonly drive: string
  /** Node for Windows. */
  readonly node: string
  /** Starts a program of Windows; it ends with the desktop at the latest. */
  spawn(executable: string, args?: readonly string[], stdio?: 'pipe' | 'ignore'): ChildProcess
  /** Program and first arguments that start a program of Windows in it. */
  command(executable: string): readonly [string, ...string[]]
  stop(): Promise<void>
}

export async function startWine(): Promise<WineDesktop> {
  const screen = await startDesktop({ width: 1_024, height: 768, windowManager: false })
  // Beside the first one: links reach no other disk.
  const folder = await mkdtemp(`${firstPrefix}.test-`)
  const prefix = path.join(folder, 'prefix')
  await copyPrefix(prefix)
  const env = { WINEPREFIX: prefix, WINEDEBUG: '-all', DISPLAY: screen.display }
  const children = new Set<ChildProcess>()
  const spawnHere: WineDesktop['spawn'] = (executable, args = [], stdio = 'ignore') => {
    const child = spawn('wine', [executable, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', stdio, 'ignore'] })
    children.add(child)
    child.once('close', () => children.delete(child))
    return child
  }
  return {
    screen,
    drive: path.join(prefix, 'drive_c'),
    node: await realpath(windowsNode),
    spawn: spawnHere,
    command: (executable) => ['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`), 'wine', executable],
    stop: async () => {
      const ended = [...children].map((child) => once(child, 'close'))
      // Of this prefix alone; everything in it ends, and it has no more to write.
      await run('wineserver', ['-k'], { env: { ...process.env, ...env } }).catch(() => undefined)
      await run('wineserver', ['-w'], { env: { ...process.env, ...env } }).catch(() => undefined)
      await Promise.all(ended)
      await screen.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Its 700 MB of libraries are links to the first one's, which nobody writes to; the registry is a copy. */
async function copyPrefix(prefix: string): Promise<void> {
  if (!existsSync(firstPrefix)) throw new Error('there is no Windows to copy: run node scripts/setup.mjs --for test')
  await run('cp', ['-al', firstPrefix, prefix])
  for (const name of await readdir(firstPrefix)) {
    if (!name.endsWith('.reg')) continue
    await rm(path.join(prefix, name))
    await cp(path.join(firstPrefix, name), path.join(prefix, name))
  }
}

/** A program or library of Windows for tests, compiled once for these sources. `resource`: what its file says of itself, a source of windres. */
export async function compileForWindows(name: string, kind: 'exe' | 'dll' = 'exe', resource: string | null = null): Promise<string> {
  const sources = [`${name}.c`, ...(resource === null ? [] : [`${resource}.rc`])].map((file) => path.join(import.meta.dirname, file))
  const hash = createHash('sha256')
  for (const source of sources) hash.update(await readFile(source))
  const kept = path.join(root, '.cache/test', `${resource ?? name}-${hash.digest('hex').slice(0, 16)}.${kind}`)
  if (existsSync(kept)) return kept
  await mkdir(path.dirname(kept), { recursive: true })
  const fresh = `${kept}.${process.pid}`
  const objects = await Promise.all(
    sources.map(async (source) => {
      if (!source.endsWith('.rc')) return source
      await run('x86_64-w64-mingw32-windres', [source, `${fresh}.o`])
      return `${fresh}.o`
    }),
  )
  const flags = ['-std=gnu11', '-Os', '-s', '-static', kind === 'dll' ? '-shared' : '-mwindows', '-Wall', '-Werror']
  await run('x86_64-w64-mingw32-gcc', [...flags, '-o', fresh, ...objects, '-lgdi32'])
  await rm(`${fresh}.o`, { force: true })
  await rename(fresh, kept)
  return kept
}
