import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { Data } from 'resedit'
import { root } from '../workspace'

/** What Windows shows: in lists, on the desktop, and large. Pixels. */
const sizes = [16, 32, 48, 256]

/** The product's sign in every size, drawn of the one that the pages show. */
export async function drawIcon(): Promise<Data.RawIconItem[]> {
  const sign = await loadImage(await readFile(path.join(root, 'renderer/icon.svg')))
  return sizes.map((size) => {
    const canvas = createCanvas(size, size)
    canvas.getContext('2d').drawImage(sign, 0, 0, size, size)
    return Data.RawIconItem.from(canvas.toBuffer('image/png'), size, size, 32)
  })
}
