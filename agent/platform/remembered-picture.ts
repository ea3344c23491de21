import { areaOf, joinRectangles, overlap, type Rectangle } from './rectangle'

/** Blocks are as large as the JPEG's own (4:2:0 minimum coded unit), so that parts meet without seams. */
const blockSize = 16
const mostParts = 4
/** Beyond this share of the picture, one whole JPEG is smaller than its parts with a header each. */
const wholeShare = 0.6
/** With more runs than this the change is everywhere; joining them pairwise would cost more than it saves. */
const mostRuns = 64
/** The fourth byte of a pixel holds nothing. */
const colour = 0xffffff

/** The picture as the receiver holds it, and which of its blocks came out different since it was last told. Pixels are words 0x00RRGGBB (BGRX bytes). */
export class RememberedPicture {
  readonly width: number
  readonly height: number
  /** Row by row, and one spare row: an encoder takes whole rows, from wherever a part begins. */
  readonly pixels: Int32Array
  readonly #columns: number
  readonly #rows: number
  readonly #changed: Uint8Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.pixels = new Int32Array(width * (height + 1))
    this.#columns = Math.ceil(width / blockSize)
    this.#rows = Math.ceil(height / blockSize)
    this.#changed = new Uint8Array(this.#columns * this.#rows)
  }

  /** Takes in what the screen shows now inside `area`: `fresh` holds its pixels row by row. */
  update(area: Rectangle, fresh: Int32Array): void {
    const { pixels, width } = this
    let from = 0
    for (let y = area.y; y < area.y + area.height; y++) {
      const blockRow = (y >> 4) * this.#columns
      let to = y * width + area.x
      for (let x = area.x; x < area.x + area.width; x++, from++, to++) {
        const pixel = fresh[from] ?? 0
        if ((((pixels[to] ?? 0) ^ pixel) & colour) !== 0) {
          pixels[to] = pixel
          this.#changed[blockRow + (x >> 4)] = 1
        }
      }
    }
  }

  /** The parts that changed since `clearChanges`, at most four, or the whole picture when that is the shorter way to say it. Empty when nothing did. */
  changes(): { readonly whole: boolean; readonly parts: readonly Rectangle[] } {
    const runs = this.#changedRuns()
    const everything = { x: 0, y: 0, width: this.width, height: this.height }
    if (runs.length > mostRuns) return { whole: true, parts: [everything] }
    const parts = joinRectangles(runs, mostParts).flatMap((run) => overlap(run, everything) ?? [])
    const share = parts.reduce((sum, part) => sum + areaOf(part), 0) / areaOf(everything)
    return share > wholeShare ? { whole: true, parts: [everything] } : { whole: false, parts }
  }

  /** What changed so far counts as told. */
  clearChanges(): void {
    this.#changed.fill(0)
  }

  /** Changed blocks as rectangles in pixels: runs along a row, stretched down while the same run repeats. */
  #changedRuns(): readonly Rectangle[] {
    const done: Rectangle[] = []
    let open: Rectangle[] = []
    for (let row = 0; row < this.#rows; row++) {
      const next: Rectangle[] = []
      for (let column = 0; column < this.#columns; column++) {
        if (this.#changed[row * this.#columns + column] !== 1) continue
        const start = column
        while (column < this.#columns && this.#changed[row * this.#columns + column] === 1) column++
        const x = start * blockSize
        const width = (column - start) * blockSize
        const above = open.find((run) => run.x === x && run.width === width)
        if (above === undefined) next.push({ x, y: row * blockSize, width, height: blockSize })
        else next.push({ ...above, height: above.height + blockSize })
      }
      done.push(...open.filter((run) => !next.some((grown) => grown.x === run.x && grown.y === run.y)))
      open = next
    }
    return [...done, ...open]
  }
}
