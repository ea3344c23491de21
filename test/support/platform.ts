import path from 'node:path'
import { LinuxPlatform } from '../../agent/platform/linux/linux-platform'
import type { Platform } from '../../agent/platform/platform'
import { until, type Desktop } from './desktop'

/** How the agent runs its drawing process when it is not bundled. */
export const drawNotice = [process.execPath, '--import', 'tsx', path.join(import.meta.dirname, 'draw-notice.ts')] as const

export interface RunningPlatform {
  readonly platform: Platform
  stop(): Promise<void>
}

/** The Linux platform on a test desktop, once it has joined it. */
export async function startPlatform(desktop: Pick<Desktop, 'display'>, idleAfterMs = 60_000): Promise<RunningPlatform> {
  const platform = new LinuxPlatform({ idleAfterMs, drawNotice: [...drawNotice], display: { name: desktop.display, xauthority: null } })
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
