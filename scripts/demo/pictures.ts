import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createCanvas, ImageData } from '@napi-rs/canvas'
import type { Page } from 'playwright-core'

/** Saves the page as `NAME-light.png` and `NAME-dark.png`; leaves it as the system wishes. */
export async function takeBothThemes(page: Page, folder: string, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`) })
  }
  await page.emulateMedia({ colorScheme: null })
}

/** Writes a picture of a screen (BGRX) as PNG. */
export async function savePicture(bgrx: Buffer, size: { readonly width: number; readonly height: number }, file: string): Promise<void> {
  const rgba = new Uint8ClampedArray(bgrx.byteLength)
  for (let at = 0; at < bgrx.byteLength; at += 4) {
    rgba[at] = bgrx[at + 2] ?? 0
    rgba[at + 1] = bgrx[at + 1] ?? 0
    rgba[at + 2] = bgrx[at] ?? 0
    rgba[at + 3] = 255
  }
  const canvas = createCanvas(size.width, size.height)
  canvas.getContext('2d').putImageData(new ImageData(rgba, size.width, size.height), 0, 0)
  await writeFile(file, await canvas.encode('png'))
}
