import type { Desktop } from './desktop'

/** A screen as an outsider sees it. */
export interface Screenshot {
  readonly width: number
  readonly height: number
  /** Colour of a pixel as 0xRRGGBB. */
  at(x: number, y: number): number
}

/** Taken by `xwd`, which shares nothing with the code under test (format: XWDFile.h, version 7). */
export async function takeScreenshot(desktop: Desktop): Promise<Screenshot> {
  const stdout = await dumpRoot(desktop)
  const headerSize = stdout.readUInt32BE(0)
  const width = stdout.readUInt32BE(16)
  const height = stdout.readUInt32BE(20)
  // A screen with windows of several visuals is written in three bytes a pixel.
  const bytes = stdout.readUInt32BE(44) / 8
  const stride = stdout.readUInt32BE(48)
  const pixels = stdout.subarray(headerSize + 12 * stdout.readUInt32BE(76))
  return { width, height, at: (x, y) => pixels.readUIntLE(y * stride + bytes * x, 3) }
}

/** `xwd` asks every window for its colours and gives up when one closes meanwhile. */
async function dumpRoot(desktop: Desktop): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    const { stdout, code } = await desktop.run('xwd', ['-root', '-silent'])
    if (code === 0 && stdout.length > 0) return stdout
    if (tries === 5) throw new Error(`xwd ended with ${String(code)} five times`)
  }
}

export function countPixels(screenshot: Screenshot, matches: (colour: number, x: number, y: number) => boolean): number {
  let count = 0
  for (let y = 0; y < screenshot.height; y++) {
    for (let x = 0; x < screenshot.width; x++) if (matches(screenshot.at(x, y), x, y)) count++
  }
  return count
}
