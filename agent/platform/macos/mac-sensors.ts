import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { FrontWindow, Idle, SignedInUser } from '#shared/model/activity'
import type { Monitor } from '#shared/model/screen'
import { cleanName, cleanTitle } from '../clean-text'
import { isGuest } from '../guest-account'
import { Observable } from '../observable'
import type { MacLibraries } from './mac-libraries'

const mostMonitors = 16
const longestMonitorName = 60
const restWithinMs = 5_000

/** How long keyboard and mouse have rested, as macOS counts it; null when it does not tell. */
export async function readRestMs(): Promise<number | null> {
  const said = await promisify(execFile)('/usr/sbin/ioreg', ['-c', 'IOHIDSystem', '-r', '-d', '1'], { timeout: restWithinMs }).catch(
    () => null,
  )
  return said === null ? null : restMsIn(said.stdout)
}

/** Of the output of `ioreg -c IOHIDSystem`, which counts in nanoseconds. */
export function restMsIn(output: string): number | null {
  const counted = /"HIDIdleTime" = (\d+)/u.exec(output)?.[1]
  return counted === undefined ? null : Math.floor(Number(counted) / 1e6)
}

/** Asking for the rest starts a program. */
const looksPerRest = 5

/** What the libraries say, looked at by the second: they push nothing. */
export class MacSensors {
  readonly foreground = new Observable<FrontWindow | null>(null)
  readonly user = new Observable<SignedInUser | null>(null)
  readonly idle = new Observable<Idle | null>(null)
  readonly monitors = new Observable<readonly Monitor[]>([])
  readonly #libraries: MacLibraries
  readonly #restMs: () => Promise<number | null>
  readonly #idleAfterMs: number
  #looks = 0

  constructor(libraries: MacLibraries, idleAfterMs: number, restMs: () => Promise<number | null>) {
    this.#libraries = libraries
    this.#idleAfterMs = idleAfterMs
    this.#restMs = restMs
  }

  /** The agent runs in the session of whoever is signed in; started as root, it is nobody's. */
  start(): void {
    const { username, uid } = userInfo()
    if (uid === 0) return
    const name = cleanName(username)
    this.user.set({ name, displayName: name, guest: isGuest(name, null), sessionStartedAt: Date.now() })
  }

  async look(): Promise<void> {
    this.#lookAtMonitors()
    this.#tellFront(await this.#libraries.front())
    if (this.#looks++ % looksPerRest === 0) this.#tellRest(await this.#restMs())
  }

  stop(): void {
    this.foreground.set(null)
    this.user.set(null)
    this.idle.set(null)
    this.monitors.set([])
  }

  #lookAtMonitors(): void {
    const now = this.#libraries
      .monitors()
      .slice(0, mostMonitors)
      .map((monitor, index) => ({
        index,
        name: cleanName(monitor.name()).slice(0, longestMonitorName),
        x: monitor.x(),
        y: monitor.y(),
        width: monitor.width(),
        height: monitor.height(),
        primary: monitor.isPrimary(),
      }))
    if (JSON.stringify(now) !== JSON.stringify(this.monitors.value)) this.monitors.set(now)
  }

  #tellFront(front: Awaited<ReturnType<MacLibraries['front']>>): void {
    const before = this.foreground.value
    if (front === null) {
      if (before !== null) this.foreground.set(null)
      return
    }
    const { processId: pid, path: file, name } = front.info
    const title = cleanTitle(front.title)
    const application = cleanName(name)
    if (before !== null && before.title === title && before.application === application && before.process?.pid === pid) return
    const process = { pid, name: cleanName(path.posix.basename(file)), path: file === '' ? null : cleanTitle(file) }
    this.foreground.set({ title, application, process, since: Date.now() })
  }

  #tellRest(restMs: number | null): void {
    if (restMs === null) {
      if (this.idle.value !== null) this.idle.set(null)
      return
    }
    const idle = restMs >= this.#idleAfterMs
    if (this.idle.value?.idle !== idle) this.idle.set({ idle, since: Date.now() - (idle ? restMs : 0) })
  }
}
