import { open } from 'node:fs/promises'

/** A policy that every browser of the Chromium family knows by this name, in its program; Electron and CEF applications do not. */
const policyName = Buffer.from('IncognitoModeAvailability')
/** No program that holds a browser is smaller. */
const leastBytes = 60_000_000
const chunkBytes = 4 * 1024 * 1024

/**
 * Whether a program is a browser of the Chromium family, whatever it is called and whatever lies beside it: reads it once through, some 0.2 s for
 * 300 MB, in pieces. False for what cannot be read.
 */
export async function carriesPolicies(program: string): Promise<boolean> {
  const file = await open(program).catch(() => null)
  if (file === null) return false
  try {
    if ((await file.stat()).size < leastBytes) return false
    const overlap = policyName.length - 1
    const chunk = Buffer.alloc(overlap + chunkBytes)
    for (;;) {
      const { bytesRead } = await file.read(chunk, overlap, chunkBytes)
      if (bytesRead === 0) return false
      if (chunk.subarray(0, overlap + bytesRead).includes(policyName)) return true
      // The name may lie across the border of two pieces.
      chunk.copyWithin(0, bytesRead, overlap + bytesRead)
    }
  } catch {
    return false
  } finally {
    await file.close()
  }
}
