import { NsisUpdater } from 'electron-updater/out/NsisUpdater'
import { GenericProvider } from 'electron-updater/out/providers/GenericProvider'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider'
import type { ConsoleChannel } from '#shared/model/console-build'
import type { ConsoleUpdateTrouble } from '#shared/model/console-update'
import { fail, ok, type Outcome } from '#shared/outcome'
import { type FetchedFile, isStillFetched } from './fetched-file'
import type { Installer } from './update-desk'

export interface NsisInstallerParts {
  /** Where the hub serves updates; null while there is no hub. */
  readonly updatesUrl: () => string | null
  readonly mayInstall: () => Promise<boolean>
  /** electron-updater asks for `app-update.yml` of a package; from the sources for `dev-app-update.yml`. */
  readonly fromSources: boolean
  readonly log: (line: string) => void
}

const troubleCodes: Readonly<Record<string, ConsoleUpdateTrouble>> = {
  ERR_CHECKSUM_MISMATCH: 'damaged',
  ERR_UPDATER_INVALID_SIGNATURE: 'wrong-publisher',
  ENOSPC: 'disk',
  EDQUOT: 'disk',
}

function troubleOf(error: unknown): Outcome<never, ConsoleUpdateTrouble> {
  const said = error instanceof Error ? error.message : String(error)
  const detail = said.split('\n')[0]?.slice(0, 300) ?? ''
  if (error instanceof Error && 'statusCode' in error)
    return fail(error.statusCode === 503 ? 'busy' : 'unreachable', `The hub answered ${String(error.statusCode)}.`)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const trouble = troubleCodes[code] ?? (said.includes('net::ERR_') ? 'unreachable' : 'failed')
  return fail(trouble, detail)
}

/**
 * Fetches and starts NSIS installers by electron-updater: it fetches what changed only, asks Windows who published the file where the package names a
 * publisher, and has Windows ask for an administrator's leave. What it fetches is what this console has found signed; it reads no channel itself.
 */
export const createNsisInstaller = ({ updatesUrl, mayInstall, fromSources, log }: NsisInstallerParts): Installer => {
  let fetched: FetchedFile | null = null
  let wanted: ConsoleChannel | null = null

  class SignedProvider extends GenericProvider {
    constructor(_options: unknown, updater: NsisUpdater, runtime: ProviderRuntimeOptions) {
      // The hub answers one range at a time.
      super({ provider: 'generic', url: updatesUrl() ?? 'https://hub.invalid/', useMultipleRangeRequest: false }, updater, {
        ...runtime,
        isUseMultipleRangeRequest: false,
      })
    }

    override getLatestVersion() {
      if (wanted === null) throw new Error('Nothing was found signed.')
      const { version, files, releaseDate } = wanted
      const [first] = files
      return Promise.resolve({ version, files: [...files], releaseDate, path: first?.url ?? '', sha512: first?.sha512 ?? '' })
    }
  }

  const begin = (): NsisUpdater => {
    const updater = new NsisUpdater()
    updater.autoDownload = false
    // It is started when the console's hub has stopped, which electron-updater does not wait for.
    updater.autoInstallOnAppQuit = false
    updater.allowDowngrade = false
    updater.disableWebInstaller = true
    updater.forceDevUpdateConfig = fromSources
    updater.logger = { info: () => undefined, warn: log, error: log, debug: () => undefined }
    // What fails is told by the call that failed.
    updater.on('error', () => undefined)
    return updater
  }
  let updater: NsisUpdater | null = null

  return {
    mayInstall,

    fetch: async (channel) => {
      const [file] = channel.files
      if (file === undefined || updatesUrl() === null) return fail('unreachable', 'There is no hub to fetch from.')
      wanted = channel
      fetched = null
      updater ??= begin()
      try {
        updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider })
        const found = await updater.checkForUpdates()
        if (found?.isUpdateAvailable !== true) return fail('failed', 'electron-updater does not take this version for newer.')
        const [place] = await updater.downloadUpdate()
        if (place === undefined) return fail('failed', 'electron-updater names no file.')
        fetched = { file: place, sha512: file.sha512 }
        return ok(null)
      } catch (error) {
        return troubleOf(error)
      }
    },

    install: async (openAgain) => {
      if (updater === null || fetched === null) return false
      return (await isStillFetched(fetched)) && updater.install(true, openAgain)
    },
  }
}
