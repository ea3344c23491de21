import path from 'node:path'
import type { ConsoleSystem } from '#shared/model/console-build'
import type { UpdateBringer, UpdatesOff } from '#shared/model/console-update'

/** What this console does about a newer one: installs it, says that it is there, or asks for none. */
export type UpdateWay =
  | { readonly kind: 'installs'; readonly system: ConsoleSystem }
  | { readonly kind: 'tells'; readonly system: ConsoleSystem; readonly bringer: UpdateBringer }
  | { readonly kind: 'off'; readonly why: UpdatesOff }

export interface InstalledAs {
  readonly platform: NodeJS.Platform
  /** The console's own program. */
  readonly executable: string
  /** `CLASSWARDEN_NO_UPDATES`, by which a school switches it off for a whole computer. */
  readonly switchedOff: boolean
  /** Whether its package was built with a key. */
  readonly hasKey: boolean
  readonly exists: (file: string) => boolean
}

/** NSIS leaves it beside the program; an MSI does not, and Windows would repair away what another installer did there. */
const uninstaller = 'Uninstall Classwarden.exe'

/** dpkg's own record of the package, and where that puts the program. An archive may have been unpacked beside it. */
const debian = { record: '/var/lib/dpkg/info/classwarden-console.list', folder: '/opt/Classwarden/' } as const

export function updateWayOf({ platform, executable, switchedOff, hasKey, exists }: InstalledAs): UpdateWay {
  if (switchedOff) return { kind: 'off', why: 'switched-off' }
  if (!hasKey) return { kind: 'off', why: 'no-key' }
  switch (platform) {
    case 'win32':
      return exists(path.win32.join(path.win32.dirname(executable), uninstaller))
        ? { kind: 'installs', system: 'windows' }
        : { kind: 'tells', system: 'windows', bringer: 'policy' }
    case 'linux':
      return { kind: 'tells', system: 'linux', bringer: executable.startsWith(debian.folder) && exists(debian.record) ? 'apt' : 'archive' }
    default:
      return { kind: 'off', why: 'unsupported' }
  }
}
