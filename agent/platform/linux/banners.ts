import x11 from 'x11'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { type BannerWords, layOutBanner } from '../banner-card'
import { BannerStack } from '../banner-stack'
import type { Banner, Observed } from '../platform'
import { CardWriter } from './card-writer'
import type { DisplayPart } from './display-part'
import type { NoticeDrawing } from './notice-cards'
import { uploadNotice, type NoticePixmap } from './notice-pixmap'
import { DisplayLost, type XConnection } from './x-connection'

const widest = 900
const tallest = 560
const margin = 24

type BannerEnd = Outcome<'seen' | 'withdrawn', 'no-display' | 'draw-failed'>

/** Messages at the top edge of the primary monitor, one below the other, outside the window manager's rule: no focus, no keys. */
export class LinuxBanners implements DisplayPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawing: NoticeDrawing
  /** While the screen is covered, a banner that rose would lie above the cover. */
  readonly #isCovered: () => boolean
  readonly #stack = new BannerStack()
  #x: XConnection | null = null
  /** Opened for the first banner of a connection. */
  #writer: Promise<CardWriter | null> | null = null

  constructor(monitors: Observed<readonly Monitor[]>, drawing: NoticeDrawing, isCovered: () => boolean) {
    this.#monitors = monitors
    this.#drawing = drawing
    this.#isCovered = isCovered
  }

  async attach(x: XConnection): Promise<void> {
    this.#x = x
  }

  detach(): void {
    this.#x = null
    this.#writer = null
    this.#stack.clear()
  }

  async show(banner: Banner, signal: AbortSignal): Promise<BannerEnd> {
    const x = this.#x
    const monitor = this.#monitors.value.find(({ primary }) => primary) ?? this.#monitors.value[0]
    if (x === null || monitor === undefined) return fail('no-display', 'no graphical session is reached')
    const room = { width: Math.min(widest, monitor.width - 2 * margin), tallest: Math.min(tallest, monitor.height - 2 * margin) }
    try {
      const { sender, text, press = null } = banner
      const picture = await this.#draw(x, { sender, text, press }, room, signal)
      if (signal.aborted) return ok('withdrawn')
      if (picture === null) return fail('draw-failed', 'the message could not be drawn')
      return await this.#present(x, monitor, picture, banner, signal)
    } catch (error) {
      if (!(error instanceof DisplayLost)) throw error
      return fail('no-display', 'the graphical session ended')
    }
  }

  /** With the letters we have; a process draws what they cannot write. */
  async #draw(
    x: XConnection,
    words: BannerWords,
    room: { readonly width: number; readonly tallest: number },
    signal: AbortSignal,
  ): Promise<NoticePixmap | null> {
    this.#writer ??= CardWriter.open(x, this.#drawing.glyphs)
    const writer = await this.#writer
    const written = writer?.write((letters) => layOutBanner(words, room, letters)) ?? null
    return written ?? uploadNotice(x, this.#drawing.drawNotice, { kind: 'banner', ...room, ...words }, signal)
  }

  async #present(x: XConnection, monitor: Monitor, picture: NoticePixmap, banner: Banner, signal: AbortSignal): Promise<BannerEnd> {
    const { client, screen, atoms } = x
    const window = client.AllocID()
    const { top, giveBack } = this.#stack.take(picture.height)
    const left = monitor.x + Math.floor((monitor.width - picture.width) / 2)
    const eventMask = x11.eventMask.ButtonPress | x11.eventMask.VisibilityChange | x11.eventMask.StructureNotify
    const attributes = {
      overrideRedirect: 1,

      backgroundPixmap: picture.pixmap,
      eventMask,
    } as const
    client.CreateWindow(window, screen.root, left, monitor.y + margin + top, picture.width, picture.height, 0, 0, 0, 0, attributes)
    client.FreePixmap(picture.pixmap)
    const kind = Buffer.alloc(4)
    kind.writeUInt32LE(atoms._NET_WM_WINDOW_TYPE_NOTIFICATION)
    client.ChangeProperty(0, window, atoms._NET_WM_WINDOW_TYPE, atoms.ATOM, 32, kind)
    client.MapWindow(window)
    try {
      const closed = this.#closed(x, window, signal)
      await x.settle()
      banner.onShown()
      return await closed
    } finally {
      giveBack()
      client.DestroyWindow(window)
    }
  }

  /** Resolves when the pupil clicks, the signal aborts, or the display ends. A window another program took away counts as closed by the pupil. */
  #closed(x: XConnection, window: number, signal: AbortSignal): Promise<BannerEnd> {
    return new Promise((resolve) => {
      const end = (result: BannerEnd): void => {
        stop()
        signal.removeEventListener('abort', withdraw)
        resolve(result)
      }
      const withdraw = (): void => end(ok('withdrawn'))
      const stop = x.onEvent((event) => {
        if (event.wid !== window) return
        if (event.name === 'ButtonPress' || event.name === 'UnmapNotify' || event.name === 'DestroyNotify') end(ok('seen'))
        if (event.name === 'VisibilityNotify' && event.state !== 0 && !this.#isCovered()) x.client.RaiseWindow(window)
      })
      signal.addEventListener('abort', withdraw)
      void x.ended.then(() => end(fail('no-display', 'the graphical session ended')))
    })
  }
}
