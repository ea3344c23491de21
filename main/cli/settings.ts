import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { fingerprintSchema } from '#shared/protocol/enrolment'
import { fail, ok } from '#shared/outcome'
import type { CliOutcome } from './failure'

/** What `sign-in` leaves for later commands: where the hub is, whom to trust there, and the session. */
const settingsSchema = z.object({
  hub: z.string().max(255),
  authority: fingerprintSchema,
  sessionToken: z.string().max(64).nullable(),
})
export type Settings = z.infer<typeof settingsSchema>

/** `$XDG_CONFIG_HOME/classwarden/cli.json` (XDG Base Directory 0.8), mode 0600: it holds a session. */
export const settingsFile = (env: NodeJS.ProcessEnv): string =>
  path.join(env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'), 'classwarden', 'cli.json')

/** Null when there is none yet. */
export async function readSettings(file: string): Promise<CliOutcome<Settings | null>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null)
    return fail('settings-unreadable', `${file} cannot be read: give yourself the right to, or delete it.`)
  }
  const parsed = settingsSchema.safeParse(parseJson(text))
  return parsed.success ? ok(parsed.data) : fail('settings-unreadable', `${file} is damaged: delete it and sign in again.`)
}

export async function writeSettings(file: string, settings: Settings): Promise<CliOutcome<null>> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    // The mode of writeFile holds for a new file only.
    await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
    await chmod(file, 0o600)
    return ok(null)
  } catch {
    return fail('file-unwritable', `${file} cannot be written: check the folder's rights and the disk.`)
  }
}

export const removeSettings = async (file: string): Promise<void> => rm(file, { force: true })

/** Undefined when it is not JSON: no schema takes that. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
