import { closeSync, openSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { nowMs } from './x-display'

/** How long a screen that should be covered was not. */
export interface OpenTimes {
  /** From the last look that saw the cover to the next one: never less than it was. */
  readonly longestMs: number
  /** Of all the time looked, 0 to 1. */
  readonly share: number
}

/**
 * Looks at the middle of the screen a thousand times a second until told to stop, in the X server's own memory (`-fbdir`): no request of anybody
 * delays it. `cover` is its colour.
 */
export async function watchOpenScreen(framebuffer: string, cover: number): Promise<() => Promise<OpenTimes>> {
  const offset = middlePixel(await readFile(framebuffer))
  const file = openSync(framebuffer, 'r')
  const pixel = Buffer.alloc(4)
  const isOpen = (): boolean => {
    readSync(file, pixel, 0, 4, offset)
    return (pixel.readUInt32LE(0) & 0xffffff) !== cover
  }
  const stop = new AbortController()
  const looking = (async (): Promise<OpenTimes> => {
    const begunAt = nowMs()
    let coveredAt = begunAt
    let wasOpen = false
    let longestMs = 0
    let openMs = 0
    while (!stop.signal.aborted || wasOpen) {
      const open = isOpen()
      const at = nowMs()
      if (wasOpen && !open) {
        longestMs = Math.max(longestMs, at - coveredAt)
        openMs += at - coveredAt
      }
      if (!open) coveredAt = at
      wasOpen = open
      await nextTurn()
    }
    closeSync(file)
    return { longestMs, share: openMs / (nowMs() - begunAt) }
  })()
  return async () => {
    stop.abort()
    return looking
  }
}

/** Offset of the pixel in the middle: an X window dump (XWDFile.h, version 7), big-endian header, colours, then rows. */
function middlePixel(dump: Buffer): number {
  const field = (index: number): number => dump.readUInt32BE(4 * index)
  const [headerBytes, width, height, rowBytes, colours] = [field(0), field(4), field(5), field(12), field(19)]
  return headerBytes + 12 * colours + Math.floor(height / 2) * rowBytes + 4 * Math.floor(width / 2)
}
