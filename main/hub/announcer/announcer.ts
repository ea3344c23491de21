import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { type Announcement, announcementGroup, heardBounds } from '#shared/model/announcement'
import { isOnNetwork, type Network, networksAmong } from '#shared/model/wake'
import type { Log } from '../log'
import { answerTo, type Naming, readQuestion } from './records'

/** Cards come and go; a school's name is written once. */
const lookEveryMs = 30_000
/** On each network: thirty PCs that search at once ask twice each. */
const mostAnswersPerSecond = 100

export interface AnnouncerParts {
  /** What the hub listens on: it announces itself only on networks where it is reached. */
  readonly bindAddress: string
  readonly announcement: Omit<Announcement, 'site'>
  /** The school's name, asked now and then. */
  readonly readSite: () => Promise<string>
  readonly log: Log
}

export interface Announcer {
  /** As the school wants it. */
  put(wanted: boolean): void
  stop(): Promise<void>
}

interface Voice {
  readonly socket: Socket
  readonly network: Network
}

/** The networks a hub that listens on `bindAddress` is reached on: all, one, or on the loopback none. IPv4 alone. */
export const announcedNetworks = (bindAddress: string, networks: readonly Network[]): Network[] =>
  bindAddress === '0.0.0.0' || bindAddress === '::' ? [...networks] : networks.filter(({ address }) => address === bindAddress)

/** [AN1, AN2] Answers who asks for hubs by multicast DNS (RFC 6762), on each network by the card that is on it. Nobody is trusted for it. */
export const createAnnouncer = ({ bindAddress, announcement, readSite, log }: AnnouncerParts): Announcer => {
  const voices = new Map<string, Voice>()
  let wanted = false
  let site = ''
  let timer: NodeJS.Timeout | null = null
  let second = { at: 0, answers: 0 }

  const mayAnswer = (): boolean => {
    const at = Math.floor(performance.now() / 1_000)
    second = at === second.at ? { at, answers: second.answers + 1 } : { at, answers: 1 }
    return second.answers <= mostAnswersPerSecond
  }

  const hush = (address: string): void => {
    const voice = voices.get(address)
    if (voices.delete(address)) voice?.socket.close()
  }

  const hear = ({ socket, network }: Voice, bytes: Buffer, from: RemoteInfo): void => {
    // Every socket of the port hears what comes by any card.
    if (bytes.byteLength > heardBounds.bytes || !isOnNetwork(from.address, network)) return
    const question = readQuestion(bytes)
    if (question === null || !mayAnswer()) return
    const naming: Naming = { ...announcement, site, address: network.address }
    // Who asks from a port of its own is answered there (RFC 6762, 6.7); the rest of the network hears the answer to others.
    const isOneShot = from.port !== announcementGroup.port
    const to = isOneShot ? from : announcementGroup
    socket.send(answerTo(question, naming, isOneShot), to.port, to.address, () => undefined)
  }

  const speakOn = (network: Network): void => {
    const { address } = network
    const socket = createSocket({ type: 'udp4', reuseAddr: true })
    const voice = { socket, network }
    voices.set(address, voice)
    socket.on('error', (error) => {
      log.warn('not-announced', { address, detail: error.message })
      hush(address)
    })
    socket.on('message', (bytes, from) => {
      hear(voice, bytes, from)
    })
    socket.bind(announcementGroup.port, () => {
      try {
        socket.addMembership(announcementGroup.address, address)
        socket.setMulticastInterface(address)
        socket.setMulticastTTL(255)
      } catch (error) {
        // The card went away meanwhile.
        log.warn('not-announced', { address, detail: error instanceof Error ? error.message : '' })
        hush(address)
      }
    })
    socket.unref()
  }

  const look = async (): Promise<void> => {
    site = await readSite()
    const networks = wanted ? announcedNetworks(bindAddress, networksAmong(networkInterfaces())) : []
    for (const address of [...voices.keys()]) if (!networks.some((network) => network.address === address)) hush(address)
    for (const network of networks) if (!voices.has(network.address)) speakOn(network)
  }
  const lookNow = (): void => {
    look().catch((error: unknown) => {
      log.error('announcer-failed', error)
    })
  }

  return {
    put: (next) => {
      wanted = next
      timer ??= setInterval(lookNow, lookEveryMs).unref()
      lookNow()
    },
    stop: async () => {
      wanted = false
      if (timer !== null) clearInterval(timer)
      for (const address of [...voices.keys()]) hush(address)
    },
  }
}
