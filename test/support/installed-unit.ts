import type { ChildProcess } from 'node:child_process'
import type { FreshRoot } from './fresh-root'

/** How a package's systemd unit has its program started. */
interface InstalledUnit {
  /** The account; null for root. */
  readonly user: string | null
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly [string, ...string[]]
}

/** Reads what systemd would (systemd.exec(5), systemd.service(5)): one value a line, and the file that the administrator changes. */
export async function readUnit(root: FreshRoot, name: string): Promise<InstalledUnit> {
  const unit = await read(root, `/usr/lib/systemd/system/${name}`)
  const values = (key: string): string[] => [...unit.matchAll(new RegExp(`^${key}=(.+)$`, 'gmu'))].map(([, value = '']) => value)
  const files = await Promise.all(values('EnvironmentFile').map((file) => read(root, file.replace(/^-/u, ''))))
  const assignments = [
    ...values('Environment').flatMap((line) => line.split(' ')),
    ...files.flatMap((text) => text.split('\n').filter((line) => /^\w+=/u.test(line))),
  ]
  const environment = Object.fromEntries(
    assignments.map((one): [string, string] => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  )
  const [program, ...args] = (values('ExecStart')[0] ?? '')
    .split(' ')
    .flatMap((word) => (word.startsWith('$') ? (environment[word.slice(1)] ?? '').split(' ').filter((part) => part !== '') : [word]))
  if (program === undefined || program === '') throw new Error(`${name} starts nothing.`)
  return { user: values('User')[0] ?? null, environment, command: [program, ...args] }
}

/** Starts it once, as its own user; whoever starts it ends it. */
export function startUnit(root: FreshRoot, { user, environment, command }: InstalledUnit): ChildProcess {
  const drop = user === null ? [] : ['setpriv', '--reuid', user, '--regid', user, '--init-groups', '--']
  const [program, ...args] = [...drop, ...command]
  return root.spawn(program ?? '', args, environment)
}

async function read(root: FreshRoot, file: string): Promise<string> {
  const { code, stdout, stderr } = await root.run('cat', [file])
  if (code !== 0) throw new Error(stderr)
  return stdout
}
