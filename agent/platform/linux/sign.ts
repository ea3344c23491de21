import { setTimeout as delay } from 'node:timers/promises'
import type { Monitor } from '#shared/model/screen'
import type { Observed, PlatformOptions, Sign } from '../platform'
import { overlap, type Rectangle } from '../rectangle'
import type { DisplayPart } from './display-part'
import type { LinuxOverlay } from './overlay'
import { SignPictures } from './sign-pictures'
import { SignWindow } from './sign-window'
import { unlessLost, type XConnection } from './x-connection'

/** A PC too busy to draw now is asked again; until then the sign shows its colour alone. */
const redrawAfterMs = 15_000

/** The pupil's sign on the primary monitor of whatever display there is. */
export class LinuxSign implements DisplayPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawNotice: PlatformOptions['drawNotice']
  readonly #overlay: Pick<LinuxOverlay, 'wanted' | 'state'>
  #sign: Sign | null = null
  #x: XConnection | null = null
  #shown = new AbortController()

  constructor(
    monitors: Observed<readonly Monitor[]>,
    drawNotice: PlatformOptions['drawNotice'],
    overlay: Pick<LinuxOverlay, 'wanted' | 'state'>,
  ) {
    this.#monitors = monitors
    this.#drawNotice = drawNotice
    this.#overlay = overlay
  }

  show(sign: Sign): void {
    this.#sign = sign
    if (this.#x !== null) this.#open(this.#x, sign)
  }

  async attach(x: XConnection): Promise<void> {
    this.#x = x
    if (this.#sign !== null) this.#open(x, this.#sign)
  }

  detach(): void {
    this.#x = null
    this.#shown.abort()
  }

  #open(x: XConnection, sign: Sign): void {
    this.#shown.abort()
    this.#shown = new AbortController()
    const { signal } = this.#shown
    const window = new SignWindow(x, sign, () => this.#overlay.wanted)
    signal.addEventListener('abort', () => window.close())
    const placeAnew = (): void => unlessLost(this.#place(x, window, signal))
    const stop = x.onEvent((event) => {
      if (event.name === 'PropertyNotify' && event.wid === x.screen.root && event.atom === x.atoms._NET_WORKAREA) placeAnew()
    })
    signal.addEventListener('abort', stop)
    void follow(this.#monitors, placeAnew, signal)
    void follow(sign.watched, (watched) => window.tell(watched), signal)
    void follow(sign.timeLeft, (timeLeft) => window.tellTime(timeLeft), signal)
    // What happened to the sign under the cover shows when the cover goes.
    void follow(this.#overlay.state, () => window.insist(), signal)
    unlessLost(this.#draw(x, window, signal))
  }

  async #draw(x: XConnection, window: SignWindow, signal: AbortSignal): Promise<void> {
    for (;;) {
      const pictures = await SignPictures.draw(x, this.#drawNotice, signal)
      if (signal.aborted) return
      if (pictures !== null) return window.dress(pictures)
      await delay(redrawAfterMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** On the primary monitor, above whatever panel the desktop has there. */
  async #place(x: XConnection, window: SignWindow, signal: AbortSignal): Promise<void> {
    const workArea = await readWorkArea(x)
    const monitor = this.#monitors.value.find(({ primary }) => primary) ?? this.#monitors.value[0]
    if (signal.aborted || monitor === undefined) return
    const { x: left, y: top, width, height } = monitor
    const whole = { x: left, y: top, width, height }
    window.moveInto((workArea === null ? null : overlap(workArea, whole)) ?? whole)
  }
}

/** The first desktop's share of `_NET_WORKAREA` (EWMH): the screen without panels. Null where no window manager tells. */
async function readWorkArea(x: XConnection): Promise<Rectangle | null> {
  const { client, screen, atoms } = x
  const { format, data } = await x.ask<{ format: number; data: Buffer }>((reply) =>
    client.GetProperty(0, screen.root, atoms._NET_WORKAREA, atoms.CARDINAL, 0, 4, reply),
  )
  if (format !== 32 || data.length < 16) return null
  return { x: data.readUInt32LE(0), y: data.readUInt32LE(4), width: data.readUInt32LE(8), height: data.readUInt32LE(12) }
}

async function follow<T>(observed: Observed<T>, heed: (value: T) => void, signal: AbortSignal): Promise<void> {
  for await (const value of observed.watch(signal)) heed(value)
}
