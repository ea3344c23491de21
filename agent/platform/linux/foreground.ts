import x11, { type Property, type XEvent } from 'x11'
import type { FrontWindow } from '#shared/model/activity'
import { cleanName, cleanTitle } from '../clean-text'
import { Observable } from '../observable'
import type { DisplayPart } from './display-part'
import { readProgram } from './process-table'
import { applicationOf, decodeCompoundText } from './window-text'
import { unlessLost, XRefused, type AtomName, type XConnection } from './x-connection'

/** Longest property read, in 4-byte units: titles beyond 4 KiB are cut anyway. */
const propertyUnits = 1_024

/** The window in front, as the window manager names it (EWMH `_NET_ACTIVE_WINDOW`), pushed by PropertyNotify. */
export class ForegroundSensor implements DisplayPart {
  readonly activity = new Observable<FrontWindow | null>(null)
  #x: XConnection | null = null
  #window = 0
  #stop = (): void => undefined
  #reading = false
  #stale = false

  async attach(x: XConnection): Promise<void> {
    this.#x = x
    this.#window = 0
    const { _NET_ACTIVE_WINDOW, _NET_WM_NAME, WM_NAME, WM_CLASS } = x.atoms
    this.#stop = x.onEvent((event: XEvent) => {
      const named = event.name === 'PropertyNotify'
      const active = named && event.wid === x.screen.root && event.atom === _NET_ACTIVE_WINDOW
      const described =
        named && event.wid === this.#window && (event.atom === _NET_WM_NAME || event.atom === WM_NAME || event.atom === WM_CLASS)
      // Some window managers go on naming a window that is gone when it was the last.
      const gone = event.name === 'DestroyNotify' && event.wid === this.#window
      if (active || described || gone) unlessLost(this.#refresh(x))
    })
    await this.#refresh(x)
  }

  detach(): void {
    this.#stop()
    this.#x = null
    this.activity.set(null)
  }

  /** Reads until no event came in meanwhile, so that a burst costs two readings and the last state is the one told. */
  async #refresh(x: XConnection): Promise<void> {
    this.#stale = true
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#stale && this.#x === x) {
        this.#stale = false
        const read = await this.#read(x)
        if (this.#x === x) this.#tell(read)
      }
    } finally {
      this.#reading = false
    }
  }

  #tell(read: Omit<FrontWindow, 'since'> | null): void {
    const before = this.activity.value
    if (read === null) return this.activity.set(null)
    const same =
      before !== null && before.title === read.title && before.application === read.application && before.process?.pid === read.process?.pid
    this.activity.set({ ...read, since: same ? before.since : Date.now() })
  }

  async #read(x: XConnection): Promise<Omit<FrontWindow, 'since'> | null> {
    const active = await this.#property(x, x.screen.root, '_NET_ACTIVE_WINDOW')
    const window = active !== null && active.format === 32 && active.data.length >= 4 ? active.data.readUInt32LE(0) : 0
    if (window === 0) {
      this.#window = 0
      return null
    }
    if (window !== this.#window) {
      this.#window = window
      x.client.ChangeWindowAttributes(window, { eventMask: x11.eventMask.PropertyChange | x11.eventMask.StructureNotify })
    }
    try {
      return await this.#describe(x, window)
    } catch (error) {
      // The window closed before it could be asked.
      if (!(error instanceof XRefused)) throw error
      this.#window = 0
      return null
    }
  }

  async #describe(x: XConnection, window: number): Promise<Omit<FrontWindow, 'since'>> {
    const [netName, name, wmClass, pidProperty] = await Promise.all([
      this.#property(x, window, '_NET_WM_NAME'),
      this.#property(x, window, 'WM_NAME'),
      this.#property(x, window, 'WM_CLASS'),
      this.#property(x, window, '_NET_WM_PID'),
    ])
    const pid = pidProperty !== null && pidProperty.format === 32 && pidProperty.data.length >= 4 ? pidProperty.data.readUInt32LE(0) : 0
    const program = pid === 0 ? null : await readProgram(pid)
    const title = netName === null ? (name === null ? '' : decodeName(x, name)) : netName.data.toString('utf8')
    return {
      title: cleanTitle(title),
      application: wmClass === null ? '' : applicationOf(wmClass.data),
      process: program === null ? null : { pid, name: cleanName(program.name), path: program.path },
    }
  }

  /** Null when the window lacks the property; rejects with `XRefused` when it is gone. */
  async #property(x: XConnection, window: number, name: AtomName): Promise<Property | null> {
    const property = await x.ask<Property>((reply) => x.client.GetProperty(0, window, x.atoms[name], 0, 0, propertyUnits, reply))
    return property.type === 0 ? null : property
  }
}

function decodeName(x: XConnection, property: Property): string {
  if (property.type === x.atoms.UTF8_STRING) return property.data.toString('utf8')
  return property.type === x.atoms.COMPOUND_TEXT ? decodeCompoundText(property.data) : property.data.toString('latin1')
}
