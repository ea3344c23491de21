import { openDisplay } from '../../support/screen/x-display'

/**
 * A film on the desktop named by DISPLAY: 1280x720 at 25 pictures a second, colours that drift, discs that move over them, and grain. The
 * pictures lie ready in the X server, so that showing them costs nothing that would spoil a measurement.
 */
const width = 1280
const height = 720
const pictures = 30
const pictureMs = 40

function drawPicture(index: number): Buffer {
  const turn = (index / pictures) * 2 * Math.PI
  const across = Float32Array.from({ length: width }, (_value, x) => Math.sin(x / 97 + turn))
  const down = Float32Array.from({ length: height }, (_value, y) => Math.cos(y / 61 - turn))
  const discs = [0, 1, 2].map((disc) => ({
    x: width / 2 + Math.cos(turn + disc * 2.1) * 420,
    y: height / 2 + Math.sin(turn * 2 + disc * 2.1) * 220,
    colour: [40 + disc * 90, 220 - disc * 80, 120] as const,
  }))
  const bgrx = Buffer.alloc(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const wave = (across[x] ?? 0) + (down[y] ?? 0)
      const grain = ((x * 7919 + y * 104_729 + index * 1_299_709) % 13) - 6
      const disc = discs.find((one) => (one.x - x) ** 2 + (one.y - y) ** 2 < 8_100)
      const at = (y * width + x) * 4
      for (let channel = 0; channel < 3; channel += 1) {
        const ground = disc === undefined ? 128 + wave * (30 + channel * 14) : (disc.colour[channel] ?? 0)
        bgrx[at + channel] = Math.max(0, Math.min(255, ground + grain))
      }
    }
  }
  return bgrx
}

const display = await openDisplay(process.env['DISPLAY'] ?? ':0')
const { client, screen } = display
const window = client.AllocID()
client.CreateWindow(window, screen.root, 320, 180, width, height, 0, 0, 0, 0, { backgroundPixel: 0 })
client.MapWindow(window)
const gc = client.AllocID()
client.CreateGC(gc, window, {})

const pixmaps: number[] = []
for (let index = 0; index < pictures; index += 1) {
  const pixmap = client.AllocID()
  client.CreatePixmap(pixmap, screen.root, screen.root_depth, width, height)
  const picture = drawPicture(index)
  const rows = 36
  const zPixmap = 2
  for (let y = 0; y < height; y += rows) {
    client.PutImage(zPixmap, pixmap, gc, width, rows, 0, y, 0, screen.root_depth, picture.subarray(y * width * 4, (y + rows) * width * 4))
  }
  await display.settle()
  pixmaps.push(pixmap)
}

let shown = 0
setInterval(() => {
  const pixmap = pixmaps[shown % pictures]
  if (pixmap !== undefined) client.CopyArea(pixmap, window, gc, 0, 0, 0, 0, width, height)
  shown += 1
}, pictureMs)
process.stdout.write('playing\n')
client.on('end', () => process.exit(0))
