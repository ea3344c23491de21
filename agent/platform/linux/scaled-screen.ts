import type { Render } from 'x11'
import { around, overlap, type Rectangle } from '../rectangle'
import type { XConnection } from './x-connection'

const operationSrc = 1
const includeInferiors = 1

interface Step {
  readonly source: number
  readonly target: number
  readonly pixmap: number
  readonly width: number
  readonly height: number
  /** Source pixels a target pixel spans, and where the source begins. */
  readonly scaleX: number
  readonly scaleY: number
  readonly originX: number
  readonly originY: number
}

/**
 * One monitor's picture, scaled down and kept inside the X server. Halving bilinearly averages four pixels exactly; halves until less than twice
 * the wanted size is left, then one last step. At 1920x1080 to 320x180 this differs from a full box filter by 3 levels (root mean square) and
 * costs the server what reading the whole screen would.
 */
export class ScaledScreen {
  readonly width: number
  readonly height: number
  /** Where the picture is, 24 bits deep. */
  readonly pixmap: number
  readonly #x: XConnection
  readonly #render: Render
  readonly #monitor: Rectangle
  readonly #steps: readonly Step[]

  private constructor(
    x: XConnection,
    render: Render,
    monitor: Rectangle,
    size: { width: number; height: number },
    pixmap: number,
    steps: readonly Step[],
  ) {
    this.#x = x
    this.#render = render
    this.#monitor = monitor
    this.width = size.width
    this.height = size.height
    this.pixmap = pixmap
    this.#steps = steps
  }

  /** Null when the server cannot scale its screen: no RENDER, or an unknown visual. */
  static async open(x: XConnection, monitor: Rectangle, width: number): Promise<ScaledScreen | null> {
    const render = await x.extension('render')
    const format = render?.findVisualFormat(x.screen.root_visual)
    if (render === null || format === undefined) return null
    const sizes = halvings(monitor, width)
    const last = sizes.at(-1)
    if (last === undefined) return null
    const { client, screen } = x
    let source = client.AllocID()
    render.CreatePicture(source, screen.root, format, { subwindowMode: includeInferiors })
    let from = monitor
    const steps = sizes.map((size) => {
      const pixmap = client.AllocID()
      const target = client.AllocID()
      client.CreatePixmap(pixmap, screen.root, 24, size.width, size.height)
      render.CreatePicture(target, pixmap, render.rgb24)
      const step = {
        source,
        target,
        pixmap,
        ...size,
        scaleX: from.width / size.width,
        scaleY: from.height / size.height,
        originX: from.x,
        originY: from.y,
      }
      render.SetPictureTransform(source, [step.scaleX, 0, from.x, 0, step.scaleY, from.y, 0, 0, 1])
      render.SetPictureFilter(source, 'bilinear')
      source = target
      from = { x: 0, y: 0, ...size }
      return step
    })
    return new ScaledScreen(x, render, monitor, last, steps.at(-1)?.pixmap ?? 0, steps)
  }

  /**
   * Draws anew what damage on the screen (in screen coordinates) can have changed. Answers where that is in the scaled picture; null when the
   * damage is elsewhere.
   */
  draw(damage: readonly Rectangle[]): Rectangle | null {
    const touched = damage.flatMap((rectangle) => overlap(rectangle, this.#monitor) ?? [])
    let result: Rectangle | null = null
    for (const rectangle of touched) {
      let area = rectangle
      for (const step of this.#steps) {
        const scaled = overlap(scaledArea(area, step), { x: 0, y: 0, width: step.width, height: step.height })
        if (scaled === null) break
        const { x, y, width, height } = scaled
        this.#render.Composite(operationSrc, step.source, 0, step.target, x, y, 0, 0, x, y, width, height)
        area = scaled
        if (step === this.#steps.at(-1)) result = result === null ? area : around(result, area)
      }
    }
    return result
  }

  /** Gives everything back to the server; harmless on a dead connection. */
  close(): void {
    for (const { source, pixmap } of this.#steps) {
      this.#render.FreePicture(source)
      this.#x.client.FreePixmap(pixmap)
    }
    const last = this.#steps.at(-1)
    if (last !== undefined) this.#render.FreePicture(last.target)
  }
}

/** Sizes from half the source down to the wanted one; never larger than the source. */
export function halvings(
  source: { readonly width: number; readonly height: number },
  wanted: number,
): readonly { readonly width: number; readonly height: number }[] {
  const width = Math.max(1, Math.min(wanted, source.width))
  const height = Math.max(1, Math.round((source.height * width) / source.width))
  const sizes = []
  let half = { width: source.width / 2, height: source.height / 2 }
  while (half.width > width) {
    sizes.push({ width: Math.ceil(half.width), height: Math.ceil(half.height) })
    half = { width: half.width / 2, height: half.height / 2 }
  }
  return [...sizes, { width, height }]
}

/** The target pixels that may take something from a source area: a bilinear sample reaches one source pixel beyond its own. */
function scaledArea(area: Rectangle, step: Step): Rectangle {
  const left = Math.floor((area.x - step.originX - 1) / step.scaleX)
  const top = Math.floor((area.y - step.originY - 1) / step.scaleY)
  const right = Math.ceil((area.x - step.originX + area.width + 1) / step.scaleX)
  const bottom = Math.ceil((area.y - step.originY + area.height + 1) / step.scaleY)
  return { x: left, y: top, width: right - left, height: bottom - top }
}
