import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The words of a DOCX file, opened by another program (7-Zip); paragraphs are spaces. */
export const docxText = async (docx: Uint8Array): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-docx-'))
  try {
    const file = path.join(folder, 'letter.docx')
    await writeFile(file, docx)
    const { stdout } = await run('7z', ['e', '-so', file, 'word/document.xml'])
    const kept = process.env['CLASSWARDEN_PICTURES']
    if (kept !== undefined) await writeFile(path.join(kept, `letter-${docx.byteLength}.docx`), docx)
    return stdout.replace(/<[^>]*>/gu, ' ').replace(/\s+/gu, ' ')
  } finally {
    await rm(folder, { recursive: true })
  }
}
