import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Bytes TCP has carried on a process's connections, both ways: TLS records with their overhead, without TCP/IP headers. */
export interface SocketBytes {
  readonly sent: number
  readonly received: number
  readonly connections: number
}

const run = promisify(execFile)

export async function socketBytes(pids: readonly number[]): Promise<SocketBytes> {
  const { stdout } = await run('ss', ['-tinpH', 'state', 'established'])
  return parseSocketBytes(stdout, pids)
}

/** Reads `ss -tinpH` (iproute2): a line with addresses and owners, then an indented line of details. */
export function parseSocketBytes(output: string, pids: readonly number[]): SocketBytes {
  let sent = 0
  let received = 0
  let connections = 0
  const entries = output.split(/\n(?=\S)/u)
  for (const entry of entries) {
    const owners = [...entry.matchAll(/pid=(\d+)/gu)].map((match) => Number(match[1]))
    if (!owners.some((owner) => pids.includes(owner))) continue
    connections += 1
    sent += Number(/\bbytes_acked:(\d+)/u.exec(entry)?.[1] ?? 0)
    received += Number(/\bbytes_received:(\d+)/u.exec(entry)?.[1] ?? 0)
  }
  return { sent, received, connections }
}
