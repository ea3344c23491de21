import { createServer } from 'node:https'
import { TLSSocket } from 'node:tls'
import { Server } from 'socket.io'
import msgpackParser from 'socket.io-msgpack-parser'
import { limits } from '#shared/protocol/limits'
import { refuse } from '#shared/protocol/refusal'
import { type AgentSessionParts, serveAgent } from '../admission/agent-session'
import type { DeviceDirectory } from '../presence/device-directory'
import { createConnectionGate } from './connection-gate'
import { connectionRefused, type Listener, type ListenerCredentials, listenOn, timeoutsOf } from './listener'

export interface AgentListenerOptions {
  readonly credentials: ListenerCredentials
  readonly directory: DeviceDirectory
  readonly session: AgentSessionParts
}

/** SHA-256 of the peer's certificate in lower-case hex; null when the handshake did not accept one. */
const peerFingerprint = (socket: unknown): string | null =>
  socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase() : null

/** Where agents connect (LK2): TLS 1.3, a client certificate of the hub's own authority, Socket.IO and nothing else. */
export const createAgentListener = ({ credentials, directory, session }: AgentListenerOptions): Listener => {
  const { bounds, log } = session
  const https = createServer(
    {
      cert: credentials.chainPem,
      key: credentials.keyPem,
      ca: credentials.authorityPem,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
      handshakeTimeout: bounds.handshakeWithinMs,
      ...timeoutsOf(bounds),
    },
    (_request, response) => {
      response.writeHead(404, { Connection: 'close' }).end()
    },
  )
  const gate = createConnectionGate(https, bounds, bounds.helloWithinMs)
  const io = new Server(https, {
    transports: ['websocket'],
    parser: msgpackParser,
    serveClient: false,
    maxHttpBufferSize: limits.agentMessageBytes,
    perMessageDeflate: false,
    pingInterval: bounds.pingEveryMs,
    pingTimeout: bounds.pingWithinMs,
    connectTimeout: bounds.helloWithinMs,
    destroyUpgradeTimeout: bounds.handshakeWithinMs,
  })

  /** Reading a certificate costs a parse of it: once for each connection. */
  const known = new WeakMap<object, string>()
  io.use((socket, next) => {
    const fingerprint = peerFingerprint(socket.request.socket)
    const device = fingerprint === null ? null : directory.byFingerprint(fingerprint)
    if (fingerprint !== null) known.set(socket, fingerprint)
    if (device?.revoked === false) {
      next()
      return
    }
    const refusal =
      device === null
        ? refuse('certificate-unknown', 'This hub knows no PC with this certificate. Enrol the PC again.')
        : refuse('certificate-revoked', 'The certificate of this PC was revoked. Enrol it again to use it.')
    log.warn('agent-refused', { deviceId: device?.deviceId ?? null, address: socket.handshake.address, code: refusal.code })
    if (device !== null) session.roster.apply(device.deviceId, { type: 'refused' })
    next(connectionRefused(refusal))
  })

  io.on('connection', (socket) => {
    const fingerprint = known.get(socket)
    const device = fingerprint === undefined ? null : directory.byFingerprint(fingerprint)
    if (device === null) {
      socket.disconnect(true)
      return
    }
    const { socket: raw } = socket.request
    serveAgent(
      socket,
      {
        deviceId: device.deviceId,
        address: socket.handshake.address,
        admitted: () => {
          gate.admit(raw)
        },
      },
      session,
    )
  })

  return listenOn(gate, io, log)
}
