import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import type { PupilAccount } from './pupil-account'

export interface DesktopOptions {
  readonly width?: number
  readonly height?: number
  /** Virtual RandR monitors over the one screen; none leaves the server's own single monitor. */
  readonly monitors?: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]
  /** Its monitor can be turned: Xephyr in a window of another Xvfb, since Xvfb knows one orientation alone. It has no `framebuffer`. */
  readonly turns?: boolean
  /** Without it there is no window manager, and so no active window. */
  readonly windowManager?: boolean
  /** Extensions the X server shall do without. */
  readonly without?: readonly string[]
  /** Lets in only who shows the cookie of `Desktop.xauthority`. */
  readonly cookie?: boolean
  /** Whose programs run on it; the account that runs the tests when left out. */
  readonly account?: PupilAccount
}

/** A pupil's desktop for tests: Xvfb on a free display number, with openbox, everything ended by its own pid. */
export interface Desktop {
  /** For example `:3`. */
  readonly display: string
  readonly xauthority: string | null
  /** File that is the X server's picture memory (Xvfb's `-fbdir`), to look at the screen without asking the server. */
  readonly framebuffer: string
  readonly width: number
  readonly height: number
  /** Process of the X server that runs now. */
  readonly serverPid: number
  /** Starts a program on this desktop; it ends with the desktop at the latest. */
  spawn(command: string, args?: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess
  /** Runs a program on this desktop to its end. */
  run(command: string, args?: readonly string[]): Promise<{ readonly stdout: Buffer; readonly code: number | null }>
  /** Ends the X server alone, as a crash would. */
  killServer(): Promise<void>
  /** Brings an X server back under the same display number, with window manager and monitors. */
  startServer(): Promise<void>
  stop(): Promise<void>
}

export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const { width = 1920, height = 1080, monitors = [], windowManager = true, cookie = false, turns = false, account, without = [] } = options
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-desktop-'))
  const xauthority = cookie ? path.join(folder, 'xauthority') : null
  if (xauthority !== null) await writeFile(xauthority, cookieFile())
  const own = account === undefined ? {} : { uid: account.uid, gid: account.uid, cwd: account.home }
  const home = account === undefined ? {} : { HOME: account.home }
  const host = turns ? await startDesktop({ width, height, windowManager: false }) : null
  const clients = new Set<ChildProcess>()
  let server: ChildProcess
  let display = ''

  const spawnHere: Desktop['spawn'] = (command, args = [], env = {}) => {
    const child = spawn(command, args, {
      ...own,
      env: { ...process.env, ...(xauthority === null ? {} : { XAUTHORITY: xauthority }), ...home, ...env, DISPLAY: display },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    clients.add(child)
    child.on('close', () => clients.delete(child))
    return child
  }

  const run: Desktop['run'] = async (command, args = []) => {
    const child = spawnHere(command, args)
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    await once(child, 'close')
    return { stdout: Buffer.concat(chunks), code: child.exitCode }
  }

  async function startServer(): Promise<void> {
    // -noreset: else the server forgets monitors and properties when its last client leaves.
    const screen = turns ? ['-screen', `${width}x${height}x24`] : ['-screen', '0', `${width}x${height}x24`, '-fbdir', folder]
    const fixed = [...screen, '-nolisten', 'tcp', '-noreset', ...(xauthority === null ? [] : ['-auth', xauthority])]
    fixed.push(...without.flatMap((extension) => ['-extension', extension]))
    server = spawn(turns ? 'Xephyr' : 'Xvfb', display === '' ? ['-displayfd', '3', ...fixed] : [display, '-displayfd', '3', ...fixed], {
      env: host === null ? process.env : { ...process.env, DISPLAY: host.display },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    display = `:${await readDisplayNumber(server)}`
    for (const [index, { x, y, width: w, height: h }] of monitors.entries()) {
      await run('xrandr', ['--setmonitor', `Test-${index}`, `${w}/0x${h}/0+${x}+${y}`, index === 0 ? 'screen' : 'none'])
    }
    if (windowManager) {
      spawnHere('openbox', ['--sm-disable'])
      await until('a window manager', async () => (await run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])).stdout.includes('window id'))
    }
  }

  async function killServer(): Promise<void> {
    await end(server, 'SIGKILL')
    await Promise.all([...clients].map((client) => end(client, 'SIGKILL')))
  }

  await startServer()
  return {
    get display() {
      return display
    },
    xauthority,
    framebuffer: path.join(folder, 'Xvfb_screen0'),
    width,
    height,
    get serverPid() {
      return server.pid ?? 0
    },
    spawn: spawnHere,
    run,
    killServer,
    startServer,
    stop: async () => {
      await Promise.all([...clients].map((client) => end(client, 'SIGKILL')))
      await end(server, 'SIGTERM')
      await host?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Asks again and again until `check` holds; fails with what was awaited after `timeoutMs`. */
export async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** An Xauthority file with one fresh cookie for any display of this host (format as in Xau's `Xau.h`). */
function cookieFile(): Buffer {
  const counted = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
  const fields = [Buffer.from(hostname()), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), randomBytes(16)]
  return Buffer.concat([Buffer.from([1, 0]), ...fields.map(counted)])
}

async function readDisplayNumber(server: ChildProcess): Promise<number> {
  const pipe = server.stdio[3]
  if (pipe === null || pipe === undefined || !('on' in pipe)) throw new Error('Xvfb was started without its display pipe')
  return new Promise((resolve, reject) => {
    let text = ''
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(Number(text))
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it had a display`)))
  })
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  child.kill(signal)
  await closed
}
