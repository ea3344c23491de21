import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** A network card's address (IEEE 802), lower case with colons. */
const macSchema = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/u, 'an address such as 3c:97:0e:12:34:56')

/** An IPv4 network a PC is on by one of its cards. */
export const networkSchema = z.object({
  mac: macSchema,
  address: z.ipv4(),
  /** Length of the network's prefix (RFC 4632). */
  prefix: z.number().int().min(8).max(30),
})
export type Network = z.infer<typeof networkSchema>

/** Most cards of one PC that are told. */
export const mostNetworks = 8
/** Most PCs woken by one order. */
export const mostWoken = 64

/** [WL2] Cards to be woken, each with the network it was on. */
export const wakeOrderSchema = z.object({ cards: z.array(networkSchema).min(1).max(mostWoken) })
export type WakeOrder = z.infer<typeof wakeOrderSchema>
/** How many cards a packet was sent for. */
export const wakeAnswerSchema = z.object({ sent: z.number().int().nonnegative() })
export type WakeAnswer = z.infer<typeof wakeAnswerSchema>

/** How long a woken PC has to be heard from. */
export const wakeWithinMs = 3 * 60_000

const wakeReasonSchema = z.enum(['no-peer', 'no-address', 'not-sent', 'revoked'])
/** Why nothing was sent: no PC is awake on its network and the hub is not on it, it never told an address, the PCs asked did not send, or it is trusted no more. */
export type WakeReason = z.infer<typeof wakeReasonSchema>

/** [WL5] How the newest attempt to wake a PC stands, by the hub's word. */
export const wakeStateSchema = z.object({
  owner: z.object({ staffId: idSchema, displayName: textSchema(80) }),
  state: z.enum(['sent', 'up', 'not-up', 'failed']),
  /** Why it failed. */
  why: wakeReasonSchema.nullable(),
  /** Name of the PC that sent the packet, or that it was the hub. */
  by: textSchema(120).nullable(),
  at: timestampSchema,
})
export type WakeState = z.infer<typeof wakeStateSchema>

/** What came of a call for one PC; `awake`: it needs no waking. */
export const wakeResultSchema = z.object({
  deviceId: idSchema,
  state: z.enum(['awake', 'sent', 'failed']),
  why: wakeReasonSchema.nullable(),
  by: textSchema(120).nullable(),
})
export type WakeResult = z.infer<typeof wakeResultSchema>

const asNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const asAddress = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
const firstOf = ({ address, prefix }: Pick<Network, 'address' | 'prefix'>): number => {
  const size = 2 ** (32 - prefix)
  return Math.floor(asNumber(address) / size) * size
}

/** Whether two cards are on the same network, by their addresses. */
export const isSameNetwork = (one: Network, other: Network): boolean => one.prefix === other.prefix && firstOf(one) === firstOf(other)

/** Whether an address is one of a network's. */
export const isOnNetwork = (address: string, network: Network): boolean => firstOf({ address, prefix: network.prefix }) === firstOf(network)

/** The address that every card of a network hears (RFC 919). */
export const broadcastOf = (network: Network): string => asAddress(firstOf(network) + 2 ** (32 - network.prefix) - 1)

/** The packet that a sleeping card waits for: six bytes of ones, then its address sixteen times (AMD, Magic Packet Technology, 20213). */
export const magicPacket = (mac: string): Uint8Array => {
  const address = mac.split(':').map((part) => Number.parseInt(part, 16))
  return Uint8Array.from([...Array.from({ length: 6 }, () => 0xff), ...Array.from({ length: 16 }, () => address).flat()])
}

/** As the system tells of its cards; the shape of Node's `os.networkInterfaces`. */
export interface CardAddress {
  readonly address: string
  readonly family: string
  readonly mac: string
  readonly internal: boolean
  readonly cidr: string | null
}

/** The IPv4 networks among a system's addresses; cards without an address of their own, such as tunnels, are left out. */
export const networksAmong = (cards: Readonly<Record<string, readonly CardAddress[] | undefined>>): Network[] =>
  Object.values(cards)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal, mac }) => family === 'IPv4' && !internal && mac !== '00:00:00:00:00:00')
    .flatMap(({ address, mac, cidr }) => {
      const network = networkSchema.safeParse({ address, mac: mac.toLowerCase(), prefix: Number(cidr?.split('/')[1]) })
      return network.success ? [network.data] : []
    })
    .slice(0, mostNetworks)
