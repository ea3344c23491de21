import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Network } from '#shared/model/wake'
import { until } from './until'

type Command = readonly [string, ...string[]]

/** A network of two places in namespaces of their own: one for a PC that is awake, one where a sleeping card listens. */
export interface Subnet {
  /** Runs a command in the first place, from where the hub's port of 127.0.0.1 is reached as outside. */
  readonly within: (command: Command) => [string, ...string[]]
  /** The sleeping card. */
  readonly card: Network
  /** What the second place heard at the port of magic packets, in hexadecimal. */
  readonly heard: readonly string[]
  stop(): Promise<void>
}

const relay = `
const net = require('node:net')
const [file, port] = process.argv.slice(1)
net.createServer((near) => {
  const far = net.connect(file)
  for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy() })
  near.pipe(far).pipe(near)
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))`
const listener = `
const socket = require('node:dgram').createSocket('udp4')
socket.on('message', (packet) => console.log(packet.toString('hex')))
socket.bind(9, () => console.log('ready'))`

/** Lays it; `hubPort` is the one agents connect to. */
export async function laySubnet(hubPort: number): Promise<Subnet> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-subnet-'))
  const file = path.join(folder, 'hub.sock')
  const ends = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(hubPort, '127.0.0.1')
    for (const end of [near, far]) {
      ends.add(end)
      end.on('close', () => ends.delete(end))
      end.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.listen(file)
  await once(server, 'listening')

  const children: ChildProcess[] = []
  /** Starts it; its lines as they come. */
  const begin = (command: string, args: readonly string[]): { readonly pid: number; readonly lines: string[] } => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const lines: string[] = []
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
    return { pid: child.pid ?? 0, lines }
  }
  const place = async (): Promise<number> => {
    const { pid, lines } = begin('unshare', ['--net', 'sh', '-c', 'echo ready; exec sleep infinity'])
    await until(() => lines.includes('ready'), 'a network namespace')
    return pid
  }
  const [awake, asleep] = [await place(), await place()]
  const inside = (pid: number, command: Command): [string, ...string[]] => ['nsenter', `--target=${pid}`, '--net', ...command]
  const start = (pid: number, script: string, ...args: readonly string[]): ReturnType<typeof begin> => {
    const [program, ...rest] = inside(pid, ['sh', '-ec', script, 'sh', ...args])
    return begin(program, rest)
  }
  const pair = `ip link add awake type veth peer name asleep netns ${asleep}; ip address add 10.77.0.1/24 dev awake`
  const near = start(
    awake,
    `${pair}; ip link set lo up; ip link set awake up; exec "$@"`,
    process.execPath,
    '-e',
    relay,
    file,
    String(hubPort),
  )
  await until(() => near.lines.includes('ready'), 'the way to the hub')
  const up = 'ip address add 10.77.0.2/24 dev asleep; ip link set asleep up'
  const far = start(asleep, `${up}; exec "$@"`, process.execPath, '-e', listener)
  await until(() => far.lines.includes('ready'), 'the sleeping card')
  // Only a card with a carrier counts as one of the PC's.
  const carrier = start(awake, 'until ip link show awake | grep -q LOWER_UP.*state.UP; do sleep 0.1; done; echo ready')
  await until(() => carrier.lines.includes('ready'), 'the carrier')
  return {
    within: (command) => inside(awake, command),
    card: { mac: '02:00:5e:10:00:02', address: '10.77.0.2', prefix: 24 },
    get heard() {
      return far.lines.slice(1)
    },
    stop: async () => {
      await Promise.all(
        children
          .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
          .map(async (child) => {
            const ended = once(child, 'exit')
            child.kill('SIGKILL')
            await ended
          }),
      )
      for (const end of ends) end.destroy()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
