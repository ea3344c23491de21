import { openDisplay } from './x-display'
import type { Rectangle } from './coverage'

/** A plain block above all windows of a desktop, whose colour changes at once and is known to the pixel. */
export interface ColourBlock {
  /** Colours the block (0xRRGGBB) and resolves when the server has drawn it. */
  paint(colour: number): Promise<void>
  close(): void
}

export async function showColourBlock(displayName: string, { x, y, width, height }: Rectangle): Promise<ColourBlock> {
  const display = await openDisplay(displayName)
  const { client, screen } = display
  const window = client.AllocID()
  client.CreateWindow(window, screen.root, x, y, width, height, 0, 0, 0, 0, { backgroundPixel: 0, overrideRedirect: 1 })
  client.MapWindow(window)
  await display.settle()
  return {
    paint: async (colour) => {
      client.ChangeWindowAttributes(window, { backgroundPixel: colour })
      client.ClearArea(window, 0, 0, width, height, 0)
      await display.settle()
    },
    close: () => {
      client.DestroyWindow(window)
      display.close()
    },
  }
}

/** Whether a small BGRX picture is of one colour (0xRRGGBB), as near as scaling and JPEG leave it. */
export function isNearly(bgrx: Buffer, colour: number, tolerance = 40): boolean {
  const wanted = [colour & 0xff, (colour >> 8) & 0xff, (colour >> 16) & 0xff]
  for (let at = 0; at < bgrx.byteLength; at += 4) {
    for (let channel = 0; channel < 3; channel += 1) {
      if (Math.abs((bgrx[at + channel] ?? 0) - (wanted[channel] ?? 0)) > tolerance) return false
    }
  }
  return bgrx.byteLength > 0
}
