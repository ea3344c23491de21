import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import type { ConsoleBridge, ConsoleSettings, HubPlace } from '#shared/bridge'

declare global {
  interface Window {
    readonly classwarden?: ConsoleBridge
  }
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** What gives the console's pages their bridge. */
export const preloadFile = path.join(root, 'out/preload/index.cjs')

export interface ConsoleOptions {
  /** The X display to show the window on, for example `:3`. */
  readonly display: string
  /** What an earlier start left behind; else a new folder, removed at the end. */
  readonly dataFolder?: string
  /** Written before the start, as if set in an earlier one. */
  readonly settings?: ConsoleSettings
  /** A console of another version (`stageConsole`); this one when left out. */
  readonly appFolder?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Of its own hub; free ones when left out. */
  readonly ports?: { readonly consolePort: number; readonly agentPort: number }
}

export interface TestConsole {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dataFolder: string
  /** Everything the console and its hub have printed. */
  output(): string
  stop(): Promise<void>
}

/** Environment of a console for tests: its own folder, and an embedded hub on free loopback ports. */
const environmentFor = (
  display: string,
  dataFolder: string,
  { consolePort, agentPort } = { consolePort: 0, agentPort: 0 },
): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  DISPLAY: display,
  CLASSWARDEN_DATA: dataFolder,
  CLASSWARDEN_BIND: '127.0.0.1',
  CLASSWARDEN_CONSOLE_PORT: String(consolePort),
  CLASSWARDEN_AGENT_PORT: String(agentPort),
})

/** Electron does not start as root with its sandbox; everybody else has it in tests too. */
const sandboxArguments: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** What starts a second console by hand, beside the one Playwright drives. */
export const secondConsole = (display: string, dataFolder: string) => ({
  command: path.join(root, 'node_modules/electron/dist/electron'),
  args: [...sandboxArguments, root],
  environment: environmentFor(display, dataFolder),
})

/** The real console from `out/`, in the real Electron, driven by Playwright. */
export async function startConsole({
  display,
  dataFolder,
  settings,
  ports,
  appFolder = root,
  environment,
}: ConsoleOptions): Promise<TestConsole> {
  const folder = dataFolder ?? (await mkdtemp(path.join(tmpdir(), 'classwarden-console-')))
  if (settings !== undefined) {
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings))
  }
  const app = await _electron.launch({
    args: [...sandboxArguments, appFolder],
    cwd: root,
    env: { ...environmentFor(display, folder, ports), ...environment },
    timeout: 60_000,
  })
  let printed = ''
  app.process().stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  app.process().stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  return {
    app,
    page,
    dataFolder: folder,
    output: () => printed,
    stop: async () => {
      await app.close()
      if (dataFolder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The page's own view of where the hub is. */
export const placeOf = async ({ page }: TestConsole): Promise<HubPlace> => {
  const answer = await page.evaluate(() => window.classwarden?.ask('hub:place', {}))
  if (answer?.ok !== true) throw new Error(`the console does not say where its hub is: ${JSON.stringify(answer)}`)
  return answer.value
}
