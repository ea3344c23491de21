import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The typeface of documents, as TrueType: pdfkit cannot take parts of a WOFF2 file. */
export interface DocumentFonts {
  readonly regular: Buffer
  readonly bold: Buffer
}

const names = { regular: 'atkinson-hyperlegible-next-400.ttf', bold: 'atkinson-hyperlegible-next-700.ttf' } as const

let loaded: Promise<DocumentFonts> | null = null

const read = async (): Promise<DocumentFonts> => {
  // Beside the built program, or in the repository's assets.
  const folders = ['./document-fonts/', '../../../assets/document-fonts/'].map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const folder = folders.find((place) => existsSync(place))
  if (folder === undefined) throw new Error('The fonts of documents are not where this program was installed. Install it again.')
  const [regular, bold] = await Promise.all([names.regular, names.bold].map((name) => readFile(path.join(folder, name))))
  if (regular === undefined || bold === undefined) throw new Error('two fonts were read')
  return { regular, bold }
}

/** Reads the fonts once. */
export const documentFonts = (): Promise<DocumentFonts> => (loaded ??= read())
