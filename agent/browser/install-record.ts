import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { packageFolder } from '../own-command'

/** `node`: the fallback, where the C program cannot run. */
const hostKindSchema = z.enum(['c', 'node'])
export type HostKind = z.infer<typeof hostKindSchema>

/** What `browser-policy install` did, so that the agent finds it and `remove` can undo it. */
export const installRecordSchema = z.object({
  format: z.literal('classwarden-browser-policy-1'),
  /** Folder of what the browsers load, readable by everyone. */
  place: z.string(),
  runFolder: z.string(),
  /** What connects to the agent's sockets. A record of before the fallback names the C program. */
  hostKind: hostKindSchema.default('c'),
  hostProgram: z.string(),
  hostArguments: z.array(z.string()).default([]),
  /** Of Chromium and its relatives: made from our key on this PC. */
  extensionId: z.string(),
  extensionVersion: z.string(),
  /** Every file written elsewhere: what it held before (base64; null: there was none), and what it holds now. */
  files: z.array(z.object({ file: z.string(), before: z.string().nullable(), after: z.string() })),
  /** Folders made for them, deepest last. */
  folders: z.array(z.string()),
})
export type InstallRecord = z.infer<typeof installRecordSchema>

/** Where the record lies: in the agent's data, or where Windows' installer laid it, beside the program. */
export const setUpFolder = (dataFolder: string): string =>
  process.platform === 'win32' ? path.join(packageFolder(), 'browser') : dataFolder

export const recordFileIn = (dataFolder: string): string => path.join(dataFolder, 'browser-policy.json')

/** Null when browsers are not set up on this PC, or not by us. */
export async function readInstallRecord(dataFolder: string): Promise<InstallRecord | null> {
  try {
    const record = installRecordSchema.safeParse(JSON.parse(await readFile(recordFileIn(dataFolder), 'utf8')))
    return record.success ? record.data : null
  } catch {
    return null
  }
}
