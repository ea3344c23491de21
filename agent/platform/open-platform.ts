import { fail, ok, type Outcome } from '#shared/outcome'
import { LinuxPlatform } from './linux/linux-platform'
import type { Platform, PlatformOptions } from './platform'

/** The platform of the PC this runs on: Linux desktops under X11, Windows, or what there is of macOS; the parts of the last two are loaded there alone. */
export async function openPlatform(options: PlatformOptions): Promise<Outcome<Platform, 'unsupported'>> {
  if (process.platform === 'linux') return ok(new LinuxPlatform(options))
  if (process.platform === 'darwin') {
    const { openMacPlatform } = await import('./macos/mac-platform')
    return ok(openMacPlatform(options))
  }
  if (process.platform !== 'win32')
    return fail('unsupported', `this agent does not know the desktop of ${process.platform}; it runs on Linux, Windows and macOS`)
  const { WindowsPlatform } = await import('./windows/windows-platform')
  return ok(new WindowsPlatform(options))
}
