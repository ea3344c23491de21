import { applicationOf } from '../window-text'
import { askToClose, numbers } from '../close-windows'
import type { DisplayPart } from '../display-part'
import { type XConnection, XRefused } from '../x-connection'

/** Longest property read, in 4-byte units. */
const propertyUnits = 256
/** GetWindowAttributes: it can be seen. */
const viewable = 2
/** A window past the window manager counts from this part of the screen on: no tooltip or notice is as large. */
const largePart = 4

export interface ShownWindow {
  readonly window: number
  /** By the server's own word, which no program can change; null where it has none. */
  readonly pid: number | null
  /** Lower case. */
  readonly class: string
  /** A panel, a dock or the desktop itself, as it says. */
  readonly panel: boolean
}

interface Shown {
  readonly windows: readonly ShownWindow[]
  /** The process that arranges windows; null without one. */
  readonly windowManager: number | null
}

/** Which windows are on the screen, and whose they are. */
export class ShownWindows implements DisplayPart {
  #x: XConnection | null = null

  attach(x: XConnection): Promise<void> {
    this.#x = x
    return Promise.resolve()
  }

  detach(): void {
    this.#x = null
  }

  /** None without a display; null where the server cannot tell whose a window is. */
  async read(): Promise<Shown | null> {
    const x = this.#x
    if (x === null) return { windows: [], windowManager: null }
    const pidOf = await this.#pids(x)
    if (pidOf === null) return null
    const [managed, large, [check]] = await Promise.all([
      numbers(x, x.screen.root, '_NET_CLIENT_LIST'),
      this.#large(x),
      numbers(x, x.screen.root, '_NET_SUPPORTING_WM_CHECK'),
    ])
    const windows = await Promise.all([...new Set([...managed, ...large])].map((window) => this.#describe(x, window, pidOf)))
    return { windows, windowManager: check === undefined ? null : pidOf(check) }
  }

  /** As a click on its close button does. */
  close(window: number): void {
    if (this.#x !== null) askToClose(this.#x, window)
  }

  async #pids(x: XConnection): Promise<((window: number) => number | null) | null> {
    const res = await x.extension('res')
    if (res === null) return null
    const [clients, ids] = await Promise.all([
      x.ask<readonly { readonly resourceMask: number }[]>((reply) => {
        res.QueryClients(reply)
      }),
      x.ask<readonly { readonly client: number; readonly value: readonly number[] }[]>((reply) => {
        res.QueryClientIds([{ client: 0, mask: res.ClientIdMask.LocalClientPID }], reply)
      }),
    ])
    const mask = clients[0]?.resourceMask ?? 0
    const pids = new Map(ids.map(({ client, value }) => [(client & ~mask) >>> 0, value[0] ?? null]))
    return (window) => pids.get((window & ~mask) >>> 0) ?? null
  }

  /** Windows that no window manager lists and that cover much of the screen, as games do that want it whole. */
  async #large(x: XConnection): Promise<readonly number[]> {
    const { children } = await x.ask<{ readonly children: readonly number[] }>((reply) => x.client.QueryTree(x.screen.root, reply))
    const least = (x.screen.pixel_width * x.screen.pixel_height) / largePart
    const found = await Promise.all(
      children.map(async (window) => {
        try {
          const [{ mapState, overrideRedirect }, { width, height }] = await Promise.all([
            x.ask<{ readonly mapState: number; readonly overrideRedirect: number }>((reply) => x.client.GetWindowAttributes(window, reply)),
            x.ask<{ readonly width: number; readonly height: number }>((reply) => x.client.GetGeometry(window, reply)),
          ])
          return mapState === viewable && overrideRedirect !== 0 && width * height >= least ? [window] : []
        } catch (error) {
          if (!(error instanceof XRefused)) throw error
          return []
        }
      }),
    )
    return found.flat()
  }

  async #describe(x: XConnection, window: number, pidOf: (window: number) => number | null): Promise<ShownWindow> {
    const { WM_CLASS, _NET_WM_WINDOW_TYPE_DESKTOP, _NET_WM_WINDOW_TYPE_DOCK } = x.atoms
    const [kinds, named] = await Promise.all([
      numbers(x, window, '_NET_WM_WINDOW_TYPE'),
      x
        .ask<{ readonly data: Buffer }>((reply) => x.client.GetProperty(0, window, WM_CLASS, 0, 0, propertyUnits, reply))
        .catch((error: unknown) => {
          if (!(error instanceof XRefused)) throw error
          return null
        }),
    ])
    return {
      window,
      pid: pidOf(window),
      class: named === null ? '' : applicationOf(named.data).toLowerCase(),
      panel: kinds.includes(_NET_WM_WINDOW_TYPE_DESKTOP) || kinds.includes(_NET_WM_WINDOW_TYPE_DOCK),
    }
  }
}
