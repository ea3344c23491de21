import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { broadcastOf, isSameNetwork, magicPacket, type Network, networksAmong } from '#shared/model/wake'

/** Where cards that listen to UDP expect it: discard. */
const wakePort = 9

/** [WL4] Wakes these cards of one network by the hub's own; answers for how many of the first a packet left, or null where it is on no such network. */
export const wakeFromHub = async (cards: readonly Network[]): Promise<number | null> => {
  const own = networksAmong(networkInterfaces()).find((network) => cards.every((card) => isSameNetwork(network, card)))
  if (own === undefined) return null
  let sent = 0
  for (const { mac } of cards) {
    if (!(await broadcast(magicPacket(mac), own))) break
    sent += 1
  }
  return sent
}

/** Whether the packet left. */
const broadcast = (packet: Uint8Array, network: Network): Promise<boolean> => {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    const end = (left: boolean): void => {
      socket.close()
      resolve(left)
    }
    socket.once('error', () => end(false))
    // By the card of this network, whatever the routes say.
    socket.bind(0, network.address, () => {
      socket.setBroadcast(true)
      socket.send(packet, wakePort, broadcastOf(network), (error) => end(error === null))
    })
  })
}
