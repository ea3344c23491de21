import { z } from 'zod'
import type { Frame } from './frames'

/* What the program on the desktop tells (native/*.c); parsed here, at the border. */

const number = z.coerce.number().refine(Number.isFinite)
const whole = z.coerce.number().int()
const id = whole

const eventSchema = z.union([
  z.tuple([z.literal('ready')]).transform(() => ({ kind: 'ready' as const })),
  z.tuple([z.literal('user')]).transform(() => ({ kind: 'user' as const, user: null })),
  z
    .tuple([z.literal('user'), z.string().min(1), z.string(), number])
    .transform(([, name, fullName, since]) => ({ kind: 'user' as const, user: { name, fullName, since: since > 0 ? since : null } })),
  z.tuple([z.literal('front')]).transform(() => ({ kind: 'front' as const, front: null })),
  z
    .tuple([z.literal('front'), whole, whole, whole, z.string(), z.string(), z.string()])
    .transform(([, pid, x, y, className, title, path]) => ({ kind: 'front' as const, front: { pid, x, y, className, title, path } })),
  z
    .tuple([z.literal('idle'), z.enum(['0', '1']), number])
    .transform(([, idle, since]) => ({ kind: 'idle' as const, idle: idle === '1', since: Math.round(since) })),
  z
    .tuple([z.literal('covered'), id, number, number])
    .transform(([, order, coveredAt, grabbedAt]) => ({ kind: 'covered' as const, order, times: { coveredAt, grabbedAt } })),
  z
    .tuple([z.literal('cover-failed'), id, z.enum(['grab-refused', 'draw-failed'])])
    .transform(([, order, failure]) => ({ kind: 'cover-failed' as const, order, failure })),
  z
    .tuple([z.literal('reading'), whole, whole, z.string().regex(/^[0-9a-f]{8}$/u)])
    .transform(([, x, y, code]) => ({ kind: 'reading' as const, x, y, refused: /[^0]/u.test(code) ? code : null })),
  z.tuple([z.literal('uncovered'), id]).transform(([, order]) => ({ kind: 'uncovered' as const, order })),
  z.tuple([z.literal('asked'), id]).transform(([kind, order]) => ({ kind, order })),
  z.tuple([z.literal('cover-key'), z.enum(['next', 'choose'])]).transform(([kind, key]) => ({ kind, key })),
  z.tuple([z.literal('cover-clicked'), whole, whole]).transform(([kind, x, y]) => ({ kind, x, y })),
  z.tuple([z.literal('broken'), number, number]).transform(([, brokenAt, forMs]) => ({ kind: 'broken' as const, brokenAt, forMs })),
  z.tuple([z.enum(['panel-shown', 'panel-refused', 'panel-pressed']), id]).transform(([kind, panel]) => ({ kind, panel })),
  z.tuple([z.enum(['test-card-shown', 'test-card-refused']), id]).transform(([kind, card]) => ({ kind, card })),
  z.tuple([z.literal('panel-moved'), id, whole, whole]).transform(([kind, panel, x, y]) => ({ kind, panel, x, y })),
  z.tuple([z.literal('door'), z.enum(['open', 'name-taken', 'no-door'])]).transform(([kind, state]) => ({ kind, state })),
  z.tuple([z.enum(['host-written', 'host-closed']), id]).transform(([kind, host]) => ({ kind, host })),
])

const monitorLine = z.tuple([whole, whole, whole.min(1), whole.min(1), z.enum(['0', '1']), z.string()])

const hostOpen = z.tuple([z.literal('host-open'), id, z.enum(['0', '1'])])
const hostData = z.tuple([z.literal('host-data'), id])
const processLine = z
  .tuple([whole, z.string().regex(/^\d+$/u), z.string()])
  .transform(([pid, startTicks, executable]) => ({ pid, startTicks, executable }))

/** A process, as Windows tells of it. */
export type ToldProcess = z.infer<typeof processLine>

export interface DesktopMonitor {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly primary: boolean
  readonly name: string
}

export type DesktopEvent =
  | z.infer<typeof eventSchema>
  | { readonly kind: 'monitors'; readonly monitors: readonly DesktopMonitor[] }
  /** A program connected to the browsers' pipe. `processes`: it, what started it, and so on; none where Windows does not tell. */
  | { readonly kind: 'host-open'; readonly host: number; readonly ofUser: boolean; readonly processes: readonly ToldProcess[] }
  | { readonly kind: 'host-data'; readonly host: number; readonly bytes: Buffer }

/** Lines of words by tabs. */
export const linesOf = (body: Buffer): readonly (readonly string[])[] =>
  body
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))

/** Null for what is not of the contract. */
export function parseEvent({ words, body }: Frame): DesktopEvent | null {
  if (words[0] === 'monitors') {
    const lines = z.array(monitorLine).safeParse(linesOf(body))
    if (!lines.success) return null
    const monitors = lines.data.map(([x, y, width, height, primary, name]) => ({ x, y, width, height, primary: primary === '1', name }))
    return { kind: 'monitors', monitors }
  }
  if (words[0] === 'host-open') {
    const [head, lines] = [hostOpen.safeParse(words), z.array(processLine).safeParse(linesOf(body))]
    if (!head.success || !lines.success) return null
    return { kind: 'host-open', host: head.data[1], ofUser: head.data[2] === '1', processes: lines.data }
  }
  if (words[0] === 'host-data') {
    const head = hostData.safeParse(words)
    return head.success ? { kind: 'host-data', host: head.data[1], bytes: body } : null
  }
  const event = eventSchema.safeParse(words)
  return event.success ? event.data : null
}
