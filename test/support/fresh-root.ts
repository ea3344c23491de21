import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { CommandResult } from './agent'

/**
 * A PC to install packages on: this machine's own system as a root of its own. What is written there lies in memory in a mount namespace and goes with
 * it; /tmp, processes and the network are shared.
 */
export interface FreshRoot {
  readonly changes: Changes
  /** Starts a program in it; whoever starts it ends it. */
  spawn(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess
  /** Runs a program in it to its end. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>
  stop(): Promise<void>
}

interface Changes {
  /** Every path that was added, changed or taken away since it was fresh, with one word for what it is; nothing that is as before. */
  list(): Promise<string[]>
}

const script = `
mount -t tmpfs tmpfs "$0" && mkdir "$0/upper" "$0/work" "$0/root" &&
mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root" &&
mount -t proc proc "$0/root/proc" && mount --rbind /sys "$0/root/sys" && mount --rbind /dev "$0/root/dev" &&
mount -t tmpfs tmpfs "$0/root/run" && mount --bind /tmp "$0/root/tmp" && echo ready && exec sleep infinity`

export async function makeFreshRoot(): Promise<FreshRoot> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-root-'))
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const complaint = text(holder.stderr)
  const ready = await Promise.race([once(holder.stdout, 'data').then(() => true), once(holder, 'exit').then(() => false)])
  if (!ready) throw new Error(`No root of its own: ${await complaint}`)
  const inside = `/proc/${holder.pid ?? 0}/root${folder}`

  const spawnInside: FreshRoot['spawn'] = (program, args, env = {}) =>
    spawn('nsenter', [`--mount=/proc/${holder.pid ?? 0}/ns/mnt`, 'chroot', path.join(folder, 'root'), program, ...args], {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  return {
    changes: { list: () => listChanges(path.join(inside, 'upper')) },
    spawn: spawnInside,
    run: async (program, args, env) => {
      const child = spawnInside(program, args, env)
      const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr), once(child, 'close')])
      return { code: child.exitCode, stdout, stderr }
    },
    stop: async () => {
      const ended = once(holder, 'exit')
      holder.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The upper layer of an overlay holds what differs, and copies of folders and files that do not. */
async function listChanges(upper: string, folder = ''): Promise<string[]> {
  const found: string[] = []
  for (const name of await readdir(path.join(upper, folder))) {
    const place = path.join(folder, name)
    const before = await stateOf(path.join('/', place))
    const now = await stateOf(path.join(upper, place))
    // The mark of an overlay for what was taken away.
    if (now === 'device') found.push(`taken away: /${place}`)
    else if (before === null) found.push(`added: /${place}`)
    else if (before !== now) found.push(`changed: /${place}`)
    if (now === 'folder') found.push(...(await listChanges(upper, place)))
  }
  return found
}

async function stateOf(file: string): Promise<string | null> {
  const stats = await lstat(file).catch(() => null)
  if (stats === null) return null
  if (stats.isDirectory()) return 'folder'
  if (stats.isSymbolicLink()) return `link to ${await readlink(file)}`
  return stats.isCharacterDevice() ? 'device' : await readFile(file, 'base64')
}

const read = (stream: NodeJS.ReadableStream | null): Promise<string> => (stream === null ? Promise.resolve('') : text(stream))
