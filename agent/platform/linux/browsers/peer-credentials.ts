import type { Socket } from 'node:net'
import { z } from 'zod'

export interface PeerCredentials {
  readonly pid: number
  readonly uid: number
}

/** From asm-generic/socket.h. */
const levelSocket = 1
const peerCredentials = 17

type ReadCredentials = (fd: number, level: number, option: number, value: Buffer, size: Uint32Array) => number
let read: ReadCredentials | undefined

/** Node tells the descriptor of a socket nowhere else. */
const handleSchema = z.object({ fd: z.number().int().nonnegative() })

/**
 * Who connected a Unix socket, by the kernel's own word as of the connection (SO_PEERCRED, unix(7)): no program can say it is another.
 * Null when the kernel does not tell.
 */
export async function readPeerCredentials(socket: Socket): Promise<PeerCredentials | null> {
  const handle = handleSchema.safeParse(Reflect.get(socket, '_handle'))
  if (!handle.success) return null
  if (read === undefined) {
    const { default: koffi } = await import('koffi')
    read = koffi.load('libc.so.6').func('int getsockopt(int fd, int level, int option, void *value, uint32_t *size)') as ReadCredentials
  }
  // struct ucred: pid, uid and gid, 32 bits each.
  const credentials = Buffer.alloc(12)
  if (read(handle.data.fd, levelSocket, peerCredentials, credentials, new Uint32Array([credentials.length])) !== 0) return null
  return { pid: credentials.readInt32LE(0), uid: credentials.readUInt32LE(4) }
}
