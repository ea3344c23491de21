import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Platform } from '../../../agent/platform/platform'
import { WindowsPlatform } from '../../../agent/platform/windows/windows-platform'
import { type Desktop, startDesktop, until } from '../desktop'
import { platformOptions, startPlatform } from '../platform'
import { compileForWindows, desktopExecutable, startWine } from './wine-desktop'

/** A pupil's program: one plain magenta window in front. */
export interface Probe {
  readonly pid: number
  /** The letters typed into it, and a `!` for every click, so far. */
  typed(): Promise<string>
}

export interface ProbeOptions {
  readonly title: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** The screen is covered: it is awaited among the programs that show a window, and need not come to the front. */
  readonly isCovered?: boolean
  /** It has the whole screen and lies above all others, as a game does. */
  readonly isFullScreen?: boolean
}

/** The colour of every probe, which nothing of ours uses. */
export const probeColour = 0xff00ff

/** A PC of one kind with the platform at work on it, to be looked at and typed at from outside. */
export interface PcUnderTest {
  readonly platform: Platform
  readonly screen: Desktop
  /** What the platform wrote to the log. */
  readonly told: readonly string[]
  /** Opens a probe and waits until the platform has it in front. */
  openProbe(options: ProbeOptions): Promise<Probe>
  /** Ends what the platform has on the desktop, as a crash or a pupil's task manager would. */
  breakDesktop(): Promise<void>
  stop(): Promise<void>
}

async function opened(platform: Platform, title: string, isCovered: boolean, before: ReadonlySet<number>): Promise<number> {
  if (!isCovered) {
    await until(`${title} in front`, () => platform.foreground.value?.title === title, 30_000)
    return platform.foreground.value?.process?.pid ?? 0
  }
  let pid = 0
  await until(
    `${title} below the cover`,
    async () => {
      pid = [...(await shown(platform))].find((one) => !before.has(one)) ?? 0
      return pid !== 0
    },
    30_000,
  )
  return pid
}

/** Which processes show windows. */
async function shown(platform: Platform): Promise<ReadonlySet<number>> {
  const listed = await platform.applications.list()
  return new Set(listed.ok ? listed.value.filter(({ windows }) => windows !== null).map(({ pid }) => pid) : [])
}

export async function startLinuxPc(): Promise<PcUnderTest> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-contract-'))
  const screen = await startDesktop({ width: 1_024, height: 768 })
  const told: string[] = []
  const { platform, stop } = await startPlatform(screen, { log: (line) => told.push(line) })
  let probes = 0
  return {
    platform,
    screen,
    told,
    openProbe: async ({ title, x, y, isCovered = false, isFullScreen = false }) => {
      const before = await shown(platform)
      const file = path.join(folder, `typed-${++probes}`)
      await writeFile(file, '')
      // X10 mouse reports begin with an escape and end with three bytes, all of them one click here.
      const script = `printf '\\033[?9h'; stty raw -echo; exec cat > ${file}`
      const colour = `#${probeColour.toString(16)}`
      const look = [
        '-bg',
        colour,
        '-fg',
        colour,
        '-cr',
        colour,
        '-b',
        '0',
        '+sb',
        '-geometry',
        `60x20+${x}+${y}`,
        ...(isFullScreen ? ['-fullscreen'] : []),
      ]
      screen.spawn('xterm', ['-T', title, '-xrm', '*allowTitleOps: false', ...look, '-e', 'sh', '-c', script])
      return {
        pid: await opened(platform, title, isCovered, before),
        typed: async () => (await readFile(file, 'latin1')).replaceAll(/\u001b\[M[^]{3}/gu, '!'),
      }
    },
    breakDesktop: async () => {
      await screen.killServer()
      await until('the loss', () => platform.display.value.state === 'waiting')
      await screen.startServer()
    },
    stop: async () => {
      await stop()
      await screen.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function startWindowsPc(): Promise<PcUnderTest> {
  const probe = await compileForWindows('probe')
  const wine = await startWine()
  const { screen } = wine
  const told: string[] = []
  const platform = new WindowsPlatform({
    ...(await platformOptions(screen)),
    desktopProgram: wine.command(desktopExecutable),
    log: (line) => told.push(line),
  })
  const stopping = new AbortController()
  const stopped = platform.start(stopping.signal)
  // The first program of a Windows starts all of it.
  await until('the program on the desktop', () => platform.display.value.state === 'ready', 60_000)
  return {
    platform,
    screen,
    told,
    openProbe: async ({ title, x, y, width, height, isCovered = false, isFullScreen = false }) => {
      const before = await shown(platform)
      const area = isFullScreen ? [0, 0, screen.width, screen.height] : [x, y, width, height]
      const look = [probeColour.toString(16), ...area.map(String), ...(isFullScreen ? ['topmost'] : [])]
      const child = wine.spawn(probe, [title, ...look], 'pipe')
      let typed = ''
      child.stdout?.on('data', (chunk: Buffer) => (typed += chunk.toString('latin1')))
      return { pid: await opened(platform, title, isCovered, before), typed: () => Promise.resolve(typed) }
    },
    breakDesktop: async () => {
      const programs = await platform.applications.list()
      const own = programs.ok ? programs.value.find(({ command }) => command === 'classwarden-desktop') : undefined
      if (own === undefined) throw new Error('the program on the desktop is not listed')
      platform.applications.stop(own, 'force')
      // Another one may have taken over by the time somebody looks.
      await until('the loss', async () => {
        const now = await platform.applications.list()
        return !now.ok || now.value.every(({ pid, startTicks }) => pid !== own.pid || startTicks !== own.startTicks)
      })
    },
    stop: async () => {
      stopping.abort()
      await stopped
      await wine.stop()
    },
  }
}
