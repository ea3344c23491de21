import path from 'node:path'
import { build } from 'esbuild'
import { LinuxPlatform } from '../../agent/platform/linux/linux-platform'
import type { Platform, PlatformOptions } from '../../agent/platform/platform'
import { until, type Desktop } from './desktop'

export interface RunningPlatform {
  readonly platform: Platform
  stop(): Promise<void>
}

/** No test sends the machine it runs on down. */
const noPrograms = '/dev/null'

let drawing: Promise<PlatformOptions['drawNotice']> | undefined

/** How the agent runs its drawing process: bundled once a test run, as in the product, since it starts anew for each picture. */
export function drawNotice(): Promise<PlatformOptions['drawNotice']> {
  drawing ??= bundleDrawing()
  return drawing
}

/** The Linux platform on a test desktop, once it has joined it. */
export async function startPlatform(
  desktop: Pick<Desktop, 'display' | 'xauthority'>,
  idleAfterMs = 60_000,
  openAddress = 'false',
  powerPrograms = noPrograms,
): Promise<RunningPlatform> {
  const display = { name: desktop.display, xauthority: desktop.xauthority }
  const options = { idleAfterMs, drawNotice: await drawNotice(), holdConsoles: ['false'], openAddress, powerPrograms, display } as const
  const platform = new LinuxPlatform(options)
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
