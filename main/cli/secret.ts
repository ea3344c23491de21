import { readFile, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fail, ok } from '#shared/outcome'
import type { CliOutcome } from './failure'

/** Where a secret comes from. Never an argument: other people on the computer can read those. */
export interface SecretSource {
  /** A file only its owner can read; `-` is standard input. */
  readonly file: string | undefined
}

/** The first line of the source, or what the person types at the prompt. */
export async function readSecret(prompt: string, source: SecretSource): Promise<CliOutcome<string>> {
  if (source.file === '-') return firstLine(await text(process.stdin), 'standard input')
  if (source.file !== undefined) return readSecretFile(source.file)
  if (!process.stdin.isTTY) {
    return fail('password-missing', 'No password: sign in first, or give --password-file FILE (or - for standard input).')
  }
  return ok(await ask(prompt))
}

async function readSecretFile(file: string): Promise<CliOutcome<string>> {
  try {
    const { mode } = await stat(file)
    if ((mode & 0o077) !== 0) {
      return fail('password-file-open', `${file} can be read by others: run chmod 600 ${file} and change the password if it matters.`)
    }
    return firstLine(await readFile(file, 'utf8'), file)
  } catch {
    return fail('password-file-unreadable', `${file} cannot be read.`)
  }
}

function firstLine(content: string, where: string): CliOutcome<string> {
  const line = content.split(/\r?\n/u)[0] ?? ''
  return line === '' ? fail('password-missing', `There is no password in ${where}.`) : ok(line)
}

/** Shows the prompt and hides what is typed. */
async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await new Promise((resolve) => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(''))
    })
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
