import { describe, expect, it } from 'vitest'
import { consoleOrders } from '#shared/protocol/console-hub'
import { roles } from '#shared/model/staff'
import { protocolVersion } from '#shared/protocol/version'
import { admitFact, awaitingHello, greet } from '../../../main/hub/admission/agent-admission'
import { createMessageRate } from '../../../main/hub/admission/message-rate'
import { createRefusalTally } from '../../../main/hub/admission/refusal-tally'
import { createOrderMemory } from '../../../main/hub/commands/order-memory'
import { permit } from '../../../main/hub/commands/permit'
import { allowsOrigin } from '../../../main/hub/listeners/origin'
import { guessHosts, withPort } from '../../../main/hub/addresses'

describe('the admission of an agent', () => {
  const live = greet(1, { major: 1, minor: 0 })

  it('[PR7] hears the hello alone, once', () => {
    expect(admitFact(awaitingHello, 'session:idle', 1)).toMatchObject({ refusal: { code: 'hello-first' } })
    expect(admitFact(awaitingHello, 'agent:hello', 1)).toEqual({ ok: true, next: awaitingHello })
    expect(live.ok && admitFact(live.next, 'agent:hello', 9)).toMatchObject({ refusal: { code: 'replayed' } })
  })

  it('[PR4] takes only a growing sequence, with gaps allowed', () => {
    const next = live.ok ? admitFact(live.next, 'session:idle', 7) : live
    expect(next).toMatchObject({ ok: true, next: { lastSequence: 7 } })
    for (const sequence of [7, 6, 1]) {
      expect(next.ok && admitFact(next.next, 'session:idle', sequence)).toMatchObject({ refusal: { code: 'replayed' } })
    }
  })

  it('[PR8] says which side to update when the majors differ', () => {
    expect(JSON.stringify(greet(1, { major: 2, minor: 0 }))).toMatch(/version-unsupported.*update the hub/u)
    expect(greet(1, { major: 1, minor: 7 })).toMatchObject({ next: { protocol: protocolVersion } })
  })

  it('hears nothing on a connection that is being closed', () => {
    expect(admitFact({ state: 'closed' }, 'session:idle', 1).ok).toBe(false)
  })
})

describe('counting', () => {
  it('[PR6] drops at the tenth refusal, once, and leaves honest failures out', () => {
    const tally = createRefusalTally(3)
    expect(tally.note('not-found')).toBe('harmless')
    expect(tally.note('sign-in-wrong')).toBe('harmless')
    // Somebody mends a long list line by line.
    for (const code of ['list-unclear', 'too-many-sites', 'in-use'] as const) expect(tally.note(code)).toBe('harmless')
    expect(['malformed', 'replayed', 'wrong-direction', 'malformed'].map((code) => tally.note(code as 'malformed'))).toEqual([
      'counted',
      'counted',
      'drop',
      'counted',
    ])
  })

  it('[PR11] lets a burst through, then the rate', () => {
    const rate = createMessageRate(10, 5)
    expect(Array.from({ length: 7 }, () => rate(0))).toEqual([true, true, true, true, true, false, false])
    expect([rate(100), rate(100), rate(10_000)]).toEqual([true, false, true])
    // A long rest saves up no more than one burst.
    expect(Array.from({ length: 6 }, () => rate(10_000)).filter(Boolean)).toHaveLength(4)
  })

  it('[PR10] knows an order id per session, until the order came to nothing', () => {
    const orders = createOrderMemory()
    expect([orders.take('a', '1'), orders.take('a', '1'), orders.take('b', '1')]).toEqual([true, false, true])
    orders.giveBack('a', '1')
    expect(orders.take('a', '1')).toBe(true)
    orders.forget('a')
    expect(orders.take('a', '1')).toBe(true)
  })
})

describe('permission', () => {
  const room = 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0001'
  const other = 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0002'
  const roomOf = (deviceId: string): string | null => (deviceId === other ? other : room)

  it('[ST4] follows the table for every call and every role', () => {
    for (const [event, { allowed }] of Object.entries(consoleOrders)) {
      for (const role of roles) {
        const may = typeof allowed === 'string' || allowed.some((one) => one === role)
        const refusal = permit(event as keyof typeof consoleOrders, {}, { role, roomIds: null }, roomOf)
        expect([event, role, refusal?.code ?? null]).toEqual([event, role, may ? null : 'role-forbids'])
      }
    }
  })

  it('[ST4] holds a person limited to rooms to them, by room and by device', () => {
    const limited = { role: 'teacher' as const, roomIds: [room] }
    expect(permit('room:watch', { roomId: room }, limited, roomOf)).toBeNull()
    expect(permit('room:watch', { roomId: other }, limited, roomOf)).toMatchObject({ code: 'room-forbids' })
    expect(permit('device:view', { deviceId: other }, limited, roomOf)).toMatchObject({ code: 'room-forbids' })
    expect(permit('device:view', { deviceId: room }, limited, roomOf)).toBeNull()
    expect(permit('room:list', {}, limited, roomOf)).toBeNull()
  })
})

describe('addresses', () => {
  it('[LK3] allow the hub’s own origins and the console’s, and no other', () => {
    const allows = (origin: string | undefined) => allowsOrigin(origin, ['hub.school', '10.0.0.1', '::1'], 7443)
    for (const origin of [undefined, 'classwarden://console', 'https://hub.school:7443', 'https://10.0.0.1:7443', 'https://[::1]:7443']) {
      expect([origin, allows(origin)]).toEqual([origin, true])
    }
    for (const origin of [
      'null',
      'http://hub.school:7443',
      'https://hub.school',
      'https://hub.school:7443.evil',
      'classwarden://other',
      '',
    ]) {
      expect([origin, allows(origin)]).toEqual([origin, false])
    }
  })

  it('name the address bound, or those of this computer, and never an IPv6 address without brackets', () => {
    expect(guessHosts('127.0.0.1')).toEqual(['127.0.0.1'])
    expect(guessHosts('0.0.0.0').length).toBeGreaterThan(0)
    expect(withPort(['hub', '::1'], 7)).toEqual(['hub:7', '[::1]:7'])
  })
})
