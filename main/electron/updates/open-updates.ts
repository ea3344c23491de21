import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import { consoleUpdatesPath } from '#shared/model/console-build'
import type { ConsoleUpdate } from '#shared/model/console-update'
import type { SessionLimits } from '../page-limits'
import type { StartOptions } from '../start-options'
import { createNsisInstaller } from './nsis-installer'
import { readSignedOffer, readUpdateKeys } from './signed-offer'
import { createUpdateDesk, type UpdateDesk } from './update-desk'
import { openUpdateSession, readOfferedBy } from './update-session'
import { type UpdateWay, updateWayOf } from './update-way'
import { mayInstallPrograms } from './windows-rights'

export interface UpdatesParts {
  /** Holds `main/update-key.pem` where the package was built with a key. */
  readonly productsFolder: string
  readonly options: Pick<StartOptions, 'noUpdates' | 'updatesAsInstalled'>
  readonly limits: SessionLimits
  /** `host:port`; null while there is no hub. */
  readonly hubAddress: () => string | null
  readonly onChange: (update: ConsoleUpdate) => void
  readonly log: (line: string) => void
}

const readKeyFile = (productsFolder: string): string => {
  const file = path.join(productsFolder, 'main/update-key.pem')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Newer consoles from this console's hub, with Electron's own ends. Nothing is asked before the first sign-in. */
export function openUpdates({ productsFolder, options, limits, hubAddress, onChange, log }: UpdatesParts): UpdateDesk {
  const keys = readUpdateKeys(readKeyFile(productsFolder))
  const updatesUrl = (): string | null => {
    const address = hubAddress()
    return address === null ? null : `https://${address}${consoleUpdatesPath}`
  }
  const installed = updateWayOf({
    platform: process.platform,
    executable: process.execPath,
    switchedOff: options.noUpdates,
    hasKey: keys.length > 0,
    exists: existsSync,
  })
  const way: UpdateWay =
    installed.kind === 'tells' && options.updatesAsInstalled && !app.isPackaged ? { kind: 'installs', system: 'windows' } : installed
  const own = openUpdateSession(limits, updatesUrl)
  const read = readOfferedBy(own, updatesUrl)
  return createUpdateDesk({
    running: app.getVersion(),
    way,
    readOffer: () => (way.kind === 'off' ? Promise.reject(new Error('Updates are off.')) : readSignedOffer(read, way.system, keys)),
    installer: createNsisInstaller({
      updatesUrl,
      mayInstall: () => mayInstallPrograms(process.env['SystemRoot'] ?? 'C:\\Windows'),
      fromSources: !app.isPackaged,
      log,
    }),
    onChange,
    now: Date.now,
    schedule: (delayMs, run) => {
      const timer = setTimeout(run, delayMs)
      return () => {
        clearTimeout(timer)
      }
    },
    log,
  })
}
