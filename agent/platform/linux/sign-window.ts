import x11, { type XEvent } from 'x11'
import type { Watched } from '#shared/model/screen'
import { signHeight, signStates } from '../notice-spec'
import type { Sign, TimeLeft } from '../platform'
import type { Rectangle } from '../rectangle'
import { cornerOf, firstCorner, placeSign } from '../sign-place'
import type { SignPictures } from './sign-pictures'
import type { XConnection } from './x-connection'

/** Two programs that both insist on the top would otherwise raise each other without pause. */
const insistGapMs = 20
/** A compositor hides from VisibilityNotify what lies above. Raising what is on top already changes nothing, and so sends no picture. */
const raiseEveryMs = 2_000
/** A hand that shakes this far, in pixels, still clicks. */
const dragFromPx = 5

const eventMask =
  x11.eventMask.VisibilityChange |
  x11.eventMask.StructureNotify |
  x11.eventMask.ButtonPress |
  x11.eventMask.ButtonRelease |
  x11.eventMask.Button1Motion

interface Drag {
  readonly pointer: { readonly x: number; readonly y: number }
  readonly place: Rectangle
  moved: boolean
}

/** One small window outside the window manager's rule: on top of everything but the cover, put back whatever is done to it. */
export class SignWindow {
  readonly #x: XConnection
  readonly #sign: Sign
  /** While the screen is covered, or is to be, the sign stays below. */
  readonly #isCovered: () => boolean
  readonly #stop: () => void
  readonly #heartbeat: NodeJS.Timeout
  #pictures: SignPictures | null = null
  #picture: ReturnType<SignPictures['compose']> | null = null
  #watched: Watched
  #timeLeft: TimeLeft | null
  #room: Rectangle
  #corner = firstCorner
  #id = 0
  #lost = false
  #drag: Drag | null = null
  #insistedAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(x: XConnection, sign: Sign, isCovered: () => boolean) {
    this.#x = x
    this.#sign = sign
    this.#isCovered = isCovered
    this.#watched = sign.watched.value
    this.#timeLeft = sign.timeLeft.value
    this.#room = { x: 0, y: 0, width: x.screen.pixel_width, height: x.screen.pixel_height }
    this.#create()
    this.#stop = x.onEvent((event) => this.#heed(event))
    this.#heartbeat = setInterval(() => this.insist(), raiseEveryMs)
  }

  tell(watched: Watched): void {
    this.#watched = watched
    this.#compose()
    this.insist()
  }

  tellTime(timeLeft: TimeLeft | null): void {
    this.#timeLeft = timeLeft
    this.#compose()
  }

  /** Shows pictures instead of plain colours from now on. */
  dress(pictures: SignPictures): void {
    this.#pictures = pictures
    this.#compose()
  }

  moveInto(room: Rectangle): void {
    this.#room = room
    this.#place()
  }

  /** On the screen and on top, a moment later when that was done just now. */
  insist(): void {
    const waitMs = this.#insistedAt + insistGapMs - performance.now()
    clearTimeout(this.#timer)
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.insist(), waitMs)
      return
    }
    this.#insistedAt = performance.now()
    if (this.#lost) this.#create()
    if (!this.#isCovered()) this.#x.client.RaiseWindow(this.#id)
  }

  close(): void {
    this.#stop()
    clearTimeout(this.#timer)
    clearInterval(this.#heartbeat)
    this.#x.client.DestroyWindow(this.#id)
    if (this.#picture !== null) this.#x.client.FreePixmap(this.#picture.pixmap)
    this.#pictures?.free()
  }

  get #look(): { readonly width: number; readonly ground: number } {
    return signStates.find(({ watched }) => watched === this.#watched) ?? { width: signHeight, ground: 0 }
  }

  get #wantedPlace(): Rectangle {
    return placeSign(this.#room, { width: this.#picture?.width ?? this.#look.width, height: signHeight }, this.#corner)
  }

  /** A new window instead of one that was taken away: unmapped, destroyed and hidden in another window end alike. */
  #create(): void {
    const { client, screen, atoms } = this.#x
    if (this.#id !== 0) client.DestroyWindow(this.#id)
    this.#lost = false
    this.#drag = null
    this.#id = client.AllocID()
    const { x, y, width, height } = this.#wantedPlace
    client.CreateWindow(this.#id, screen.root, x, y, width, height, 0, 0, 0, 0, { overrideRedirect: 1, eventMask })
    client.ChangeProperty(0, this.#id, atoms.WM_NAME, atoms.STRING, 8, Buffer.from('Classwarden'))
    const kind = Buffer.alloc(4)
    kind.writeUInt32LE(atoms._NET_WM_WINDOW_TYPE_NOTIFICATION)
    client.ChangeProperty(0, this.#id, atoms._NET_WM_WINDOW_TYPE, atoms.ATOM, 32, kind)
    this.#paint()
    // A new window is the topmost; the cover must not be pierced for a moment either.
    if (this.#isCovered()) client.LowerWindow(this.#id)
    client.MapWindow(this.#id)
  }

  #compose(): void {
    const before = this.#picture
    this.#picture = this.#pictures?.compose(this.#watched, this.#timeLeft) ?? null
    this.#paint()
    if (before !== null) this.#x.client.FreePixmap(before.pixmap)
    this.#place()
  }

  #paint(): void {
    const { client } = this.#x
    const picture = this.#picture
    client.ChangeWindowAttributes(
      this.#id,
      picture === null ? { backgroundPixel: this.#look.ground } : { backgroundPixmap: picture.pixmap },
    )
    client.ClearArea(this.#id, 0, 0, 0, 0, 0)
  }

  #place(): void {
    const { x, y, width, height } = this.#wantedPlace
    this.#x.client.MoveResizeWindow(this.#id, x, y, width, height)
  }

  #heed(event: XEvent): void {
    const { root } = this.#x.screen
    // Some window came to the front.
    if (event.name === 'PropertyNotify' && event.wid === root && event.atom === this.#x.atoms._NET_ACTIVE_WINDOW) this.insist()
    if (event.wid !== this.#id) return
    switch (event.name) {
      case 'UnmapNotify':
      case 'DestroyNotify':
      case 'ReparentNotify':
        this.#lost = true
        return this.insist()
      case 'VisibilityNotify':
        if (event.state !== 0) this.insist()
        return
      case 'ConfigureNotify':
        if (!isAt(event, this.#wantedPlace)) this.#place()
        return
      default:
        this.#heedPointer(event)
    }
  }

  #heedPointer({ name, rootx, rooty }: XEvent): void {
    if (rootx === undefined || rooty === undefined) return
    const drag = this.#drag
    if (name === 'ButtonPress') {
      this.#drag = { pointer: { x: rootx, y: rooty }, place: this.#wantedPlace, moved: false }
    } else if (name === 'ButtonRelease' && drag !== null) {
      this.#drag = null
      if (!drag.moved) this.#sign.onPressed()
    } else if (name === 'MotionNotify' && drag !== null) {
      const by = { x: rootx - drag.pointer.x, y: rooty - drag.pointer.y }
      drag.moved ||= Math.max(Math.abs(by.x), Math.abs(by.y)) >= dragFromPx
      if (!drag.moved) return
      const { x, y, width, height } = drag.place
      const dragged = { x: x + by.x, y: y + by.y, width, height }
      this.#corner = cornerOf(this.#room, placeSign(this.#room, dragged, cornerOf(this.#room, dragged)))
      this.#place()
    }
  }
}

function isAt({ x, y, width, height }: XEvent, place: Rectangle): boolean {
  return x === place.x && y === place.y && width === place.width && height === place.height
}
