import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Server as TlsServer } from 'node:tls'
import type { HubBounds } from '../bounds'

/** What stands before a TLS listener, so that a peer that never says who it is costs a file descriptor and little else. */
export interface ConnectionGate {
  /** The server to listen with; the TLS server behind it never listens itself. */
  readonly server: Server
  /** Lets go of the port; connections get a moment to end in an orderly way, then they are cut. */
  close(): Promise<void>
  /** This connection has said who it is: it no longer counts as anonymous, and its deadline is lifted. */
  admit(socket: PeerAddress): void
  /** Half of what one address, or all together, may hold anonymously is taken: time to say so instead of cutting. */
  crowded(address: string): boolean
}

/** What names a live connection, seen from either side of its TLS. */
export interface PeerAddress {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

/** Time for last words to leave. */
const farewellMs = 300

/** First byte of every TLS record that can open a connection (RFC 8446, 5.1: handshake). */
const tlsHandshake = 0x16

interface Visitor {
  readonly socket: Socket
  readonly address: string
  state: 'silent' | 'waiting' | 'handshaking' | 'secured'
  deadline: NodeJS.Timeout
}

const keyOf = ({ remoteAddress, remotePort }: PeerAddress): string => `${remoteAddress ?? ''}|${remotePort ?? 0}`

/**
 * Holds each new connection as a bare socket until its first byte, passes it to `tls` when it begins a TLS handshake and a place is free, and
 * cuts what stays anonymous too long (LK7). `untilAdmittedMs` null: a connection may stay anonymous after its handshake (a sign-in page), and only counts.
 */
export const createConnectionGate = (tls: TlsServer, bounds: HubBounds, untilAdmittedMs: number | null): ConnectionGate => {
  const visitors = new Map<string, Visitor>()
  const waiting = new Set<Visitor>()
  const open = new Set<Socket>()

  const countOf = (address: string): number => {
    let count = 0
    for (const visitor of visitors.values()) if (visitor.address === address) count += 1
    return count
  }

  const expire = (visitor: Visitor, withinMs: number): void => {
    clearTimeout(visitor.deadline)
    visitor.deadline = setTimeout(() => visitor.socket.destroy(), withinMs)
  }

  const handshake = (visitor: Visitor): void => {
    waiting.delete(visitor)
    expire(visitor, bounds.handshakeWithinMs)
    tls.emit('connection', visitor.socket)
  }

  const letNextIn = (): void => {
    if (waiting.size === 0) return
    // Counted once for all that wait: a school that is switched on at once is a thousand of them.
    let free = bounds.handshakes
    const ofAddress = new Map<string, number>()
    for (const visitor of visitors.values()) {
      if (visitor.state !== 'handshaking') continue
      free -= 1
      ofAddress.set(visitor.address, (ofAddress.get(visitor.address) ?? 0) + 1)
    }
    const chosen: Visitor[] = []
    for (const visitor of waiting) {
      if (free <= 0) break
      const going = ofAddress.get(visitor.address) ?? 0
      if (going >= bounds.handshakesPerAddress) continue
      free -= 1
      ofAddress.set(visitor.address, going + 1)
      visitor.state = 'handshaking'
      chosen.push(visitor)
    }
    for (const visitor of chosen) handshake(visitor)
  }

  const leave = (visitor: Visitor): void => {
    clearTimeout(visitor.deadline)
    waiting.delete(visitor)
    const key = keyOf(visitor.socket)
    if (visitors.get(key) === visitor) visitors.delete(key)
    letNextIn()
  }

  const hear = (visitor: Visitor): void => {
    const { socket } = visitor
    const first: unknown = socket.read()
    if (!(first instanceof Uint8Array) || first.byteLength === 0) {
      socket.once('readable', () => {
        hear(visitor)
      })
      return
    }
    if (first[0] !== tlsHandshake) {
      socket.destroy()
      return
    }
    socket.unshift(first)
    visitor.state = 'waiting'
    waiting.add(visitor)
    letNextIn()
  }

  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    const address = socket.remoteAddress ?? ''
    const key = keyOf(socket)
    const ofAddress = countOf(address)
    if (visitors.size >= bounds.anonymous || ofAddress >= bounds.anonymousPerAddress) {
      socket.destroy()
      return
    }
    const deadline = setTimeout(() => socket.destroy(), bounds.helloWithinMs)
    const visitor: Visitor = { socket, address, state: 'silent', deadline }
    visitors.set(key, visitor)
    // A reset before TLS takes over is nobody's fault worth a line.
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      clearTimeout(visitor.deadline)
      waiting.delete(visitor)
      if (visitors.get(key) === visitor) visitors.delete(key)
      letNextIn()
    })
    hear(visitor)
  })
  server.maxConnections = bounds.connections
  // Node begins to watch the time of half-said requests when a server listens; this one listens through the gate.
  server.on('listening', () => tls.emit('listening'))

  tls.on('secureConnection', (secured) => {
    const visitor = visitors.get(keyOf(secured))
    if (visitor === undefined) return
    visitor.state = 'secured'
    clearTimeout(visitor.deadline)
    if (untilAdmittedMs !== null) expire(visitor, untilAdmittedMs)
    letNextIn()
  })

  return {
    server,
    admit: (socket) => {
      const visitor = visitors.get(keyOf(socket))
      if (visitor !== undefined) leave(visitor)
    },
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const { socket } of visitors.values()) socket.destroy()
      const cut = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, farewellMs)
      await closed
      clearTimeout(cut)
    },
    crowded: (address) => visitors.size > bounds.anonymous / 2 || countOf(address) > bounds.anonymousPerAddress / 2,
  }
}
