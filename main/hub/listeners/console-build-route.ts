import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { consoleUpdatesPath, mostChannelBytes } from '#shared/model/console-build'
import { createBytePace } from '../builds/byte-pace'
import type { OfferedFile } from '../builds/console-build-desk'
import type { Log } from '../log'

export interface ConsoleBuildRouteOptions {
  readonly find: (name: string) => OfferedFile | null
  /** Where it lies. */
  readonly fileOf: (file: OfferedFile) => string
  /** To all consoles together. */
  readonly bytesPerSecond: number
  /** Downloads going on at once; from one address a quarter of that. */
  readonly atOnce: number
  readonly log: Log
}

/** A download that nobody reads for so long ends. */
const unreadMs = 30_000

interface Span {
  readonly start: number
  /** Inclusive. */
  readonly end: number
}

/** One range of bytes (RFC 9110, 14.1.2); null: all of it, as where several are asked; `unfit`: none of the file's. */
export function readRange(header: string | undefined, bytes: number): Span | null | 'unfit' {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header ?? '')
  if (found === null) return null
  const [, from = '', to = ''] = found
  if (from === '') {
    if (to === '') return null
    const last = Number(to)
    return last === 0 ? 'unfit' : { start: Math.max(0, bytes - last), end: bytes - 1 }
  }
  const start = Number(from)
  const end = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  return start >= bytes || start > end ? 'unfit' : { start, end }
}

/**
 * GET /console-updates/NAME, to whoever reaches the hub: programs are no secret, and a console too old to sign in must be able to become newer. What
 * names no file of a build is not there, so no path is ever made of what is asked. Whether a console may install it, its own key says.
 */
export const createConsoleBuildRoute = ({ find, fileOf, bytesPerSecond, atOnce, log }: ConsoleBuildRouteOptions) => {
  const pace = createBytePace(bytesPerSecond)
  const going = new Map<string, number>()
  const countOf = (address: string): number => going.get(address) ?? 0
  const all = (): number => [...going.values()].reduce((sum, count) => sum + count, 0)

  const say = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'Cache-Control': 'no-store', ...headers }).end()
  }

  async function* paced(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      await pace(chunk.byteLength)
      yield chunk
    }
  }

  const send = async (request: IncomingMessage, response: ServerResponse, file: OfferedFile): Promise<void> => {
    const place = fileOf(file)
    const there = await stat(place).catch(() => null)
    // Lost with a disk, or being removed.
    if (there?.size !== file.bytes) {
      say(response, 404)
      return
    }
    const etag = `"${file.buildId}"`
    const current = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const range = current ? readRange(request.headers.range, file.bytes) : null
    if (range === 'unfit') {
      say(response, 416, { 'Content-Range': `bytes */${file.bytes}` })
      return
    }
    const { start, end } = range ?? { start: 0, end: file.bytes - 1 }
    response.writeHead(range === null ? 200 : 206, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': end - start + 1,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-cache',
      ETag: etag,
      ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.bytes}` }),
    })
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    response.setTimeout(unreadMs, () => response.destroy())
    await pipeline(createReadStream(place, { start, end }), paced, response)
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      say(response, 405, { Allow: 'GET, HEAD' })
      return
    }
    const [name = ''] = (request.url ?? '').slice(consoleUpdatesPath.length).split('?')
    const file = find(name)
    if (file === null) {
      say(response, 404)
      return
    }
    const address = request.socket.remoteAddress ?? ''
    const isDownload = file.bytes > mostChannelBytes
    if (isDownload && (all() >= atOnce || countOf(address) >= Math.max(1, atOnce / 4))) {
      say(response, 503, { 'Retry-After': '60' })
      return
    }
    if (isDownload) going.set(address, countOf(address) + 1)
    send(request, response, file)
      .catch((error: unknown) => {
        // Whoever goes away in the middle is nobody's fault worth a line.
        if (!response.destroyed && !request.destroyed) log.error('console-build-not-sent', error)
        response.destroy()
      })
      .finally(() => {
        if (!isDownload) return
        if (countOf(address) <= 1) going.delete(address)
        else going.set(address, countOf(address) - 1)
      })
  }
}
