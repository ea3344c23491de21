import { describe, expect, it } from 'vitest'
import type { Network } from '#shared/model/wake'
import { WakeSender } from '../../../agent/wake/wake-sender'

const minute = 60_000
const card = (host: number, address = '127.0.0.1'): Network => ({
  mac: `02:00:00:00:00:${host.toString(16).padStart(2, '0')}`,
  address,
  prefix: 8,
})
const cards = (count: number): Network[] => Array.from({ length: count }, (_, host) => card(host))

describe('the sender of magic packets', () => {
  let uptimeMs = 0
  const senderOn = (...networks: readonly Network[]): WakeSender =>
    new WakeSender({ networks: () => networks, clock: { uptimeMs: () => uptimeMs }, log: () => undefined })

  it('[WL2] sends nothing to a network it is not on', async () => {
    const sender = senderOn(card(1))
    expect(await sender.wake({ cards: [card(2, '10.1.1.1')] })).toEqual({ sent: 0 })
    expect(await sender.wake({ cards: [card(2, '10.1.1.1'), card(3)] })).toEqual({ sent: 1 })
    expect(await senderOn().wake({ cards: [card(2)] })).toEqual({ sent: 0 })
  })

  it('[WL4] sends 64 in a minute at most', async () => {
    const sender = senderOn(card(1))
    expect(await sender.wake({ cards: cards(40) })).toEqual({ sent: 40 })
    uptimeMs += minute - 1
    expect(await sender.wake({ cards: cards(40) })).toEqual({ sent: 24 })
    expect(await sender.wake({ cards: cards(40) })).toEqual({ sent: 0 })
    uptimeMs += 1
    expect(await sender.wake({ cards: cards(64) })).toEqual({ sent: 40 })
  })
})
