import { describe, expect, it } from 'vitest'
import { broadcastOf, isSameNetwork, magicPacket, mostNetworks, type Network, networksAmong, wakeOrderSchema } from '#shared/model/wake'

const network = (address: string, prefix: number): Network => ({ mac: '3c:97:0e:12:34:56', address, prefix })

describe('networks and magic packets', () => {
  it.each([
    ['10.1.2.3', 24, '10.1.2.255'],
    ['192.168.7.200', 25, '192.168.7.255'],
    ['192.168.7.100', 25, '192.168.7.127'],
    ['172.16.5.9', 12, '172.31.255.255'],
    ['203.0.113.9', 30, '203.0.113.11'],
  ] as const)('[WL2] everybody on the network of %s/%i hears %s', (address, prefix, broadcast) => {
    expect(broadcastOf(network(address, prefix))).toBe(broadcast)
  })

  it('[WL2] two cards are on one network when its length and first address are the same', () => {
    expect(isSameNetwork(network('10.1.2.3', 24), network('10.1.2.99', 24))).toBe(true)
    expect(isSameNetwork(network('10.1.2.3', 24), network('10.1.3.3', 24))).toBe(false)
    expect(isSameNetwork(network('10.1.2.3', 24), network('10.1.2.3', 25))).toBe(false)
  })

  it('[WL2] a magic packet is six bytes of ones and the address sixteen times', () => {
    const hex = Buffer.from(magicPacket('3c:97:0e:12:34:56')).toString('hex')
    expect(hex).toBe('f'.repeat(12) + '3c970e123456'.repeat(16))
  })

  it('[WL1] told are IPv4 cards of the PC’s own, eight at most', () => {
    const card = (more: object) => ({
      address: '10.1.2.3',
      family: 'IPv4',
      mac: '3C:97:0E:12:34:56',
      internal: false,
      cidr: '10.1.2.3/24',
      ...more,
    })
    expect(networksAmong({ eth0: [card({}), card({ family: 'IPv6', address: 'fe80::1' })], lo: [card({ internal: true })] })).toEqual([
      network('10.1.2.3', 24),
    ])
    expect(
      networksAmong({ tun: [card({ mac: '00:00:00:00:00:00' })], odd: [card({ cidr: null })], host: [card({ cidr: '10.1.2.3/32' })] }),
    ).toEqual([])
    expect(networksAmong({ many: Array.from({ length: 20 }, () => card({})) })).toHaveLength(mostNetworks)
  })

  it('[WL2] an order of no card, too many, or a card whose address is none is refused', () => {
    const one = network('10.1.2.3', 24)
    expect(wakeOrderSchema.safeParse({ cards: [one] }).success).toBe(true)
    for (const cards of [
      [],
      Array.from({ length: 65 }, () => one),
      [{ ...one, mac: 'x' }],
      [{ ...one, prefix: 0 }],
      [{ ...one, address: '10.1.2' }],
    ]) {
      expect(wakeOrderSchema.safeParse({ cards }).success).toBe(false)
    }
  })
})
