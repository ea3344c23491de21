import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The words of a PDF as another program reads them (poppler's pdftotext), page after page; line breaks are spaces. */
export const pdfText = async (pdf: Uint8Array): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-pdf-'))
  try {
    const file = path.join(folder, 'paper.pdf')
    await writeFile(file, pdf)
    const { stdout } = await run('pdftotext', ['-layout', file, '-'])
    const kept = process.env['CLASSWARDEN_PICTURES']
    if (kept !== undefined) await writeFile(path.join(kept, `paper-${pdf.byteLength}.pdf`), pdf)
    return stdout.replace(/\s+/gu, ' ')
  } finally {
    await rm(folder, { recursive: true })
  }
}
