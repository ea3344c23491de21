import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const fingerprint = z.string().nullable()

/** What tells a PC from another that was given a copy of its disk: SHA-256 in hex, null where the system does not tell. */
export const machineSchema = z.object({
  /** Of the serial numbers its maker gave it (SMBIOS); another after its main board was replaced. */
  hardware: fingerprint,
  /** Of machine-id(5), which tools that copy disks make anew for each. */
  installation: fingerprint,
})
export type Machine = z.infer<typeof machineSchema>

const serialNumbers = ['product_uuid', 'product_serial', 'board_serial'].map((name) => `sys/class/dmi/id/${name}`)

/** `root` stands before every path, for tests. Serial numbers are for root alone to read. */
export async function readMachine(root = '/'): Promise<Machine> {
  const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8').catch(() => '')
  const [serials, machineId] = await Promise.all([Promise.all(serialNumbers.map(read)), read('etc/machine-id')])
  return { hardware: hashOf(serials), installation: hashOf([machineId]) }
}

function hashOf(texts: readonly string[]): string | null {
  const told = texts.map((text) => text.trim())
  return told.every((text) => text === '') ? null : createHash('sha256').update(told.join('\n')).digest('hex')
}

/** Whether what was noted on one PC is now read on another. What either does not tell says nothing. */
export function isOtherMachine(noted: Machine, here: Machine): boolean {
  return differ(noted.hardware, here.hardware) || differ(noted.installation, here.installation)
}

const differ = (one: string | null, other: string | null): boolean => one !== null && other !== null && one !== other
