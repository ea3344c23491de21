import { openDisplay } from './x-display'

/** Rows of a picture sent at once: below the size an X request may have without big requests. */
const rowsAtOnce = (width: number): number => Math.max(1, Math.floor(200_000 / (width * 4)))

/** Random 4x4 blocks, BGRX: a picture no overlay looks like, so that one pixel of it left uncovered is noticed, and none by chance. */
export function makeNoise(width: number, height: number, random: () => number = Math.random): Buffer {
  const picture = Buffer.alloc(width * height * 4)
  const pixels = new Uint32Array(picture.buffer, picture.byteOffset, width * height)
  for (let y = 0; y < height; y += 4) {
    for (let x = 0; x < width; x += 4) {
      const colour = redder(Math.floor(random() * 0x1000000))
      for (let row = y; row < Math.min(y + 4, height); row += 1) pixels.fill(colour, row * width + x, row * width + Math.min(x + 4, width))
    }
  }
  return picture
}

/** No cover and no letter on one has more red than green. */
function redder(colour: number): number {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]
  const more = Math.max(red, green, 1)
  const less = red === green ? more - 1 : Math.min(red, green)
  return (more << 16) | (less << 8) | blue
}

/** Fills the desktop's background with noise; stays until the server ends or somebody else sets it. */
export async function paintNoise(displayName: string): Promise<void> {
  const display = await openDisplay(displayName)
  const { client, screen } = display
  const { pixel_width: width, pixel_height: height, root, root_depth: depth } = screen
  const pixmap = client.AllocID()
  const gc = client.AllocID()
  client.CreatePixmap(pixmap, root, depth, width, height)
  client.CreateGC(gc, root, {})
  const noise = makeNoise(width, height)
  const rows = rowsAtOnce(width)
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y)
    const zPixmap = 2
    client.PutImage(zPixmap, pixmap, gc, width, count, 0, y, 0, depth, noise.subarray(y * width * 4, (y + count) * width * 4))
  }
  client.ChangeWindowAttributes(root, { backgroundPixmap: pixmap })
  client.ClearArea(root, 0, 0, width, height, 0)
  // The window keeps the background; the name for it may go.
  client.FreePixmap(pixmap)
  await display.settle()
  display.close()
}
