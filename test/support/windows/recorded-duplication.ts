import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { compileForWindows, type WineDesktop } from './wine-desktop'

/** What DuplicateOutput answers; `exception` ends whoever asks, and `hang` never answers. */
const refusals = {
  none: 0,
  exception: 0xff,
  hang: 0xfe,
  unsupported: 0x88_7a_00_04,
  'not-available': 0x88_7a_00_22,
  denied: 0x80_07_00_05,
} as const
type Refusal = keyof typeof refusals

/** One output of a graphics adapter, as the stand-ins tell of it. */
export interface RecordedOutput {
  readonly adapter: 0 | 1
  /** On the desktop, in pixels. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** DXGI_MODE_ROTATION: 1 none, 2 a quarter clockwise, 3 a half, 4 three quarters. */
  readonly rotation: 1 | 2 | 3 | 4
  /** Bytes after each row that the processor reads. */
  readonly padding: number
  /** What IDXGIOutput5 answers, and what IDXGIOutput1. */
  readonly refused1: Refusal
  readonly refused: Refusal
  /** A duplication made before it grew is lost. */
  readonly lost: number
  /** Number of the frame it shows; 0 before the first. */
  readonly frame: number
  /** False when the pointer alone moved in it. */
  readonly presented: boolean
  /** Colours of the quarters, as the panel has them before it is turned: upper left, upper right, lower left, lower right. */
  readonly quarters: readonly [number, number, number, number]
}

export interface RecordedDuplication {
  /** Environment of a program of Windows that is to load the stand-ins. */
  readonly env: readonly string[]
  /** The outputs there are from now on, beside those shown before; one at the place of an earlier one is that one, changed. */
  show(...outputs: readonly RecordedOutput[]): Promise<void>
  /** What was called so far, and which objects were made and freed, as lines. */
  calls(): Promise<readonly string[]>
}

/** Lays libraries into this Windows that stand for dxgi.dll and d3d11.dll. */
export async function recordDuplication({ drive }: WineDesktop): Promise<RecordedDuplication> {
  const library = await compileForWindows('recorded-duplication', 'dll')
  for (const name of ['dxgi.dll', 'd3d11.dll']) {
    const place = path.join(drive, 'windows/system32', name)
    // What lies there is a link to every other Windows' library.
    await rm(place, { force: true })
    await copyFile(library, place)
  }
  const script = path.join(drive, 'duplication.txt')
  const log = path.join(drive, 'duplication.log')
  const shown = new Map<string, RecordedOutput>()
  return {
    env: ['WINEDLLOVERRIDES=dxgi,d3d11=n'],
    show: async (...outputs) => {
      for (const output of outputs) shown.set(`${output.x},${output.y}`, output)
      await writeFile(`${script}.part`, [...shown.values()].map((output) => `${lineOf(output)}\n`).join(''))
      await rename(`${script}.part`, script)
    },
    calls: async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
  }
}

function lineOf(output: RecordedOutput): string {
  const { adapter, x, y, width, height, rotation, padding, lost, frame, presented } = output
  const hex = [refusals[output.refused1], refusals[output.refused]].map((code) => code.toString(16))
  const colours = output.quarters.map((colour) => colour.toString(16))
  return [adapter, x, y, width, height, rotation, padding, ...hex, lost, frame, presented ? 1 : 0, ...colours].join(' ')
}
