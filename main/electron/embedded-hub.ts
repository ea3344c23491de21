import path from 'node:path'
import { utilityProcess } from 'electron'
import type { HubPlace } from '#shared/bridge'
import { readDatabaseKey } from './database-key'
import { type HubHost, hostHub } from './hub-host'
import type { EmbeddedHub } from './hub-place'
import { systemKeyring } from './keyring'
import { openSealedKey } from './settings-store'

export interface EmbedParts {
  /** The console's own; the hub's is `hub` inside it. */
  readonly dataFolder: string
  readonly productsFolder: string
  readonly log: (line: string) => void
}

/** The hub's program and folder in this console, whatever it is started for. */
export const hubProcessOf = ({ dataFolder, productsFolder }: EmbedParts) => {
  const hubFolder = path.join(dataFolder, 'hub')
  return {
    hubFolder,
    fork: () =>
      utilityProcess.fork(path.join(productsFolder, 'main/hub-process.js'), [], { serviceName: 'Classwarden hub', stdio: 'inherit' }),
    readKey: () =>
      readDatabaseKey(hubFolder, systemKeyring, {
        read: () => openSealedKey(dataFolder).read(),
        write: (sealed) => {
          openSealedKey(dataFolder).write(sealed)
        },
      }),
  }
}

/** Runs the hub as a utility process of this console, its database key read for each start. */
export const embedHub =
  (parts: EmbedParts) =>
  (hub: EmbeddedHub, onPlace: (place: HubPlace) => void): HubHost => {
    const { hubFolder, fork, readKey } = hubProcessOf(parts)
    const { bindAddress, consolePort, agentPort } = hub
    return hostHub({
      start: { dataFolder: hubFolder, pagesFolder: path.join(parts.productsFolder, 'renderer'), bindAddress, consolePort, agentPort },
      fork,
      readKey,
      onPlace,
      now: Date.now,
      schedule: (delayMs, run) => {
        const timer = setTimeout(run, delayMs)
        return () => {
          clearTimeout(timer)
        }
      },
      log: parts.log,
    })
  }
