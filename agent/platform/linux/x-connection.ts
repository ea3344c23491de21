import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import x11, { type Callback, type Display, type Extensions, type Screen, type XClient, type XEvent } from 'x11'
import { fail, ok, type Outcome } from '#shared/outcome'
import { findCookie } from './xauthority'

const atomNames = [
  '_NET_ACTIVE_WINDOW',
  '_NET_CLIENT_LIST',
  '_NET_CLOSE_WINDOW',
  '_NET_WM_STATE',
  '_NET_WM_STATE_ABOVE',
  '_NET_WM_STATE_SKIP_TASKBAR',
  '_MOTIF_WM_HINTS',
  '_NET_SUPPORTING_WM_CHECK',
  '_NET_WM_NAME',
  '_NET_WM_PID',
  '_NET_WM_WINDOW_TYPE',
  '_NET_WM_WINDOW_TYPE_DESKTOP',
  '_NET_WM_WINDOW_TYPE_DOCK',
  '_NET_WM_WINDOW_TYPE_NOTIFICATION',
  '_NET_WM_BYPASS_COMPOSITOR',
  '_NET_WM_CM_S0',
  '_NET_WORKAREA',
  'UTF8_STRING',
  'COMPOUND_TEXT',
  'WM_CLASS',
  'WM_NAME',
  'STRING',
  'CARDINAL',
  'ATOM',
  'WINDOW',
] as const
export type AtomName = (typeof atomNames)[number]

const rootEvents = x11.eventMask.PropertyChange | x11.eventMask.StructureNotify
const coveredEvents = rootEvents | x11.eventMask.SubstructureNotify | x11.eventMask.FocusChange | x11.eventMask.LeaveWindow
const handshakeTimeoutMs = 5_000

/** A display server ended while an answer was awaited. Whoever holds the session loop catches it. */
export class DisplayLost extends Error {
  override readonly name = 'DisplayLost'
}

/** For work nobody waits for: a display lost under it is told elsewhere. */
export function unlessLost(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (!(error instanceof DisplayLost)) throw error
  })
}

/** The server refused a request, for example because the window it names is gone. */
export class XRefused extends Error {
  override readonly name = 'XRefused'
}

/** One connection to one X server, for as long as both live. */
export interface XConnection {
  readonly client: XClient
  readonly screen: Screen
  /** Numbers of the keyboard's keys. */
  readonly firstKey: number
  readonly lastKey: number
  readonly atoms: Readonly<Record<AtomName, number>>
  /** Resolves when the server is gone or `close` was called. */
  readonly ended: Promise<void>
  /** Sends a request and reads its reply; rejects with `XRefused` or `DisplayLost`. */
  ask<T>(send: (reply: Callback<T>) => void): Promise<T>
  /** Null when the server lacks the extension. */
  extension<Name extends keyof Extensions>(name: Name): Promise<Extensions[Name] | null>
  /** Puts what `send` asks for into one write: the server wakes once, and does all of it in one turn. */
  together<T>(send: () => T): T
  /** Resolves once the server has done everything sent so far. */
  settle(): Promise<void>
  /** Besides its properties and size, which are always watched: windows that appear, move or rise on the root, and grabs that end there. */
  watchCovered(on: boolean): void
  onEvent(listener: (event: XEvent) => void): () => void
  readonly close: () => void
}

export async function connect(display: string, xauthority: string | null): Promise<Outcome<XConnection, 'no-server' | 'not-authorised'>> {
  const cookie = await readCookie(display, xauthority)
  const opened = await open(display, cookie)
  if (!opened.ok) return opened
  const client = opened.value.client
  // The library keeps one table of atoms for all its connections, but their numbers differ from server to server.
  client.atoms = {}
  client.atom_names = {}
  // A few parts listen, and each source of pictures: Node would take more than ten for a leak.
  client.setMaxListeners(100)
  const screen = opened.value.screen[0]
  if (screen === undefined) return fail('no-server', `the X server at ${display} has no screen`)

  const pending = new Set<(lost: DisplayLost) => void>()
  let live = true
  let markEnded = (): void => undefined
  const ended = new Promise<void>((resolve) => (markEnded = resolve))
  const end = (): void => {
    if (!live) return
    live = false
    client.stream?.destroy()
    for (const reject of pending) reject(new DisplayLost(`the X server at ${display} is gone`))
    pending.clear()
    markEnded()
  }
  client.on('end', end)
  client.stream?.on('close', end)
  // A request about a window that just went away is ordinary life on a desktop; a broken socket also ends in `end`.
  client.on('error', () => undefined)

  const ask = <T>(send: (reply: Callback<T>) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!live) return reject(new DisplayLost(`the X server at ${display} is gone`))
      pending.add(reject)
      send((error, value) => {
        pending.delete(reject)
        if (error) reject(new XRefused(error.message))
        else resolve(value)
        return true
      })
    })

  try {
    const numbers = await Promise.all(atomNames.map((name) => ask<number>((reply) => client.InternAtom(false, name, reply))))
    client.ChangeWindowAttributes(screen.root, { eventMask: rootEvents })
    // The numbers come in the order of the names.
    const atoms = Object.fromEntries(atomNames.map((name, index) => [name, numbers[index]])) as Record<AtomName, number>
    return ok({
      client,
      screen,
      firstKey: opened.value.min_keycode,
      lastKey: opened.value.max_keycode,
      atoms,
      ended,
      ask,
      extension: <Name extends keyof Extensions>(name: Name) =>
        new Promise<Extensions[Name] | null>((resolve, reject) => {
          if (!live) return reject(new DisplayLost(`the X server at ${display} is gone`))
          pending.add(reject)
          client.require(name, (error, extension) => {
            pending.delete(reject)
            resolve(error ? null : extension)
          })
        }),
      together: (send) => {
        client.stream?.cork()
        try {
          return send()
        } finally {
          client.pack_stream.flush()
          client.stream?.uncork()
        }
      },
      settle: async () => {
        await ask((reply) => client.GetInputFocus(reply))
      },
      watchCovered: (on) => client.ChangeWindowAttributes(screen.root, { eventMask: on ? coveredEvents : rootEvents }),
      onEvent: (listener) => {
        client.on('event', listener)
        return () => client.removeListener('event', listener)
      },
      close: end,
    })
  } catch (error) {
    if (error instanceof DisplayLost) return fail('no-server', error.message)
    throw error
  }
}

function open(display: string, cookie: Buffer | null): Promise<Outcome<Display, 'no-server' | 'not-authorised'>> {
  return new Promise((resolve) => {
    const auth = cookie === null ? { name: '', data: '' } : { name: 'MIT-MAGIC-COOKIE-1', data: cookie.toString('latin1') }
    const refuse = (error: Error): void => {
      const refused = /authori[sz]ation|no protocol specified/i.test(error.message)
      resolve(fail(refused ? 'not-authorised' : 'no-server', `${display}: ${error.message}`))
    }
    const client = x11.createClient({ display: `unix/${display}`, bufferRequests: true, auth }, (error, opened) => {
      clearTimeout(timer)
      if (error) refuse(error)
      else resolve(ok(opened))
    })
    client.on('error', refuse)
    const timer = setTimeout(() => {
      refuse(new Error(`no answer within ${handshakeTimeoutMs} ms`))
      client.stream?.destroy()
    }, handshakeTimeoutMs)
  })
}

async function readCookie(display: string, xauthority: string | null): Promise<Buffer | null> {
  if (xauthority === null) return null
  const number = /:(\d+)/.exec(display)?.[1] ?? '0'
  return findCookie(await readFile(xauthority).catch(() => Buffer.alloc(0)), number, hostname())
}
