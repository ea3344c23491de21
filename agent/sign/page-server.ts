import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pupilPagePolicy, renderPupilPage, type PupilState } from './pupil-page'

const loopback = '127.0.0.1'
const mostVisitors = 8
const requestTimeoutMs = 5_000
const longestHeaderBytes = 8_192

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': pupilPagePolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  Connection: 'close',
}

/** Serves the pupil's page on a free port of this PC's own loopback, until `signal` aborts. Answers its address. */
export async function servePupilPage(read: () => PupilState, signal: AbortSignal): Promise<string> {
  let host = ''
  const server = createServer({ requestTimeout: requestTimeoutMs, maxHeaderSize: longestHeaderBytes }, (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    answer(request, response, host, read)
  })
  server.maxConnections = mostVisitors
  server.listen(0, loopback)
  await once(server, 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('a TCP server listens on a port')
  host = `${loopback}:${bound.port}`
  signal.addEventListener('abort', () => {
    server.close()
    server.closeAllConnections()
  })
  return `http://${host}/`
}

function answer({ method, url, headers: asked }: IncomingMessage, response: ServerResponse, host: string, read: () => PupilState): void {
  // A page of the web that has its own name point here (DNS rebinding) still says that name.
  if (asked.host !== host) return end(response, 421)
  if (method !== 'GET') {
    response.setHeader('Allow', 'GET')
    return end(response, 405)
  }
  if (url !== '/') return end(response, 404)
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(renderPupilPage(read()))
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
