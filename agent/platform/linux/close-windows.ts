import type { Property } from 'x11'
import { XRefused, type AtomName, type XConnection } from './x-connection'

const propertyUnits = 1_024
/** EWMH 1.5, `_NET_CLOSE_WINDOW`: asked by a person's own programs, as a pager asks. */
const sourcePager = 2
const clientMessage = 33
/** Substructure redirect and notify: what a message to the window manager is sent with (EWMH 1.5, root window messages). */
const toWindowManager = 0x18_00_00

/**
 * Asks every window the window manager knows, but panels and the desktop itself, to close: its program may save, or ask the pupil, as after a
 * click on its close button. Resolves when all have gone, after `withinMs` at most, with how many are left. Without a window manager nobody can be asked.
 */
export async function closeWindows(x: XConnection, withinMs: number): Promise<number> {
  const asked = new Set<number>()
  const askNew = async (): Promise<number> => {
    const open = await programWindows(x)
    for (const window of open) {
      if (asked.has(window)) continue
      asked.add(window)
      askToClose(x, window)
    }
    return open.length
  }
  return new Promise((resolve, reject) => {
    let left = 0
    const end = (): void => {
      clearTimeout(timer)
      stop()
      resolve(left)
    }
    const look = (): void => {
      askNew().then((open) => {
        left = open
        if (open === 0) end()
      }, reject)
    }
    const timer = setTimeout(end, withinMs)
    const stop = x.onEvent((event) => {
      if (event.name === 'PropertyNotify' && event.wid === x.screen.root && event.atom === x.atoms._NET_CLIENT_LIST) look()
    })
    void x.ended.then(end)
    look()
  })
}

async function programWindows(x: XConnection): Promise<readonly number[]> {
  const windows = await numbers(x, x.screen.root, '_NET_CLIENT_LIST')
  const { _NET_WM_WINDOW_TYPE_DESKTOP, _NET_WM_WINDOW_TYPE_DOCK } = x.atoms
  const kinds = await Promise.all(windows.map((window) => numbers(x, window, '_NET_WM_WINDOW_TYPE')))
  return windows.filter((_window, index) =>
    kinds[index]?.every((kind) => kind !== _NET_WM_WINDOW_TYPE_DESKTOP && kind !== _NET_WM_WINDOW_TYPE_DOCK),
  )
}

/** A property of 32-bit numbers; empty where there is none, or no such window any more. */
export async function numbers(x: XConnection, window: number, name: AtomName): Promise<readonly number[]> {
  try {
    const { format, data } = await x.ask<Property>((reply) => x.client.GetProperty(0, window, x.atoms[name], 0, 0, propertyUnits, reply))
    return format === 32 ? Array.from({ length: Math.floor(data.length / 4) }, (_, index) => data.readUInt32LE(index * 4)) : []
  } catch (error) {
    if (!(error instanceof XRefused)) throw error
    return []
  }
}

/** Asks one window to close, as a click on its close button does. */
export const askToClose = (x: XConnection, window: number): void =>
  x.client.SendEvent(x.screen.root, 0, toWindowManager, windowRequest(x, window, '_NET_CLOSE_WINDOW', [0, sourcePager]))

/** Asks the window manager to bring a window to the front, as a click on it in a panel does. */
export const bringToFront = (x: XConnection, window: number): void =>
  x.client.SendEvent(x.screen.root, 0, toWindowManager, windowRequest(x, window, '_NET_ACTIVE_WINDOW', [sourcePager, 0]))

/** A ClientMessage event as on the wire (X11 protocol, encoding of events): code, format, window, type, then five numbers. */
function windowRequest(x: XConnection, window: number, name: AtomName, values: readonly [number, number]): Buffer {
  const event = Buffer.alloc(32)
  event.writeUInt8(clientMessage, 0)
  event.writeUInt8(32, 1)
  event.writeUInt32LE(window, 4)
  event.writeUInt32LE(x.atoms[name], 8)
  event.writeUInt32LE(values[0], 12)
  event.writeUInt32LE(values[1], 16)
  return event
}
