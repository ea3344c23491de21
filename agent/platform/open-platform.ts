import { fail, ok, type Outcome } from '#shared/outcome'
import { LinuxPlatform } from './linux/linux-platform'
import type { Platform, PlatformOptions } from './platform'

/** The platform of the PC this runs on: Linux desktops under X11, or Windows, whose parts are loaded there alone. */
export async function openPlatform(options: PlatformOptions): Promise<Outcome<Platform, 'unsupported'>> {
  if (process.platform === 'linux') return ok(new LinuxPlatform(options))
  if (process.platform !== 'win32')
    return fail('unsupported', `this agent does not know the desktop of ${process.platform} yet; it runs on Linux and Windows`)
  const { WindowsPlatform } = await import('./windows/windows-platform')
  return ok(new WindowsPlatform(options))
}
