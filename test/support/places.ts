import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { until } from './until'

type Command = readonly [string, ...string[]]

/** Two places in network namespaces of their own, with a cable between them. */
export interface Places {
  readonly near: Place
  readonly far: Place
  /** Ends what was started there, and takes the cable away. */
  stop(): Promise<void>
}

export interface Place {
  readonly address: string
  readonly mac: string
  /** Runs a command there. */
  readonly within: (command: Command) => [string, ...string[]]
  /** Starts a program there, and waits for its first line: `ready`. Its lines as they come. */
  start(command: Command): Promise<readonly string[]>
}

export const cablePrefix = 24
const ends = { near: { address: '10.77.0.1', mac: '02:00:5e:10:00:01' }, far: { address: '10.77.0.2', mac: '02:00:5e:10:00:02' } } as const

/** Lays the cable; both cards have a carrier when it is there. */
export async function layCable(): Promise<Places> {
  const children: ChildProcess[] = []
  const begin = async ([command, ...args]: Command): Promise<{ readonly pid: number; readonly lines: readonly string[] }> => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const lines: string[] = []
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
    await until(() => lines[0] === 'ready', `${command} to be ready`)
    return { pid: child.pid ?? 0, lines }
  }
  const space = async (): Promise<number> => (await begin(['unshare', '--net', 'sh', '-c', 'echo ready; exec sleep infinity'])).pid
  const pids = { near: await space(), far: await space() }
  const placeOf = (end: 'near' | 'far'): Place => {
    const within = (command: Command): [string, ...string[]] => ['nsenter', `--target=${pids[end]}`, '--net', ...command]
    return { ...ends[end], within, start: async (command) => (await begin(within(command))).lines }
  }
  const [near, far] = [placeOf('near'), placeOf('far')]
  const pair = `ip link add cable address ${near.mac} type veth peer name cable address ${far.mac} netns ${pids.far}`
  const up = ({ address }: Place): string => `ip address add ${address}/${cablePrefix} dev cable; ip link set lo up; ip link set cable up`
  await near.start(['sh', '-ec', `${pair}; ${up(near)}; echo ready`])
  await far.start(['sh', '-ec', `${up(far)}; echo ready`])
  // Only a card with a carrier counts as one of the PC's.
  const carrier = 'until ip link show cable | grep -q LOWER_UP.*state.UP; do sleep 0.1; done; echo ready'
  for (const place of [near, far]) await place.start(['sh', '-ec', carrier])
  return {
    near,
    far,
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
    },
  }
}

/** Leads whoever connects to the socket at `file` to a port of this machine; answers the way to end it. */
export async function leadFile(file: string, port: number): Promise<() => void> {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const end of [near, far]) {
      open.add(end)
      end.on('close', () => open.delete(end))
      end.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.listen(file)
  await once(server, 'listening')
  return () => {
    for (const end of open) end.destroy()
    server.close()
  }
}
