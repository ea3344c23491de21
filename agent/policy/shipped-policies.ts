import { open } from 'node:fs/promises'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import { readPolicyFile } from '#shared/policy/policy-file'
import { writeDurably } from '../storage/durable-file'
import { mapFile } from '../storage/mapped-file'

export interface ShippedPolicies {
  readonly packs: CompiledPacks
  /** Why these are the last good ones and not those beside the program; null when all is well. */
  readonly fault: string | null
}

/** The bytes in front of a policy file's checksummed part say which file it is. */
const signatureLength = 20

/**
 * Reads the compiled policies beside the program, and keeps a copy. When they are missing, damaged or of another format the last good copy holds:
 * a failed update leaves no PC without policies.
 */
export async function readShippedPolicies(file: string, lastGoodFile: string): Promise<Outcome<ShippedPolicies, 'no-policies'>> {
  const beside = await read(file)
  if (beside.ok) {
    const { bytes, packs } = beside.value
    if (!(await isKept(bytes, lastGoodFile))) await writeDurably(lastGoodFile, bytes)
    return ok({ packs, fault: null })
  }
  const kept = await read(lastGoodFile)
  if (kept.ok) return ok({ packs: kept.value.packs, fault: beside.detail })
  return fail('no-policies', `nothing can be flagged on this PC: ${beside.detail}`)
}

/** By its size and its signature: the copy is not read whole at each start. */
async function isKept(bytes: Uint8Array, copy: string): Promise<boolean> {
  const handle = await unlessMissing(open(copy))
  if (handle === null) return false
  try {
    const { buffer } = await handle.read(Buffer.alloc(signatureLength), 0, signatureLength, 0)
    return (await handle.stat()).size === bytes.length && buffer.equals(bytes.subarray(0, signatureLength))
  } finally {
    await handle.close()
  }
}

/** Null for what the file system cannot give. */
const unlessMissing = <T>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) return null
    throw error
  })

async function read(file: string): Promise<Outcome<{ readonly packs: CompiledPacks; readonly bytes: Uint8Array }>> {
  const bytes = await unlessMissing(mapFile(file))
  if (bytes === null) return fail('missing', `${file} cannot be read; install the agent again`)
  const packs = readPolicyFile(bytes)
  return packs.ok ? ok({ packs: packs.value, bytes }) : packs
}
