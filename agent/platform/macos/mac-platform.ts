import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Watched } from '#shared/model/screen'
import type { DisplayState } from '#shared/model/device'
import { fail, ok, type Outcome } from '#shared/outcome'
import { Observable } from '../observable'
import type { ConsoleSwitching, Platform, PlatformOptions, Sign, ThumbnailSource } from '../platform'
import { unlinkedBrowsers } from '../unlinked-browsers'
import { loadBeside, loadMacLibraries, type MacLibraries } from './mac-libraries'
import { MacSensors, readRestMs } from './mac-sensors'
import { MacThumbnailSource } from './mac-thumbnails'
import { unsupportedApplications, unsupportedFrames, unsupportedOverlay, unsupportedPower } from './unsupported-parts'

const lookEveryMs = 1_000
const programWithinMs = 10_000

/** [TH5] What the pupil reads when somebody begins to look. */
const signWords: Readonly<Record<Watched, string>> = {
  nobody: 'Your school can see this screen. Nobody is looking now.',
  class: 'Your teacher is looking at the screens of the class.',
  closely: 'Somebody of the staff is looking at this screen closely.',
}

export interface MacPlatformParts {
  /** A failure names what does not load: the PC then says that it is not supported, and shows nothing. */
  readonly libraries: Outcome<MacLibraries, 'unsupported'>
  readonly idleAfterMs: number
  /** Runs a program of macOS, for its effect alone. */
  readonly run?: (program: string, args: readonly string[]) => Promise<boolean>
  readonly restMs?: () => Promise<number | null>
}

const runProgram = (program: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: programWithinMs }, (error) => {
      resolve(error === null)
    })
  })

/** With the libraries that lie in `node_modules` beside the agent's own files. */
export const openMacPlatform = ({ glyphFile, idleAfterMs }: Pick<PlatformOptions, 'glyphFile' | 'idleAfterMs'>): MacPlatform =>
  new MacPlatform({ libraries: loadMacLibraries(loadBeside(glyphFile)), idleAfterMs })

/** Macs: the window in front, rest and the screen through prebuilt libraries, where these load. Nothing is restricted, and nothing of it is claimed. */
export class MacPlatform implements Platform {
  readonly lacks: Platform['lacks'] = [
    ...(['lock', 'blank', 'message', 'power', 'browser', 'timeouts', 'internet', 'tabs', 'privacy', 'scenes', 'application'] as const),
    ...(['lesson-end', 'agreement', 'pupil-report', 'self-test', 'wake', 'inventory', 'update'] as const),
  ]
  readonly display = new Observable<DisplayState>({ state: 'waiting', why: 'unsupported' })
  readonly consoleSwitching = new Observable<ConsoleSwitching>('free')
  readonly browsers = unlinkedBrowsers
  readonly applications = unsupportedApplications
  readonly overlay = unsupportedOverlay
  readonly frames = unsupportedFrames
  readonly power = unsupportedPower
  readonly #libraries: MacLibraries
  readonly #sensors: MacSensors
  readonly #run: NonNullable<MacPlatformParts['run']>
  readonly #isThere: boolean
  readonly #stopped = new AbortController()

  constructor({ libraries, idleAfterMs, run = runProgram, restMs = readRestMs }: MacPlatformParts) {
    this.#isThere = libraries.ok
    this.#libraries = libraries.ok ? libraries.value : { front: () => Promise.resolve(null), monitors: () => [] }
    this.#sensors = new MacSensors(this.#libraries, idleAfterMs, restMs)
    this.#run = run
  }

  get foreground(): Platform['foreground'] {
    return this.#sensors.foreground
  }

  get user(): Platform['user'] {
    return this.#sensors.user
  }

  get idle(): Platform['idle'] {
    return this.#sensors.idle
  }

  get monitors(): Platform['monitors'] {
    return this.#sensors.monitors
  }

  groupsOf(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  async start(signal: AbortSignal): Promise<void> {
    this.#sensors.start()
    while (!signal.aborted) {
      if (this.#isThere) {
        await this.#sensors.look()
        if (this.display.value.state !== 'ready') this.display.set({ state: 'ready' })
      }
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined)
    }
    this.#stopped.abort()
    this.#sensors.stop()
    this.display.set({ state: 'waiting', why: 'unsupported' })
  }

  thumbnails(): ThumbnailSource {
    return new MacThumbnailSource(this.#libraries)
  }

  showBanner(): ReturnType<Platform['showBanner']> {
    return Promise.resolve(fail('draw-failed', 'this agent shows no banners on macOS'))
  }

  showTestCard(): ReturnType<Platform['showTestCard']> {
    return Promise.resolve(fail('draw-failed', 'this agent shows no test card on macOS'))
  }

  showSign(sign: Sign): void {
    void this.#tellWatched(sign)
  }

  async openPage(address: string): Promise<Outcome<null, 'no-browser'>> {
    if (!/^https?:\/\//u.test(address)) return fail('no-browser', 'this is no page')
    return (await this.#run('/usr/bin/open', [address])) ? ok(null) : fail('no-browser', 'macOS could not open a browser')
  }

  /** Beside the mark that macOS itself shows in the menu bar while a screen is read. */
  async #tellWatched({ watched }: Sign): Promise<void> {
    const script = 'on run argv\ndisplay notification (item 1 of argv) with title "Classwarden"\nend run'
    for await (const value of watched.watch(this.#stopped.signal)) {
      await this.#run('/usr/bin/osascript', ['-e', script, signWords[value]])
    }
  }
}
