import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode, encode } from 'dns-packet'
import { announcedService, announcementGroup, type HeardHub, HubHearing } from '#shared/model/announcement'
import { networksAmong } from '#shared/model/wake'

/** Asked twice, since nobody repeats a datagram that was lost. */
const questions = 2
const pauseMs = 1_200

/** Asks every network of this computer for hubs (RFC 6762, 5.1). What is heard proves nothing: it is shown to a person, who compares fingerprints. */
export const findHubs = async (): Promise<HeardHub[]> => {
  const networks = networksAmong(networkInterfaces())
  if (networks.length === 0) return []
  const id = randomInt(1, 65_536)
  const hearing = new HubHearing({
    id,
    networks,
    decode: (bytes) => decode(Buffer.from(bytes)),
    textOf: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  })
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => {
    hearing.hear(bytes, from.address)
  })
  // A network that goes down meanwhile has no answer.
  socket.on('error', () => undefined)
  const question = encode({ type: 'query', id, questions: [{ name: announcedService, type: 'PTR', class: 'IN' }] })
  const ask = (by: string): Promise<void> =>
    new Promise((resolve) => {
      try {
        socket.setMulticastInterface(by)
        socket.setMulticastTTL(255)
        socket.send(question, announcementGroup.port, announcementGroup.address, () => {
          resolve()
        })
      } catch {
        resolve()
      }
    })
  try {
    socket.bind(0)
    await once(socket, 'listening')
    for (let asked = 0; asked < questions; asked += 1) {
      for (const { address } of networks) await ask(address)
      await sleep(pauseMs)
    }
  } finally {
    socket.close()
  }
  return hearing.hubs
}
