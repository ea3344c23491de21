import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import {
  broadcastOf,
  isSameNetwork,
  magicPacket,
  mostWoken,
  type Network,
  networksAmong,
  type WakeAnswer,
  type WakeOrder,
} from '#shared/model/wake'
import type { AgentClock } from '../clock'
import type { Log } from '../log'

/** Where cards that listen to UDP expect it: discard. Most look for the packet wherever it is addressed. */
const wakePort = 9
const minuteMs = 60_000

/** The networks this PC is on now. */
export const readNetworks = (): Network[] => networksAmong(networkInterfaces())

export interface WakeSenderParts {
  readonly networks: () => readonly Network[]
  readonly clock: Pick<AgentClock, 'uptimeMs'>
  readonly log: Log
}

/** [WL2, WL4] Wakes PCs of the networks this PC is on itself, so many a minute at most. */
export class WakeSender {
  readonly #parts: WakeSenderParts
  #sentMs: readonly number[] = []

  constructor(parts: WakeSenderParts) {
    this.#parts = parts
  }

  async wake({ cards }: WakeOrder): Promise<WakeAnswer> {
    const { networks, clock, log } = this.#parts
    const nowMs = clock.uptimeMs()
    this.#sentMs = this.#sentMs.filter((atMs) => nowMs - atMs < minuteMs)
    const own = networks()
    const reached = cards.flatMap((card) => {
      const network = own.find((one) => isSameNetwork(one, card))
      return network === undefined ? [] : [{ mac: card.mac, network }]
    })
    const allowed = reached.slice(0, Math.max(0, mostWoken - this.#sentMs.length))
    this.#sentMs = [...this.#sentMs, ...allowed.map(() => nowMs)]
    let sent = 0
    for (const { mac, network } of allowed) {
      const fault = await broadcast(magicPacket(mac), network)
      if (fault === null) sent += 1
      else log(`A PC could not be woken: ${fault}`)
    }
    return { sent }
  }
}

/** Sends one packet to everybody on a network; why not, where it did not leave. */
function broadcast(packet: Uint8Array, network: Network): Promise<string | null> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    const end = (fault: string | null): void => {
      socket.close()
      resolve(fault)
    }
    socket.once('error', (error) => end(error.message))
    // By the card of this network, whatever the routes say.
    socket.bind(0, network.address, () => {
      socket.setBroadcast(true)
      socket.send(packet, wakePort, broadcastOf(network), (error) => end(error?.message ?? null))
    })
  })
}
