import type { PeerCertificate } from 'node:tls'
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import { limits } from '#shared/protocol/limits'
import type { WireSocket } from '#shared/protocol/wire'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Identity } from '../identity/identity'
import { type LinkCode, type LinkTrouble, troubleFrom } from './link-trouble'

/** One Socket.IO connection to a hub that has proved to be the one pinned at enrolment. */
export interface Connection {
  readonly socket: WireSocket
  /** Resolves once, when the connection is over, with what this side saw of the reason. */
  readonly closed: Promise<LinkTrouble>
  close(): void
}

/** Extended key usage of a TLS server (RFC 5280, 4.2.1.12). */
const serverAuth = '1.3.6.1.5.5.7.3.1'

/**
 * [LK1, LK2, LK4] Connects and authenticates both sides. The pinned authority is the only one trusted, and only certificates it gave to a server:
 * another PC of the school cannot pose as the hub. The name is not compared, since a hub may change its address.
 * `onSocket` runs before anything can arrive.
 */
export async function connect(
  address: string,
  identity: Identity,
  onSocket: (socket: WireSocket) => void,
  signal: AbortSignal,
): Promise<Outcome<Connection, LinkCode>> {
  const options = {
    transports: ['websocket'],
    parser,
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    timeout: limits.helloWithinMs,
    ca: identity.authorityPem,
    cert: identity.certificatePem,
    key: identity.keyPem,
    rejectUnauthorized: true,
    // Not among Socket.IO's own options: it hands this on to ws and Node's TLS.
    checkServerIdentity: checkHubCertificate,
  }
  const socket = io(`https://${address}`, options)
  onSocket(socket)

  let close = (_trouble: LinkTrouble): void => undefined
  const closed = new Promise<LinkTrouble>((resolve) => (close = resolve))
  socket.on('disconnect', (reason) => {
    close(
      reason === 'ping timeout'
        ? fail('no-answer', `The hub at ${address} has fallen silent.`)
        : fail('lost', `The connection to ${address} was lost (${reason}).`),
    )
  })

  const opened = await new Promise<LinkTrouble | null>((resolve) => {
    const timer = setTimeout(() => {
      resolve(fail('no-answer', `${address} accepts connections but does not answer: check what listens there.`))
    }, limits.helloWithinMs)
    const settle = (trouble: LinkTrouble | null): void => {
      clearTimeout(timer)
      resolve(trouble)
    }
    socket.on('connect', () => {
      settle(null)
    })
    socket.on('connect_error', (error) => {
      settle(troubleFrom(error, address))
    })
    signal.addEventListener('abort', () => {
      settle(fail('lost', 'The agent stops.'))
    })
    socket.connect()
  })
  if (opened !== null) {
    socket.disconnect()
    return opened
  }
  return ok({ socket, closed, close: () => void socket.disconnect() })
}

/** OpenSSL has checked the chain; it lets a certificate without any extended key usage pass as a server's. */
export function checkHubCertificate(_name: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.ext_key_usage?.includes(serverAuth) === true) return undefined
  return Object.assign(new Error('The certificate is not one for a hub.'), { code: 'INVALID_PURPOSE' })
}
