import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import { type Closers } from '../../../test/support/classroom/closers'
import { until } from '../../../test/support/desktop'
import { type FreshRoot, makeFreshRoot } from '../../../test/support/fresh-root'
import { readUnit, startUnit } from '../../../test/support/installed-unit'
import { must } from './must'

export const staff = ['technician', 'teacher'] as const
type Person = (typeof staff)[number]

/** The hub from its package, in a root of its own, on free ports of this machine. */
export interface InstalledHub {
  readonly root: FreshRoot
  readonly address: string
  readonly authority: string
  readonly password: string
  start(): Promise<void>
  /** Ends it as systemd does. */
  end(): Promise<void>
  /** The installed command line as one of the staff; answers what it printed. */
  command(person: Person, ...args: string[]): Promise<string>
  signIn(person: Person): Promise<void>
  /** The hub's own commands, while it is down, as its own user. */
  hubCommand(...args: string[]): Promise<string>
  /** What it printed since its newest start. */
  output(): string
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = z.object({ port: z.number() }).parse(server.address())
  server.close()
  await once(server, 'close')
  return address.port
}

export async function installHub(deb: string, folder: string, closers: Closers): Promise<InstalledHub> {
  const root = closers.add(await makeFreshRoot(), (one) => one.stop())
  const [consolePort, agentPort] = [await freePort(), await freePort()]
  const address = `127.0.0.1:${consolePort}`
  const settings = path.join(folder, 'hub.env')
  const options = `--address 127.0.0.1 --console-port ${consolePort} --agent-port ${agentPort}`
  await writeFile(settings, `CLASSWARDEN_OPTIONS=${options}\nCLASSWARDEN_BIND=127.0.0.1\n`)
  await must(root, 'install', '-D', '-m', '0644', settings, '/etc/classwarden/hub.env')
  await must(root, 'apt-get', 'install', '-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', deb)

  const secrets = path.join(folder, 'secrets')
  await mkdir(secrets, { recursive: true, mode: 0o700 })
  const password = randomBytes(12).toString('hex')
  const secret = async (name: string, text: string): Promise<string> => {
    const file = path.join(secrets, name)
    await writeFile(file, `${text}\n`, { mode: 0o600 })
    await chmod(file, 0o600)
    return file
  }
  const passwordFile = await secret('password', password)
  let running: ReturnType<typeof startUnit> | null = null
  let printed = ''

  const hub: InstalledHub = {
    root,
    address,
    get authority() {
      return /^Authority fingerprint: (\S+)$/mu.exec(printed)?.[1] ?? ''
    },
    password,
    start: async () => {
      printed = ''
      const child = startUnit(root, await readUnit(root, 'classwarden-hub.service'))
      running = child
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
      await until(
        'the hub to listen',
        () => {
          if (child.exitCode !== null) throw new Error(`The hub ended: ${printed}`)
          return hub.authority !== ''
        },
        60_000,
      )
    },
    end: async () => {
      if (running === null || running.exitCode !== null) return
      const ended = once(running, 'exit')
      running.kill('SIGTERM')
      await ended
      running = null
    },
    command: async (person, ...args) => {
      const { stdout } = await must(
        { ...root, run: (program, own) => root.run(program, own, { XDG_CONFIG_HOME: path.join(secrets, person) }) },
        'classwarden',
        ...args,
      )
      return stdout
    },
    signIn: async (person) => {
      const place = ['--hub', address, '--authority', hub.authority, '--user', person, '--password-file', passwordFile]
      await hub.command(person, ...place, 'sign-in')
    },
    hubCommand: async (...args) => {
      const { user, environment } = await readUnit(root, 'classwarden-hub.service')
      const drop = ['--reuid', user ?? '', '--regid', user ?? '', '--init-groups', '--', 'classwarden-hub', ...args]
      const { stdout } = await must({ ...root, run: (program, own) => root.run(program, own, environment) }, 'setpriv', ...drop)
      return stdout
    },
    output: () => printed,
  }
  closers.add(hub, (one) => one.end())
  await hub.start()
  const code = /^One-time code for the first account: (\S+)$/mu.exec(printed)?.[1] ?? ''
  const place = ['--hub', address, '--authority', hub.authority, '--password-file', passwordFile]
  await hub.command('technician', ...place, 'first-run', 'technician', 'Tess Technician', '--code-file', await secret('code', code))
  await hub.command('technician', 'room', 'create', 'Lab 1')
  await hub.command('technician', 'staff', 'create', 'teacher', 'Mr Tate', '--role', 'teacher', '--new-password-file', passwordFile)
  await hub.signIn('teacher')
  return hub
}
