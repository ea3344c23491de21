import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Stand-ins for the programs that end sessions and send a PC down: each notes what it was asked, and does as the test says. */
export interface PowerPrograms {
  readonly folder: string
  /** One line for each call since the start, program and arguments. */
  asked(): Promise<string[]>
}

type Behaviour = 'obeys' | 'refuses' | 'hangs' | 'absent'

const names = ['systemctl', 'shutdown', 'loginctl'] as const

export async function powerPrograms(
  folder: string,
  behaviour: Partial<Record<(typeof names)[number], Behaviour>> = {},
): Promise<PowerPrograms> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const record = path.join(folder, 'asked')
  const endings = { obeys: 'exit 0', refuses: 'exit 1', hangs: 'exec sleep 60' }
  for (const name of names) {
    const does = behaviour[name] ?? 'obeys'
    if (does === 'absent') continue
    const program = path.join(folder, name)
    await writeFile(program, `#!/bin/sh\necho "${name} $*" >> ${record}\n${endings[does]}\n`)
    await chmod(program, 0o700)
  }
  const asked = async (): Promise<string[]> => (await readFile(record, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
  return { folder, asked }
}
