import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import sirv from 'sirv'
import { Server } from 'socket.io'
import msgpackParser from 'socket.io-msgpack-parser'
import { consoleUpdatesPath } from '#shared/model/console-build'
import { limits } from '#shared/protocol/limits'
import { refuse } from '#shared/protocol/refusal'
import { type ConsoleSessionParts, serveConsole } from '../admission/console-session'
import { type ConsoleBuildRouteOptions, createConsoleBuildRoute } from './console-build-route'
import { createConnectionGate } from './connection-gate'
import { createEnrolRoute, type EnrolRouteOptions } from './enrol-route'
import { connectionRefused, type Listener, type ListenerCredentials, listenOn, timeoutsOf } from './listener'
import { allowsOrigin } from './origin'
import { setPageHeaders } from './page-headers'

export interface ConsoleListenerOptions {
  readonly credentials: ListenerCredentials
  readonly session: ConsoleSessionParts
  readonly enrol: EnrolRouteOptions['enrol']
  readonly updates: Pick<ConsoleBuildRouteOptions, 'find' | 'fileOf'>
  /** The built pages; without them the hub serves none. */
  readonly rendererFolder: string | null
  /** Names and addresses under which browsers reach the hub. */
  readonly hosts: readonly string[]
}

const servePages = (folder: string | null): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const missing = (response: ServerResponse, text: string): void => {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
  }
  if (folder === null || !existsSync(folder)) {
    return (_request, response) => {
      missing(response, 'The pages of the console are not built here. Run npm run build.\n')
    }
  }
  const serve = sirv(folder, {
    etag: true,
    // Built assets carry a hash in their name; the page itself is asked for anew each time.
    setHeaders: (response, pathname) => {
      response.setHeader('Cache-Control', pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
      return
    }
    serve(request, response, () => {
      missing(response, 'There is no such page.\n')
    })
  }
}

/** Where consoles, browsers and enrolment connect (LK3): the pages, consoles' updates, POST /enrol, and Socket.IO for staff. */
export const createConsoleListener = (options: ConsoleListenerOptions): Listener => {
  const { credentials, session, rendererFolder, hosts } = options
  const { bounds, log } = session
  const enrol = createEnrolRoute({ perMinute: bounds.enrolmentsPerMinute, log, enrol: options.enrol })
  const pages = servePages(rendererFolder)
  const updates = createConsoleBuildRoute({
    ...options.updates,
    bytesPerSecond: bounds.buildBytesPerSecond,
    atOnce: bounds.buildsAtOnce,
    log,
  })
  const https = createServer(
    {
      cert: credentials.chainPem,
      key: credentials.keyPem,
      minVersion: 'TLSv1.2',
      handshakeTimeout: bounds.handshakeWithinMs,
      ...timeoutsOf(bounds),
    },
    (request, response) => {
      setPageHeaders(response)
      if (request.method === 'POST' && request.url === '/enrol') enrol(request, response)
      else if (request.url?.startsWith(consoleUpdatesPath) === true) updates(request, response)
      else pages(request, response)
    },
  )
  const gate = createConnectionGate(https, bounds, null)
  const portOf = (): number => {
    const address = gate.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const io = new Server(https, {
    transports: ['websocket'],
    parser: msgpackParser,
    serveClient: false,
    maxHttpBufferSize: limits.consoleMessageBytes,
    perMessageDeflate: false,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    connectTimeout: bounds.helloWithinMs,
    destroyUpgradeTimeout: bounds.handshakeWithinMs,
    allowRequest: (request, decide) => {
      const allowed = allowsOrigin(request.headers.origin, hosts, portOf())
      if (!allowed) log.warn('origin-refused', { address: request.socket.remoteAddress ?? '' })
      decide(allowed ? null : 'origin not allowed', allowed)
    },
  })

  io.use((socket, next) => {
    if (!gate.crowded(socket.handshake.address)) {
      next()
      return
    }
    next(connectionRefused(refuse('too-many-connections', 'Too many connections wait to sign in. Close some, then try again.')))
  })

  io.on('connection', (socket) => {
    const { socket: raw } = socket.request
    serveConsole(
      socket,
      {
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
