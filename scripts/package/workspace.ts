import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

/** The repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const packageSchema = z.object({ version: z.string(), author: z.string(), description: z.string() })
export const product = packageSchema.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')))

/** What cannot be packaged, in words for whoever runs the command. */
export class PackageFailure extends Error {}

/** Runs a program to its end, in the repository unless another folder is named; throws with what it complained of. */
export async function runTool(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, folder = root): Promise<void> {
  try {
    await promisify(execFile)(program, args, { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })
  } catch (error) {
    const said = z.object({ stdout: z.string(), stderr: z.string() }).safeParse(error)
    const why = said.success ? `${said.data.stdout}${said.data.stderr}`.trim() : String(error)
    throw new PackageFailure(`${path.basename(program)} failed:\n${why === '' ? String(error) : why}`)
  }
}
