import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core'
import { z } from 'zod'
import { type ConsoleBridge, hubPlaceSchema } from '#shared/bridge'
import { until } from '../desktop'

export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')

/** The Electron console with its embedded hub on free loopback ports and a data folder of its own, as a person would have it open. */
export interface ConsoleProgram {
  readonly application: ElectronApplication
  readonly page: Page
  readonly pid: number
  /** Where CLI and enrolment find the hub. */
  readonly hub: { readonly address: string; readonly authorityFingerprint: string; readonly firstRunCode: string | null }
  /** Middle of something on the page, in pixels of the X screen. */
  placeOf(target: Locator): Promise<{ readonly x: number; readonly y: number }>
  /** A rectangle of the page in pixels of the X screen. */
  screenBox(target: Locator): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number }>
  stop(): Promise<void>
}

export interface ConsoleProgramOptions {
  readonly display: string
  /** Extra `CLASSWARDEN_...` settings for this start. */
  readonly environment?: Readonly<Record<string, string>>
}

export async function startConsole(options: ConsoleProgramOptions): Promise<ConsoleProgram> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'classwarden-console-'))
  // The package's main export is the path of its program.
  const program = z.string().parse(createRequire(import.meta.url)('electron'))
  const application = await launchHeedlessly({
    executablePath: program,
    // Chromium refuses its sandbox to root, as in containers; an ordinary user keeps it.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), projectFolder],
    cwd: projectFolder,
    env: {
      ...definedOnly(process.env),
      DISPLAY: options.display,
      CLASSWARDEN_DATA: dataFolder,
      CLASSWARDEN_BIND: '127.0.0.1',
      CLASSWARDEN_CONSOLE_PORT: '0',
      CLASSWARDEN_AGENT_PORT: '0',
      ...options.environment,
    },
  })
  const pid = application.process().pid
  if (pid === undefined) throw new Error('the console did not start')
  try {
    const page = await application.firstWindow()
    const hub = await readyHub(page)
    const screenBox: ConsoleProgram['screenBox'] = async (target) => {
      const box = await target.boundingBox()
      if (box === null) throw new Error('what was looked for is not on the page')
      const content = await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentBounds())
      if (content === undefined) throw new Error('the console has no window')
      return {
        x: Math.round(content.x + box.x),
        y: Math.round(content.y + box.y),
        width: Math.round(box.width),
        height: Math.round(box.height),
      }
    }
    return {
      application,
      page,
      pid,
      hub,
      screenBox,
      placeOf: async (target) => {
        const box = await screenBox(target)
        return { x: box.x + Math.round(box.width / 2), y: box.y + Math.round(box.height / 2) }
      },
      stop: async () => {
        await application.close()
        await rm(dataFolder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await application.close()
    throw error
  }
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Playwright ends this whole process at a signal, whatever else is left to be cleared away: not where the process hears that signal itself. */
async function launchHeedlessly(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  const before = endingSignals.map((signal) => ({ signal, heardBy: process.listeners(signal) }))
  const application = await _electron.launch(options)
  for (const { signal, heardBy } of before) {
    if (heardBy.length === 0) continue
    for (const listener of process.listeners(signal)) if (!heardBy.includes(listener)) process.off(signal, listener)
  }
  return application
}

/** Runs in the page, where the console's bridge is. */
const askHubPlace = async (): Promise<unknown> => {
  const bridge = (window as { readonly classwarden?: ConsoleBridge }).classwarden
  const answer = await bridge?.ask('hub:place', {})
  return answer?.ok === true ? answer.value : null
}

/** What the pages know of the hub, once it is ready. */
async function readyHub(page: Page): Promise<ConsoleProgram['hub']> {
  const found: ConsoleProgram['hub'][] = []
  await until(
    'the hub in the console',
    async () => {
      // The pages are loaded anew once the hub's port is known.
      const answer: unknown = await page.evaluate(askHubPlace).catch(() => null)
      const place = answer === null ? null : hubPlaceSchema.parse(answer)
      if (place?.state === 'failed') throw new Error(`the hub did not start: ${place.detail}`)
      if (place?.state === 'ready') found.push(place)
      return found.length > 0
    },
    30_000,
  )
  const [hub] = found
  if (hub === undefined) throw new Error('the hub is not ready')
  return hub
}

const definedOnly = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))
