import { open } from 'node:fs/promises'
import { fail, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'

/** Writes the next part of an upload; the first one begins the file (mode 0600). Throws what the file system throws. */
export async function writePart(file: string, offset: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, offset === 0 ? 'w' : 'r+', 0o600)
  try {
    await handle.write(bytes, 0, bytes.byteLength, offset)
  } finally {
    await handle.close()
  }
}

/** What the file system's fault means to whoever uploads. Anything else is thrown on. */
export const diskFault = (error: unknown): Outcome<never, StoreFaultCode> => {
  if (!(error instanceof Error && 'code' in error)) throw error
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return fail('store-full', "The disk of the hub's data folder is full: the build was not saved. Free some space.")
  return fail('store-unavailable', `The hub's folder of builds cannot be written to (${String(error.code)}).`)
}
