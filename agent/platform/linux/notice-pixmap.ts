import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setNiceness } from '../../niceness'
import { pictureHeaderBytes, type NoticeSpec } from '../notice-spec'
import type { XConnection } from './x-connection'

const zPixmap = 2
/** Niceness of the drawing process. A cover stands before its words, which may wait; a message is nothing until it is drawn. */
const drawNiceness: Record<NoticeSpec['kind'], number> = { lock: 5, banner: 0, sign: 5, agreement: 0 }
const drawTimeoutMs = 20_000

export interface NoticePixmap {
  readonly pixmap: number
  readonly width: number
  readonly height: number
}

/**
 * Has a notice drawn by a process of its own and carries it to the X server row by row as it comes, so that this process never
 * holds the picture. Null when drawing failed or `signal` aborted. The pixmap is the caller's to free.
 */
export async function uploadNotice(
  x: XConnection,
  command: readonly [string, ...string[]],
  spec: NoticeSpec,
  signal: AbortSignal,
): Promise<NoticePixmap | null> {
  const [program, ...args] = command
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(drawTimeoutMs)]),
  })
  // Either end of a process that never ran or broke off; its exit code tells below.
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  const closed = once(child, 'close').catch(() => undefined)
  setNiceness(child.pid, drawNiceness[spec.kind])
  child.stdin.end(JSON.stringify(spec))

  const { client, screen } = x
  const gc = client.AllocID()
  let picture: NoticePixmap | null = null
  let y = 0
  let rest: Buffer = Buffer.alloc(0)
  try {
    // Node's streams are untyped; a pipe without encoding gives buffers.
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (picture === null) {
        if (rest.length < pictureHeaderBytes) continue
        picture = { pixmap: client.AllocID(), width: rest.readUInt32LE(0), height: rest.readUInt32LE(4) }
        client.CreatePixmap(picture.pixmap, screen.root, screen.root_depth, picture.width, picture.height)
        client.CreateGC(gc, picture.pixmap, {})
        rest = rest.subarray(pictureHeaderBytes)
      }
      const stride = 4 * picture.width
      const rows = Math.floor(rest.length / stride)
      if (rows === 0) continue
      client.PutImage(zPixmap, picture.pixmap, gc, picture.width, rows, 0, y, 0, screen.root_depth, rest.subarray(0, rows * stride))
      y += rows
      rest = rest.subarray(rows * stride)
    }
  } catch {
    // The pipe broke with the process; what is missing shows below.
  }
  await closed
  if (picture === null) return null
  client.FreeGC(gc)
  if (child.exitCode === 0 && y === picture.height) return picture
  client.FreePixmap(picture.pixmap)
  return null
}
