import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode, encode } from 'dns-packet'
import { announcedService, announcementGroup, HubHearing } from '#shared/model/announcement'
import { networksAmong } from '#shared/model/wake'
import { provesHub } from '../enrolment/hub-authority'
import { type Identity, loadIdentity } from '../identity/identity'
import { patientNiceness, setNiceness } from '../niceness'
import type { FoundHub } from './found-hub'

/** Asked twice, since nobody repeats a datagram that was lost. */
const questions = 2
const pauseMs = 1_200
/** Who claims to be the pinned hub is asked to prove it; so many at most. */
export const mostProofs = 4

/**
 * Asks every network this PC is on for hubs (RFC 6762, 5.1: one question from a port of its own, answered to that port). What is heard proves nothing: it says
 * where to try.
 */
export async function findHubs(): Promise<Pick<HubHearing, 'hubs' | 'ignored'>> {
  const networks = networksAmong(networkInterfaces())
  const id = randomInt(1, 65_536)
  const hearing = new HubHearing({
    id,
    networks,
    decode: (bytes) => decode(Buffer.from(bytes)),
    textOf: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  })
  if (networks.length === 0) return hearing
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => {
    hearing.hear(bytes, from.address)
  })
  // A network that goes down meanwhile has no answer.
  socket.on('error', () => undefined)
  try {
    socket.bind(0)
    await once(socket, 'listening')
    const question = encode({ type: 'query', id, questions: [{ name: announcedService, type: 'PTR', class: 'IN' }] })
    for (let asked = 0; asked < questions; asked += 1) {
      for (const { address } of networks) await ask(socket, address, question)
      await sleep(pauseMs)
    }
  } finally {
    socket.close()
  }
  return hearing
}

/** By one card after another: the socket sends by the card that was set last. */
function ask(socket: Socket, by: string, question: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.setMulticastInterface(by)
      socket.setMulticastTTL(255)
    } catch {
      resolve()
      return
    }
    socket.send(question, announcementGroup.port, announcementGroup.address, () => {
      resolve()
    })
  })
}

/** [AN4] Where the pinned hub is, as far as it is heard and proves itself; every other one is counted alone. */
export async function findPinnedHub(identity: Identity): Promise<FoundHub> {
  const { authorityPem, certificatePem, keyPem } = identity
  const { hubs, ignored } = await findHubs()
  const claimed = hubs.filter(({ authorityFingerprint }) => authorityFingerprint === identity.authorityFingerprint)
  const proved = await Promise.all(
    claimed
      .slice(0, mostProofs)
      .map(({ address, agentPort }) => provesHub({ host: address, port: agentPort, ca: authorityPem, cert: certificatePem, key: keyPem })),
  )
  const addresses = claimed.filter((_hub, index) => proved[index] === true).map(({ address, agentPort }) => `${address}:${agentPort}`)
  return { addresses, strangers: hubs.length - claimed.length, unproved: claimed.length - addresses.length, ignored }
}

/** The hidden command: one line of JSON on `output`, in a process of its own that ends. */
export async function findHubCommand(dataFolder: string, output: NodeJS.WritableStream): Promise<void> {
  setNiceness(process.pid, patientNiceness)
  const identity = await loadIdentity(dataFolder)
  if (identity.ok) output.write(`${JSON.stringify(await findPinnedHub(identity.value))}\n`)
}
