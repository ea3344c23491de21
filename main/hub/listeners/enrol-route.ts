import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '#shared/protocol/bind'
import { type EnrolmentAnswer, type EnrolmentRequest, enrolmentRequestSchema } from '#shared/protocol/enrolment'
import { type Refusal, type RefusalCode, refuse } from '#shared/protocol/refusal'
import { createMessageRate } from '../admission/message-rate'
import type { Log } from '../log'

/** The largest body of POST /enrol (EN2). */
const bodyBytes = 16 * 1024
/** Addresses whose rate is remembered at once; when more come, all start afresh. */
const addressesKept = 4_096

const statuses: Partial<Record<RefusalCode, number>> = {
  'too-large': 413,
  malformed: 400,
  'request-invalid': 400,
  'too-fast': 429,
  'too-many-attempts': 429,
  'store-full': 507,
  'store-unavailable': 503,
  internal: 500,
}

/** Reads a JSON body of bounded size; what is too long is refused before it is read. */
const readJson = async (request: IncomingMessage): Promise<unknown> => {
  if (Number(request.headers['content-length'] ?? 0) > bodyBytes) return tooLarge
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.byteLength
    if (size > bodyBytes) return tooLarge
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}
const tooLarge = Symbol('too-large')

export interface EnrolRouteOptions {
  readonly perMinute: number
  readonly log: Log
  readonly enrol: (request: EnrolmentRequest, address: string) => Promise<Answer<EnrolmentAnswer>>
}

/** POST /enrol (EN2): bounded, parsed, and limited in rate per address before any secret is compared. */
export const createEnrolRoute = ({
  perMinute,
  log,
  enrol,
}: EnrolRouteOptions): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const rates = new Map<string, (nowMs: number) => boolean>()

  const allow = (address: string): boolean => {
    if (rates.size >= addressesKept) rates.clear()
    const rate = rates.get(address) ?? createMessageRate(perMinute / 60, perMinute)
    rates.set(address, rate)
    return rate(performance.now())
  }

  const answer = async (request: IncomingMessage): Promise<Answer<EnrolmentAnswer>> => {
    const address = request.socket.remoteAddress ?? ''
    if (!allow(address)) return refuse('too-fast', 'Too many enrolments from this address in a minute. Try again shortly.')
    const body = await readJson(request)
    if (body === tooLarge) return refuse('too-large', 'An enrolment is at most 16 KiB.')
    const parsed = enrolmentRequestSchema.safeParse(body)
    if (!parsed.success) return refuse('malformed', 'This is not an enrolment request.')
    return enrol(parsed.data, address)
  }

  const send = (response: ServerResponse, answered: Answer<EnrolmentAnswer>): void => {
    const status = answered.ok ? 200 : (statuses[answered.code] ?? 403)
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' })
    response.end(JSON.stringify(answered))
  }

  return (request, response) => {
    answer(request).then(
      (answered) => {
        send(response, answered)
      },
      (error: unknown) => {
        // A body that breaks off ends here too; nobody is left to answer.
        if (!request.destroyed) log.error('enrol-failed', error)
        const refusal: Refusal = refuse('internal', 'Something went wrong in the hub; it has been logged.')
        if (!response.headersSent) send(response, refusal)
      },
    )
  }
}
