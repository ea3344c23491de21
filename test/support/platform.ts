import path from 'node:path'
import { build } from 'esbuild'
import { LinuxPlatform } from '../../agent/platform/linux/linux-platform'
import type { Platform, PlatformOptions } from '../../agent/platform/platform'
import { until, type Desktop } from './desktop'

export interface RunningPlatform {
  readonly platform: Platform
  stop(): Promise<void>
}

/** As `npm run build` makes it. */
const glyphFile = path.resolve(import.meta.dirname, '../../out/agent/notice-glyphs.bin')

let drawing: Promise<PlatformOptions['drawNotice']> | undefined

/** How the agent runs its drawing process: bundled once a test run, as in the product, since it starts anew for each picture. */
function drawNotice(): Promise<PlatformOptions['drawNotice']> {
  drawing ??= bundleDrawing()
  return drawing
}

/** As of a built agent that lives on the display given and can send no machine down. */
export async function platformOptions({ display, xauthority }: Pick<Desktop, 'display' | 'xauthority'>): Promise<PlatformOptions> {
  return {
    idleAfterMs: 60_000,
    drawNotice: await drawNotice(),
    glyphFile,
    holdConsoles: ['false'],
    openAddress: 'false',
    powerPrograms: '/dev/null',
    desktopProgram: ['false'],
    log: () => undefined,
    display: { name: display, xauthority },
  }
}

/** The Linux platform on a test desktop, once it has joined it. */
export async function startPlatform(
  desktop: Pick<Desktop, 'display' | 'xauthority'>,
  own: Partial<PlatformOptions> = {},
): Promise<RunningPlatform> {
  const platform = new LinuxPlatform({ ...(await platformOptions(desktop)), ...own })
  const stopping = new AbortController()
  const stopped = platform.start(stopping.signal)
  await until('the platform to join the display', () => platform.display.value.state === 'ready')
  return {
    platform,
    stop: async () => {
      stopping.abort()
      await stopped
    },
  }
}

async function bundleDrawing(): Promise<PlatformOptions['drawNotice']> {
  const outfile = path.resolve(import.meta.dirname, '../../.cache/test', `draw-notice.mjs`)
  const entryPoints = [path.join(import.meta.dirname, 'draw-notice.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', external: ['@napi-rs/canvas'] })
  return [process.execPath, outfile]
}
