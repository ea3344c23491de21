import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { GlobalFonts } from '@napi-rs/canvas'

/** As a canvas takes it, to come after weight and size. */
export const fontFamily = 'Notice, "Notice Extended", "DejaVu Sans", sans-serif'

/** A bare PC may have no fonts at all, so ours come along: beside the program, or in the repository's assets. */
export function registerFonts(): void {
  if (GlobalFonts.has('Notice')) return
  const folders = ['./fonts/', '../../assets/fonts/'].map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const folder = folders.find((place) => existsSync(place))
  if (folder === undefined) return
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.woff2')) continue
    // Two subsets of one typeface: a family of its own each, so that the second serves the letters the first lacks.
    GlobalFonts.registerFromPath(`${folder}${name}`, name.includes('-ext-') ? 'Notice Extended' : 'Notice')
  }
}
