import { z } from 'zod'
import { fingerprintSchema } from '../protocol/enrolment'
import { textSchema } from './scalars'
import { isOnNetwork, type Network } from './wake'

/** Multicast DNS (RFC 6762, 3) over IPv4. */
export const announcementGroup = { address: '224.0.0.251', port: 5353 } as const
/** DNS-SD's name of the service (RFC 6763, 7). */
export const announcedService = '_classwarden._tcp.local'

const portText = z
  .string()
  .regex(/^\d{1,5}$/u)
  .transform(Number)
const portSchema = z.number().int().min(1).max(65_535)

/** What a hub says of itself to everybody on its network. */
export const announcementSchema = z.object({
  consolePort: portSchema,
  agentPort: portSchema,
  /** Of its authority: says which hub it claims to be, and proves nothing. */
  authorityFingerprint: fingerprintSchema,
  /** The school as it stands on papers; empty where nobody has said it. */
  site: textSchema(80),
})
export type Announcement = z.infer<typeof announcementSchema>

/** A hub as it was heard: the address is where the answer came from, whatever the answer says. */
export const heardHubSchema = announcementSchema.extend({ address: z.ipv4() })
export type HeardHub = z.infer<typeof heardHubSchema>

/** The texts of an announcement's TXT record (RFC 6763, 6). */
export const announcementTexts = ({ agentPort, authorityFingerprint, site }: Omit<Announcement, 'consolePort'>): string[] => [
  'v=1',
  `agent=${agentPort}`,
  `fp=${authorityFingerprint}`,
  ...(site === '' ? [] : [`site=${site}`]),
]

/** A record of a packet as a DNS library reads it; the texts of a TXT record are bytes. */
const recordSchema = z.object({ name: z.string(), type: z.string(), data: z.unknown() })
const packetSchema = z.object({
  type: z.literal('response'),
  id: z.number(),
  answers: z.array(recordSchema).max(16),
  additionals: z.array(recordSchema).max(16),
})
const serviceSchema = z.object({ port: portSchema })
const textsSchema = z.array(z.instanceof(Uint8Array)).max(16)
const fieldsSchema = z.object({
  v: z.literal('1'),
  agent: portText.pipe(portSchema),
  fp: fingerprintSchema,
  site: textSchema(80).default(''),
})

type TextOf = (bytes: Uint8Array) => string

/** What one packet announces; null where it is no announcement of a hub that answers the question `id`. */
const readAnnouncement = (packet: unknown, id: number, textOf: TextOf): Announcement | null => {
  const parsed = packetSchema.safeParse(packet)
  if (!parsed.success || parsed.data.id !== id) return null
  const records = [...parsed.data.answers, ...parsed.data.additionals].filter(({ name }) => name.toLowerCase().endsWith(announcedService))
  const dataOf = (type: string): unknown => records.find((record) => record.type === type)?.data
  const service = serviceSchema.safeParse(dataOf('SRV'))
  const texts = textsSchema.safeParse(dataOf('TXT'))
  if (!service.success || !texts.success) return null
  const pairs = texts.data.map((bytes) => textOf(bytes)).map((text) => [text.split('=')[0], text.slice(text.indexOf('=') + 1)])
  const fields = fieldsSchema.safeParse(Object.fromEntries(pairs))
  if (!fields.success) return null
  const { agent, fp, site } = fields.data
  return { consolePort: service.data.port, agentPort: agent, authorityFingerprint: fp, site }
}

/** [AN3] What anybody on the network can send is bounded: how much is read, how large it may be, and how many hubs are kept. */
export const heardBounds = { packets: 200, bytes: 1_500, hubs: 16 } as const

export interface HearingParts {
  /** Drawn anew for each question: an answer to another one counts for nothing. */
  readonly id: number
  /** The networks asked: an answer from elsewhere counts for nothing. */
  readonly networks: readonly Network[]
  /** Reads a packet; throws on what is none. */
  readonly decode: (bytes: Uint8Array) => unknown
  readonly textOf: TextOf
}

/** What comes back on one question for hubs, gathered within bounds. */
export class HubHearing {
  readonly #parts: HearingParts
  readonly #hubs = new Map<string, HeardHub>()
  #packets = 0
  #ignored = 0

  constructor(parts: HearingParts) {
    this.#parts = parts
  }

  /** In the order they were heard. */
  get hubs(): HeardHub[] {
    return [...this.#hubs.values()]
  }

  /** Packets that announced no hub, or came when there had been enough. */
  get ignored(): number {
    return this.#ignored
  }

  hear(bytes: Uint8Array, from: string): void {
    this.#packets += 1
    const announcement = this.#read(bytes, from)
    const key = announcement === null ? '' : `${from} ${announcement.consolePort} ${announcement.authorityFingerprint}`
    if (announcement === null || (this.#hubs.size >= heardBounds.hubs && !this.#hubs.has(key))) this.#ignored += 1
    else this.#hubs.set(key, { ...announcement, address: from })
  }

  #read(bytes: Uint8Array, from: string): Announcement | null {
    const { id, networks, decode, textOf } = this.#parts
    if (this.#packets > heardBounds.packets || bytes.byteLength > heardBounds.bytes) return null
    if (!networks.some((network) => isOnNetwork(from, network))) return null
    try {
      return readAnnouncement(decode(bytes), id, textOf)
    } catch {
      // Anybody may send bytes that are no packet.
      return null
    }
  }
}
