import type { Rectangle } from '../rectangle'
import { ScaledScreen } from './scaled-screen'
import { SharedPixels } from './shared-pixels'
import type { XConnection } from './x-connection'

/** Reads one monitor's picture, scaled inside the X server, so that only the small result comes here. */
export class ScreenScaler {
  readonly width: number
  readonly height: number
  readonly pixels: Int32Array
  readonly #screen: ScaledScreen
  readonly #shared: SharedPixels

  private constructor(screen: ScaledScreen, shared: SharedPixels) {
    this.width = screen.width
    this.height = screen.height
    this.pixels = shared.pixels
    this.#screen = screen
    this.#shared = shared
  }

  /** Null when the server cannot scale its screen: no RENDER, or an unknown visual. */
  static async open(x: XConnection, monitor: Rectangle, width: number): Promise<ScreenScaler | null> {
    const screen = await ScaledScreen.open(x, monitor, width)
    return screen === null ? null : new ScreenScaler(screen, await SharedPixels.open(x, screen.width * screen.height))
  }

  /**
   * Reads the scaled pixels that damage on the screen (in screen coordinates) can have changed: into `pixels`, row by row without gaps.
   * Resolves to their place in the scaled picture; null when the damage is elsewhere. Rejects with `XRefused` when the server refuses.
   */
  async read(damage: readonly Rectangle[]): Promise<Rectangle | null> {
    const area = this.#screen.draw(damage)
    if (area !== null) await this.#shared.read(this.#screen.pixmap, area)
    return area
  }

  /** Gives everything back to the server; harmless on a dead connection. */
  close(): void {
    this.#shared.close()
    this.#screen.close()
  }
}
