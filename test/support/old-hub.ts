import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { Server, type Socket } from 'socket.io'
import msgpackParser from 'socket.io-msgpack-parser'
import { z } from 'zod'
import { systemClock } from '#shared/clock'
import { openAuthority } from '../../main/hub/identity/authority'
import { openStore } from '../../main/store/store'
import type { TestHub } from './hub'
import { must } from './outcome'

/** A hub of protocol 1.0: its words are written down here as they were then, and it knows none that came since. */
export interface OldHub {
  readonly port: number
  /** Every fact it was told, by name. */
  readonly told: readonly string[]
  /** Those it does not know. */
  readonly unknown: readonly string[]
  /** The newest fact of that name. */
  newest(event: string): unknown
  /** Sends an order as it was then, and answers the PC's raw acknowledgement. */
  order(event: string, payload: unknown): Promise<unknown>
  stop(): Promise<void>
}

const facts = [
  'agent:hello',
  'display:state',
  'window:foreground',
  'session:user',
  'session:idle',
  'screen:monitors',
  'screen:thumbnail',
  'lease:report',
  'agent:stopping',
]

const answerTo = (event: string): unknown => {
  if (event === 'screen:thumbnail') return { wantKeyframe: false }
  if (event !== 'agent:hello') return null
  return {
    protocol: { major: 1, minor: 0 },
    hubNow: Date.now(),
    leases: { revision: 0, hubNow: Date.now(), leases: [] },
    pace: { width: 320, bytesPerSecond: 36_000 },
  }
}

/** The set with one lock, as a hub of protocol 1.0 orders it. */
export const oldLock = (revision: number) => ({
  revision,
  hubNow: Date.now(),
  leases: [
    {
      leaseId: randomUUID(),
      kind: 'lock',
      owner: { staffId: randomUUID(), displayName: 'Mr Tate' },
      reason: '',
      text: 'Eyes on me',
      from: Date.now(),
      until: Date.now() + 600_000,
    },
  ],
})

const envelopeSchema = z.object({ sequence: z.number(), takenAt: z.number(), body: z.unknown() })
const acknowledgeSchema = z.custom<(answer: unknown) => void>((one) => typeof one === 'function')

/** Takes the place of a hub, with its authority, on a port of its own; PCs that enrolled there trust it. */
export async function startOldHub(hub: TestHub): Promise<OldHub> {
  const authority: { readonly cert: string; readonly key: string; readonly ca: string }[] = []
  await hub.restart(async () => {
    const store = must(await openStore({ folder: hub.dataFolder, key: hub.key }))
    const { certificatePem, ...its } = must(await openAuthority(store, systemClock))
    const own = must(await its.serverCredentials([]))
    authority.push({ cert: `${own.certificatePem}\n${certificatePem}`, key: own.keyPem, ca: certificatePem })
    await store.close()
  })
  const https = createServer({ ...authority[0], requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' })
  const io = new Server(https, { transports: ['websocket'], parser: msgpackParser, serveClient: false, perMessageDeflate: false })
  const newest = new Map<string, unknown>()
  const told: string[] = []
  const linked: Socket[] = []
  io.on('connection', (socket) => {
    linked.push(socket)
    socket.onAny((event: string, payload: unknown, acknowledge: unknown) => {
      told.push(event)
      newest.set(event, envelopeSchema.parse(payload).body)
      const answer = acknowledgeSchema.parse(acknowledge)
      if (facts.includes(event)) answer({ ok: true, value: answerTo(event) })
      else answer({ ok: false, code: 'unknown-message', detail: `This hub knows no message ${event}.` })
    })
  })
  https.listen(0, '127.0.0.1')
  await once(https, 'listening')
  const { port } = z.object({ port: z.number() }).parse(https.address())
  return {
    port,
    told,
    get unknown() {
      return told.filter((event) => !facts.includes(event))
    },
    newest: (event) => newest.get(event),
    order: async (event, payload) => {
      const answer: unknown = await linked.at(-1)?.timeout(10_000).emitWithAck(event, payload)
      return answer
    },
    stop: async () => {
      await io.close()
    },
  }
}
