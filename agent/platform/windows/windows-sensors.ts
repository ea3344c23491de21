import path from 'node:path'
import type { FrontWindow, Idle, SignedInUser } from '#shared/model/activity'
import type { Monitor } from '#shared/model/screen'
import { cleanName, cleanTitle } from '../clean-text'
import { isGuest } from '../guest-account'
import { Observable } from '../observable'
import type { DesktopEvent } from './desktop-events'
import type { DesktopPart } from './desktop-part'

const mostMonitors = 16
const longestMonitorName = 60

/** What the program on the desktop tells unasked: pushed by Windows where it does, and looked at four times a second where it does not. */
export class WindowsSensors implements DesktopPart {
  readonly foreground = new Observable<FrontWindow | null>(null)
  readonly user = new Observable<SignedInUser | null>(null)
  readonly idle = new Observable<Idle | null>(null)
  readonly monitors = new Observable<readonly Monitor[]>([])
  /** The middle of the window in front. */
  front: { readonly x: number; readonly y: number } | null = null

  attach(): void {
    // Everything is told by events.
  }

  detach(): void {
    this.front = null
    this.foreground.set(null)
    this.user.set(null)
    this.idle.set(null)
    this.monitors.set([])
  }

  heed(event: DesktopEvent): void {
    if (event.kind === 'front') this.#tellFront(event.front)
    else if (event.kind === 'idle') this.idle.set({ idle: event.idle, since: event.since })
    else if (event.kind === 'user') this.#tellUser(event.user)
    else if (event.kind === 'monitors')
      this.monitors.set(
        event.monitors.slice(0, mostMonitors).map((monitor, index) => ({
          ...monitor,
          index,
          name: cleanName(monitor.name.replace(/^\\\\\.\\/u, '')).slice(0, longestMonitorName),
        })),
      )
  }

  #tellFront(front: Extract<DesktopEvent, { kind: 'front' }>['front']): void {
    this.front = front
    if (front === null) {
      this.foreground.set(null)
      return
    }
    const { pid, className, title, path: file } = front
    const name = path.win32.basename(file)
    const read = {
      title: cleanTitle(title),
      application: cleanName(name === '' ? className : name.replace(/\.exe$/iu, '')),
      process: { pid, name: cleanName(name), path: file === '' ? null : cleanTitle(file) },
    }
    const before = this.foreground.value
    const same = before !== null && before.title === read.title && before.application === read.application && before.process?.pid === pid
    this.foreground.set({ ...read, since: same ? before.since : Date.now() })
  }

  #tellUser(user: Extract<DesktopEvent, { kind: 'user' }>['user']): void {
    if (user === null) {
      this.user.set(null)
      return
    }
    const name = cleanName(user.name)
    const before = this.user.value
    // Windows does not always say since when: then it is since the agent saw it.
    const sessionStartedAt = user.since ?? (before?.name === name ? before.sessionStartedAt : Date.now())
    this.user.set({
      name,
      displayName: cleanName(user.fullName) || name,
      guest: isGuest(name, null),
      sessionStartedAt: Math.round(sessionStartedAt),
    })
  }
}
