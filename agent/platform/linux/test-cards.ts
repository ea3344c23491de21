import x11 from 'x11'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import pupilWords from '../../../assets/locales/pupil-en.json'
import type { GlyphFile } from '../glyphs/glyph-file'
import type { Observed, TestCard } from '../platform'
import type { Rectangle } from '../rectangle'
import { layOutTestCard } from '../test-card'
import { CardWriter } from './card-writer'
import { bringToFront, numbers } from './close-windows'
import type { DisplayPart } from './display-part'
import { DisplayLost, unlessLost, type XConnection } from './x-connection'

const width = 620
const margin = 24
const mappedWithinMs = 3_000
/** Motif hints: of the five numbers the third says that nothing is drawn around the window. */
const undecorated = [2, 0, 0, 0, 0]

/** The card of a self-test: a window as a program's, which the window manager brings to the front and the title sensor sees. */
export class LinuxTestCards implements DisplayPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #glyphs: GlyphFile
  #x: XConnection | null = null

  constructor(monitors: Observed<readonly Monitor[]>, glyphs: GlyphFile) {
    this.#monitors = monitors
    this.#glyphs = glyphs
  }

  async attach(x: XConnection): Promise<void> {
    this.#x = x
  }

  detach(): void {
    this.#x = null
  }

  async show(card: TestCard, signal: AbortSignal): Promise<Outcome<Rectangle, 'no-display' | 'draw-failed'>> {
    const x = this.#x
    const monitor = this.#monitors.value.find(({ primary }) => primary) ?? this.#monitors.value[0]
    if (x === null || monitor === undefined) return fail('no-display', 'no graphical session is reached')
    try {
      return await this.#present(x, monitor, card, signal)
    } catch (error) {
      if (!(error instanceof DisplayLost)) throw error
      return fail('no-display', 'the graphical session ended')
    }
  }

  async #present(
    x: XConnection,
    monitor: Monitor,
    { title, text }: TestCard,
    signal: AbortSignal,
  ): Promise<Outcome<Rectangle, 'no-display' | 'draw-failed'>> {
    const { client, screen, atoms } = x
    const writer = await CardWriter.open(x, this.#glyphs)
    const fitting = Math.min(width, monitor.width - 2 * margin)
    const picture = writer?.write((letters) => layOutTestCard({ title: pupilWords.title, text }, fitting, letters)) ?? null
    writer?.close()
    if (picture === null) return fail('draw-failed', 'the card could not be drawn')
    const managed = await hasWindowManager(x)
    const window = client.AllocID()
    const left = monitor.x + Math.floor((monitor.width - picture.width) / 2)
    client.CreateWindow(window, screen.root, left, monitor.y + margin, picture.width, picture.height, 0, 0, 0, 0, {
      overrideRedirect: managed ? 0 : 1,
      backgroundPixmap: picture.pixmap,
      eventMask: x11.eventMask.StructureNotify,
    })
    client.FreePixmap(picture.pixmap)
    client.ChangeProperty(0, window, atoms.WM_NAME, atoms.STRING, 8, Buffer.from(title))
    client.ChangeProperty(0, window, atoms._NET_WM_NAME, atoms.UTF8_STRING, 8, Buffer.from(title))
    client.ChangeProperty(0, window, atoms.WM_CLASS, atoms.STRING, 8, Buffer.from('classwarden\0Classwarden\0'))
    put(x, window, '_NET_WM_PID', 'CARDINAL', [process.pid])
    put(x, window, '_NET_WM_STATE', 'ATOM', [atoms._NET_WM_STATE_ABOVE, atoms._NET_WM_STATE_SKIP_TASKBAR])
    put(x, window, '_MOTIF_WM_HINTS', '_MOTIF_WM_HINTS', undecorated)
    const mapped = untilMapped(x, window)
    client.MapWindow(window)
    await mapped
    const takeAway = (): void => {
      client.DestroyWindow(window)
      if (!managed) put(x, screen.root, '_NET_ACTIVE_WINDOW', 'WINDOW', [0])
      unlessLost(x.settle())
    }
    if (signal.aborted) takeAway()
    else signal.addEventListener('abort', takeAway, { once: true })
    // At a log-in screen nobody says which window is in front: while the card is there, it is.
    if (managed) bringToFront(x, window)
    else put(x, screen.root, '_NET_ACTIVE_WINDOW', 'WINDOW', [window])
    const { destX, destY } = await x.ask<{ readonly destX: number; readonly destY: number }>((reply) =>
      client.TranslateCoordinates(window, screen.root, 0, 0, reply),
    )
    return ok({ x: destX, y: destY, width: picture.width, height: picture.height })
  }
}

function put(
  x: XConnection,
  window: number,
  name: keyof XConnection['atoms'],
  type: keyof XConnection['atoms'],
  values: readonly number[],
): void {
  const data = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => data.writeUInt32LE(value, 4 * index))
  x.client.ChangeProperty(0, window, x.atoms[name], x.atoms[type], 32, data)
}

/** EWMH 1.5, `_NET_SUPPORTING_WM_CHECK`: a window that names itself, as long as its window manager runs. */
async function hasWindowManager(x: XConnection): Promise<boolean> {
  const [claimed = 0] = await numbers(x, x.screen.root, '_NET_SUPPORTING_WM_CHECK')
  if (claimed === 0) return false
  const [own = 0] = await numbers(x, claimed, '_NET_SUPPORTING_WM_CHECK')
  return own === claimed
}

/** Resolves when the window is on the screen; a window manager that leaves it out is told by the sensor, which never sees it. */
function untilMapped(x: XConnection, window: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const timer = setTimeout(end, mappedWithinMs)
    const stop = x.onEvent((event) => {
      if (event.name === 'MapNotify' && (event.wid === window || event.wid1 === window)) end()
    })
    void x.ended.then(end)
  })
}
