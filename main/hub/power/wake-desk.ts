import type { Clock } from '#shared/clock'
import { broadcastOf, isSameNetwork, mostWoken, type Network, type WakeResult, type WakeState, wakeWithinMs } from '#shared/model/wake'
import type { Log } from '../log'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { LiveDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'

/** How long what became of it is shown. */
const shownMs = 10 * 60_000
/** A PC is not woken again sooner. */
const againAfterMs = 30_000
/** PCs asked for one network, and how long for each: all before the console gives the call up. */
const mostPeers = 3
const answerWithinMs = 2_500

/** Who sent, where the hub did itself. */
const hubName = 'the hub'

/** A silent PC's card. */
interface Card {
  readonly deviceId: string
  readonly network: Network
}

/** A PC that can send. */
interface Peer {
  readonly link: AgentLink
  readonly device: LiveDevice
}

/** Wakes PCs through others that are awake on their networks, or by itself on the hub's own, and sees whether they come up [WL4, WL5]. */
export interface WakeDesk {
  /** What was done for each PC that the hub knows. */
  wake(deviceIds: readonly string[], owner: WakeState['owner']): Promise<WakeResult[]>
  /** Notes who has not come up in time, and takes down what has been shown long enough. */
  expire(): void
}

export interface WakeDeskParts {
  readonly roster: Roster
  readonly links: Pick<AgentLinks, 'all'>
  /** Sends for cards of one network from the hub's own: for how many, or null where the hub is not on it. */
  readonly wakeFromHub: (cards: readonly Network[]) => Promise<number | null>
  readonly clock: Clock
  readonly log: Log
}

const networksOf = (device: LiveDevice): readonly Network[] => device.facts?.networks ?? []

/** Cards of one network each. */
const byNetwork = (cards: readonly Card[]): Card[][] => {
  const groups = new Map<string, Card[]>()
  for (const card of cards) {
    const key = `${broadcastOf(card.network)}/${card.network.prefix}`
    groups.set(key, [...(groups.get(key) ?? []), card])
  }
  return [...groups.values()]
}

export const createWakeDesk = ({ roster, links, wakeFromHub, clock, log }: WakeDeskParts): WakeDesk => {
  /** What can be said without sending anything; null where a packet is wanted. */
  const without = (device: LiveDevice): Pick<WakeResult, 'state' | 'why' | 'by'> | null => {
    const { presence, wake } = device
    if (presence.state === 'live') return { state: 'awake', why: null, by: null }
    if (presence.why === 'revoked') return { state: 'failed', why: 'revoked', by: null }
    if (networksOf(device).length === 0) return { state: 'failed', why: 'no-address', by: null }
    if (wake?.state === 'sent' && clock.now() - wake.at < againAfterMs) return { state: 'sent', why: null, by: wake.by }
    return null
  }

  /** Those that can reach a network, of the sleeper's own room first: another site may use the same addresses. */
  const peersOn = (network: Network, roomId: string): Peer[] =>
    [...links.all()]
      .flatMap((link): Peer[] => {
        const device = roster.get(link.deviceId)
        return device === null || !link.capabilities.includes('wake') ? [] : [{ link, device }]
      })
      .filter(({ device }) => networksOf(device).some((own) => isSameNetwork(own, network)))
      .sort((a, b) => Number(b.device.roomId === roomId) - Number(a.device.roomId === roomId))
      .slice(0, mostPeers)

  const ask = async ({ link }: Peer, cards: readonly Card[]): Promise<number> => {
    const late = new Promise<null>((resolve) => setTimeout(resolve, answerWithinMs, null).unref())
    const answer = await Promise.race([link.order('power:wake', { cards: cards.map(({ network }) => network) }), late])
    if (answer?.ok === true) return answer.value.sent
    log.warn('wake-unanswered', { deviceId: link.deviceId, code: answer?.code ?? 'timeout' })
    return 0
  }

  /** Sends for cards of one network; `sent` names the sender for each PC. */
  const sendOn = async (cards: readonly Card[], sent: Map<string, string>, asked: Set<string>): Promise<void> => {
    const [first] = cards
    if (first === undefined) return
    let left = cards
    for (const peer of peersOn(first.network, roster.get(first.deviceId)?.roomId ?? '')) {
      if (left.length === 0) return
      for (const { deviceId } of left) asked.add(deviceId)
      // Of one network a PC reaches all or none, and sends in the order asked until it may send no more.
      const count = await ask(peer, left.slice(0, mostWoken))
      for (const { deviceId } of left.slice(0, count)) sent.set(deviceId, peer.device.name)
      left = left.slice(count)
    }
    if (left.length === 0) return
    // Last, as another site may use the addresses of the hub's own network, and a PC there knows better.
    const count = await wakeFromHub(left.map(({ network }) => network))
    if (count === null) return
    for (const { deviceId } of left) asked.add(deviceId)
    for (const { deviceId } of left.slice(0, count)) sent.set(deviceId, hubName)
  }

  return {
    wake: async (deviceIds, owner) => {
      const devices = deviceIds.flatMap((deviceId) => roster.get(deviceId) ?? [])
      const settled = new Map(devices.map((device) => [device.deviceId, without(device)]))
      const cards = devices.flatMap((device) =>
        settled.get(device.deviceId) === null ? networksOf(device).map((network) => ({ deviceId: device.deviceId, network })) : [],
      )
      const sent = new Map<string, string>()
      const asked = new Set<string>()
      await Promise.all(byNetwork(cards).map((group) => sendOn(group, sent, asked)))
      return devices.map(({ deviceId }) => {
        const by = sent.get(deviceId) ?? null
        const why = asked.has(deviceId) ? 'not-sent' : 'no-peer'
        const known = settled.get(deviceId) ?? null
        const word = known ?? (by === null ? ({ state: 'failed', why, by } as const) : ({ state: 'sent', why: null, by } as const))
        const isNew = known === null || known.state === 'failed'
        if (isNew && word.state !== 'awake')
          roster.apply(deviceId, { type: 'wake', state: { ...word, state: word.state, owner, at: clock.now() } })
        return { deviceId, ...word }
      })
    },
    expire: () => {
      const now = clock.now()
      for (const { deviceId, wake } of roster.all()) {
        if (wake === null) continue
        if (wake.state === 'sent' && now - wake.at >= wakeWithinMs) {
          roster.apply(deviceId, { type: 'wake', state: { ...wake, state: 'not-up', at: now } })
        } else if (wake.state !== 'sent' && now - wake.at >= shownMs) {
          roster.apply(deviceId, { type: 'wake', state: null })
        }
      }
    },
  }
}
