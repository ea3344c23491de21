import { open, rename } from 'node:fs/promises'
import path from 'node:path'

/**
 * Replaces a file so that a crash or power cut at any moment leaves either the old content or the new, never a mix. Only the owner may read
 * it. Throws what the file system throws.
 */
export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${file}.new`
  const handle = await open(fresh, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(fresh, file)
  // Windows syncs no folders: its file system writes a rename down by itself.
  if (process.platform === 'win32') return
  // The rename itself lives in the folder: without this it can be lost although the content is safe.
  const folder = await open(path.dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** What the file system calls its failure, as ENOSPC. */
export const errorCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason')
