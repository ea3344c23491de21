import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Outcome } from '#shared/outcome'
import type { OwnReport, ReportFailure, WrittenReport } from '../reports/pupil-reports'
import { pupilPagePolicy, renderPupilPage, type PupilState } from './pupil-page'
import type { ReportState } from './report-form'
import type { PageVisit, PageVisits } from './visits'

const loopback = '127.0.0.1'
const mostVisitors = 8
const requestTimeoutMs = 5_000
const longestHeaderBytes = 8_192
/** A page of text as forms write it: each letter can take nine bytes. */
const longestFormBytes = 24_000

const headers: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  Connection: 'close',
}

export interface PageParts {
  readonly read: () => PupilState
  readonly visits: PageVisits
  /** Takes what somebody wrote who came by the sign. */
  readonly report: (written: WrittenReport) => Outcome<null, ReportFailure>
  /** What the form has to know of whoever is signed in. */
  readonly reporter: () => { readonly guest: boolean; readonly unseen: boolean; readonly own: readonly OwnReport[] }
}

/** Serves the pupil's page on a free port of this PC's own loopback, until `signal` aborts. Answers its address. */
export async function servePupilPage(parts: PageParts, signal: AbortSignal): Promise<string> {
  let host = ''
  const server = createServer({ requestTimeout: requestTimeoutMs, maxHeaderSize: longestHeaderBytes }, (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    // A visitor who goes away in the middle is no fault of the agent.
    answer(request, response, host, parts).catch(() => response.destroy())
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

async function answer(request: IncomingMessage, response: ServerResponse, host: string, parts: PageParts): Promise<void> {
  const { method, url, headers: asked } = request
  // A page of the web that has its own name point here (DNS rebinding) still says that name.
  if (asked.host !== host) return end(response, 421)
  const [, place = '', secret = '', more] = url?.split('/') ?? []
  if (more !== undefined) return end(response, 404)
  if (url === '/') return method === 'GET' ? show(response, parts, null, null) : refuseMethod(response, 'GET')
  if (place === 'open' && secret !== '') {
    if (method !== 'GET') return refuseMethod(response, 'GET')
    const visit = parts.visits.redeem(secret)
    return goTo(response, visit === null ? '/' : pathOf(visit))
  }
  if (place !== 'mine' || secret === '') return end(response, 404)
  if (method !== 'GET' && method !== 'POST') return refuseMethod(response, 'GET, POST')
  const visit = parts.visits.find(secret)
  if (visit === null) return method === 'GET' ? goTo(response, '/') : end(response, 403)
  if (method === 'GET') {
    show(response, parts, visit, null)
    visit.news = null
    return
  }
  // [PU2] Browsers say where a form comes from, and no page can make them say otherwise.
  if (asked.origin !== `http://${host}`) return end(response, 403)
  if (asked['content-type']?.split(';')[0]?.trim() !== 'application/x-www-form-urlencoded') return end(response, 415)
  const form = await readForm(request)
  if (form === null) return end(response, 413)
  const written = readWritten(form)
  const taken = parts.report(written)
  if (!taken.ok) return show(response, parts, visit, { why: taken.code, written })
  visit.news = 'sent'
  return goTo(response, pathOf(visit))
}

const pathOf = ({ secret }: PageVisit): string => `/mine/${secret}`

function show(response: ServerResponse, parts: PageParts, visit: PageVisit | null, refused: ReportState['refused']): void {
  const report = visit === null ? null : { ...parts.reporter(), action: pathOf(visit), news: visit.news, refused }
  response.statusCode = refused === null ? 200 : 422
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Content-Security-Policy', pupilPagePolicy(visit === null ? "'none'" : "'self'"))
  // A form of a page that sends no referrer at all would not say its origin either.
  response.setHeader('Referrer-Policy', visit === null ? 'no-referrer' : 'same-origin')
  response.end(renderPupilPage(parts.read(), report))
}

/** As browsers write a form: line breaks come as CR LF. */
function readWritten(form: URLSearchParams): WrittenReport {
  return {
    text: (form.get('text') ?? '').replace(/\r\n/gu, '\n'),
    about: form.get('about') === 'other' ? 'other' : 'self',
    confidential: form.get('name') === 'sealed',
  }
}

/** Null when there is more of it than a form can hold. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Node's streams are untyped; a request without encoding gives buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > longestFormBytes) return null
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function goTo(response: ServerResponse, place: string): void {
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.writeHead(303, { Location: place }).end()
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed)
  end(response, 405)
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
