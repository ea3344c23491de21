import { once } from 'node:events'
import { chmod, chown, mkdir, readFile, readlink, rename, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { HostConnection, HostRefusal } from '../../platform'
import { type PeerCredentials, readPeerCredentials } from './peer-credentials'
import { ProcessKinds } from './process-kinds'

/** Connections of one user at a time: a host for each profile of each browser. */
const mostHosts = 32

export interface HostDoorOptions {
  /** Holds a socket for each user, named `UID.sock`. */
  readonly runFolder: string
  /** The one program whose connections are taken, and its arguments where it is one that others use too. */
  readonly hostProgram: string
  readonly hostArguments: readonly string[]
}

/** [BR5] Where the host programs of the pupils' browsers connect. Only the socket's own user may, and only by our host, started by a browser. */
export class HostDoor {
  readonly #options: HostDoorOptions
  readonly #onHost: (host: HostConnection) => void
  readonly #onRefused: (why: HostRefusal) => void
  readonly #kinds: ProcessKinds
  readonly #servers = new Map<number, Server>()

  constructor(
    options: HostDoorOptions,
    onHost: (host: HostConnection) => void,
    onRefused: (why: HostRefusal) => void,
    kinds = new ProcessKinds(),
  ) {
    this.#kinds = kinds
    this.#options = options
    this.#onHost = onHost
    this.#onRefused = onRefused
  }

  /** Opens it for a user; again for one it is open for changes nothing. */
  async open(uid: number): Promise<void> {
    if (this.#servers.has(uid)) return
    const server = createServer((socket) => {
      void this.#admit(uid, socket)
    })
    server.maxConnections = mostHosts
    this.#servers.set(uid, server)
    const { runFolder } = this.#options
    const nursery = path.join(runFolder, 'new')
    await mkdir(nursery, { recursive: true })
    await chmod(runFolder, 0o755)
    await chmod(nursery, 0o700)
    // Its rights are set where nobody else can reach it, so that there is no moment at which another could connect.
    const born = path.join(nursery, `${uid}.sock`)
    await rm(born, { force: true })
    server.listen(born)
    await once(server, 'listening')
    await chmod(born, 0o600)
    if (process.getuid?.() === 0) await chown(born, uid, 0)
    await rename(born, this.#socketOf(uid))
  }

  async close(): Promise<void> {
    for (const [uid, server] of this.#servers) {
      server.close()
      await rm(this.#socketOf(uid), { force: true })
    }
    this.#servers.clear()
  }

  #socketOf(uid: number): string {
    return path.join(this.#options.runFolder, `${uid}.sock`)
  }

  async #admit(uid: number, socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy())
    const peer = await readPeerCredentials(socket)
    const known = peer === null ? 'unknown-peer' : await this.#recognise(uid, peer)
    if (typeof known === 'string') {
      this.#onRefused(known)
      socket.destroy()
    } else this.#onHost({ ...known, socket })
  }

  async #recognise(uid: number, { pid, uid: peerUid }: PeerCredentials): Promise<{ readonly browserPid: number } | HostRefusal> {
    if (peerUid !== uid) return 'other-user'
    if (!(await this.#isHost(pid))) return 'forged-host'
    const browserPid = await readParent(pid)
    const browser = await this.#kinds.of(browserPid).catch(() => null)
    return browser?.kind === 'chromium' || browser?.kind === 'firefox' ? { browserPid } : 'no-browser'
  }

  async #isHost(pid: number): Promise<boolean> {
    const { hostProgram, hostArguments } = this.#options
    if ((await readlink(`/proc/${pid}/exe`).catch(() => null)) !== hostProgram) return false
    if (hostArguments.length === 0) return true
    // Our Node fallback: its environment could make Node run anything before it.
    const [args, environment] = await Promise.all([readWords(pid, 'cmdline'), readWords(pid, 'environ')])
    return environment.length === 0 && isDeepStrictEqual(args.slice(1), hostArguments)
  }
}

/** As the process was started (proc(5)); one word that nobody has when it is gone. */
async function readWords(pid: number, what: 'cmdline' | 'environ'): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/${what}`, 'utf8').catch(() => 'gone\0')
  return text.split('\0').slice(0, -1)
}

/** Field 4 of /proc/PID/stat (proc(5)); 0 when it is gone. */
async function readParent(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
}
