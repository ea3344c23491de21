import type { Watched } from '#shared/model/screen'
import { signHeight, signStates, signTimeCells } from '../notice-spec'
import type { PlatformOptions, TimeLeft } from '../platform'
import { uploadNotice } from './notice-pixmap'
import type { XConnection } from './x-connection'

type Cell = (typeof signTimeCells)[number]['cell']

/** What stands behind the state: nothing, or `Lesson: 24 min left`, from an hour on `Lesson: 1 h 05 min left`. */
function cellsOf({ of, minutes }: TimeLeft): readonly Cell[] {
  const hours = Math.floor(minutes / 60)
  const rest = String(minutes % 60)
  const written = hours === 0 ? rest : `${hours}h${rest.padStart(2, '0')}`
  const numbers = written
    .split('')
    .flatMap((mark) => signTimeCells.find(({ cell }) => cell === (mark === 'h' ? 'hours' : mark))?.cell ?? [])
  return [of, ...numbers, 'left']
}

const placeOf = (wanted: Cell): { readonly x: number; readonly width: number } => {
  let x = 0
  for (const { cell, width } of signTimeCells) {
    if (cell === wanted) return { x, width }
    x += width
  }
  return { x, width: 0 }
}

/** The sign in each of its states and with any time left, put together by the X server from one sheet that is drawn once. */
export class SignPictures {
  readonly #x: XConnection
  readonly #sheet: number
  readonly #gc: number

  private constructor(x: XConnection, sheet: number) {
    this.#x = x
    this.#sheet = sheet
    this.#gc = x.client.AllocID()
    x.client.CreateGC(this.#gc, sheet, {})
  }

  /** Null when drawing failed or `signal` aborted. The sheet goes with the connection. */
  static async draw(x: XConnection, drawNotice: PlatformOptions['drawNotice'], signal: AbortSignal): Promise<SignPictures | null> {
    const sheet = await uploadNotice(x, drawNotice, { kind: 'sign' }, signal)
    return sheet === null ? null : new SignPictures(x, sheet.pixmap)
  }

  /** A pixmap of its own, which the caller frees. */
  compose(watched: Watched, timeLeft: TimeLeft | null): { readonly pixmap: number; readonly width: number } {
    const { client, screen } = this.#x
    const row = signStates.findIndex((state) => state.watched === watched)
    const stateWidth = signStates[row]?.width ?? signHeight
    const places = timeLeft === null ? [] : cellsOf(timeLeft).map(placeOf)
    // The first cell lies on the state's own right-hand line.
    let at = places.length === 0 ? stateWidth : stateWidth - 1
    const width = places.reduce((total, place) => total + place.width, at)
    const pixmap = client.AllocID()
    client.CreatePixmap(pixmap, screen.root, screen.root_depth, width, signHeight)
    client.CopyArea(this.#sheet, pixmap, this.#gc, 0, row * signHeight, 0, 0, stateWidth, signHeight)
    for (const place of places) {
      client.CopyArea(this.#sheet, pixmap, this.#gc, place.x, (signStates.length + row) * signHeight, at, 0, place.width, signHeight)
      at += place.width
    }
    return { pixmap, width }
  }

  free(): void {
    this.#x.client.FreeGC(this.#gc)
    this.#x.client.FreePixmap(this.#sheet)
  }
}
