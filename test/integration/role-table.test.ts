import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Role, roles } from '#shared/model/staff'
import { type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import { limits } from '#shared/protocol/limits'
import type { EventOf } from '#shared/protocol/table'
import { permit } from '../../main/hub/commands/permit'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import { samplePayload } from '../support/sample-payload'

const events = Object.keys(consoleOrders) as EventOf<ConsoleOrders>[]
const isForbidden = (event: EventOf<ConsoleOrders>, role: Role): boolean => {
  const { allowed } = consoleOrders[event]
  return typeof allowed !== 'string' && !allowed.some((one) => one === role)
}

describe('every call of the table, made by who may not', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub()
  })
  afterAll(() => school.stop())

  it.each(roles)('[ST4] is refused over the socket: %s', async (role) => {
    const forbidden = events.filter((event) => isForbidden(event, role))
    expect(forbidden.length).toBeGreaterThan(5)
    let client: ConsoleClient | null = null
    let calls = 0
    for (const event of forbidden) {
      const payload = samplePayload(consoleOrders[event].payload)
      // A call whose schema wants more than a sample can guess is asked where the hub decides.
      if (payload === null) {
        expect([event, permit(event, {}, { role, roomIds: null }, () => null)?.code]).toEqual([event, 'role-forbids'])
        continue
      }
      // Refusals count: a connection with too many of them is cut (PR6).
      if (client === null || calls % (limits.refusalsPerConnection - 1) === 0) {
        client?.close()
        client = await school.signIn(role)
      }
      calls += 1
      const answer: unknown = await client.socket.timeout(limits.ackTimeoutMs).emitWithAck(event, payload)
      expect([event, answer]).toMatchObject([event, { ok: false, code: 'role-forbids' }])
    }
    expect(calls).toBeGreaterThan(5)
    client?.close()
  })

  it('[ST4] what is the officer’s is nobody’s by accident: technicians see nothing of concerns, heads decide nothing', () => {
    const may = (role: Role): readonly string[] =>
      events.filter((event) => !isForbidden(event, role) && Array.isArray(consoleOrders[event].allowed))
    const officers = 'incident|report|oversight|audit|agreement|pupil-report|retention|hold|evidence|parents|letter'
    const beginsWith = (nouns: string) => (event: string) => new RegExp(`^(${nouns}):`, 'u').test(event)
    expect(may('technician').filter(beginsWith(`breach|${officers}`))).toEqual([])
    expect(may('teacher').filter(beginsWith(officers))).toEqual([])
    expect(may('head').filter((event) => /^hold:(place|lift)$/u.test(event))).toEqual([])
    expect(may('head').filter(beginsWith('parents|letter'))).toEqual([
      ...['parents:register', 'letter:templates', 'letter:write-templates', 'letter:decide', 'letter:waiting', 'letter:fetch'],
    ])
    expect(may('officer')).not.toContain('letter:decide')
    expect(
      may('head').filter((event) =>
        /^(breach|incident):(decide|share|link|unlink|link-report|unlink-report|quarantine|act|route|note|assign|describe|open)$/u.test(
          event,
        ),
      ),
    ).toEqual([])
  })
})
