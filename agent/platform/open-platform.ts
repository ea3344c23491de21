import { fail, ok, type Outcome } from '#shared/outcome'
import { LinuxPlatform } from './linux/linux-platform'
import type { Platform, PlatformOptions } from './platform'

/** The platform of the PC this runs on; so far there is one for Linux desktops under X11. */
export function openPlatform(options: PlatformOptions): Outcome<Platform, 'unsupported'> {
  if (process.platform === 'linux') return ok(new LinuxPlatform(options))
  return fail('unsupported', `this agent does not know the desktop of ${process.platform} yet; it runs on Linux`)
}
