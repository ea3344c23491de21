import { describe, expect, it } from 'vitest'
import { agentFacts, agentOrders } from '#shared/protocol/agent-hub'
import { consoleFeeds, consoleOrders } from '#shared/protocol/console-hub'
import { agreeVersion, versionAdvice } from '#shared/protocol/version'
import { bytesSchema, textSchema } from '#shared/model/scalars'

describe('the tables', () => {
  it('[PR3] share no event between directions of a link', () => {
    expect(Object.keys(agentFacts).filter((event) => event in agentOrders)).toEqual([])
    expect(Object.keys(consoleOrders).filter((event) => event in consoleFeeds)).toEqual([])
  })

  it('name events noun:verb, the same way everywhere', () => {
    for (const event of [agentFacts, agentOrders, consoleOrders, consoleFeeds].flatMap((table) => Object.keys(table))) {
      expect(event).toMatch(/^[a-z]+(-[a-z]+)?:[a-z-]+$/u)
    }
  })

  it('[ST4] give restrictions to teachers, and tokens, revocation and accounts to technicians', () => {
    expect(consoleOrders['restriction:order'].allowed).toEqual(['teacher'])
    for (const event of ['enrolment:issue', 'device:revoke', 'staff:create', 'staff:disable'] as const) {
      expect(consoleOrders[event].allowed).toEqual(['technician'])
    }
  })

  it('[PR4] refuse a fact without a sequence', () => {
    const schema = agentFacts['session:idle'].payload
    const body = { idle: true, since: 1 }
    expect(schema.safeParse({ sequence: 1, takenAt: 1, body }).success).toBe(true)
    expect(schema.safeParse({ takenAt: 1, body }).success).toBe(false)
    expect(schema.safeParse({ sequence: 0, takenAt: 1, body }).success).toBe(false)
  })
})

describe('versions', () => {
  it('[PR8] speak the lower minor of one major', () => {
    expect(agreeVersion({ major: 1, minor: 4 }, { major: 1, minor: 2 })).toEqual({ major: 1, minor: 2 })
    expect(agreeVersion({ major: 1, minor: 0 }, { major: 2, minor: 0 })).toBeNull()
  })

  it('[PR8] say which side to update', () => {
    expect(versionAdvice({ major: 2, minor: 0 }, { major: 1, minor: 9 })).toContain('update the agent')
    expect(versionAdvice({ major: 1, minor: 0 }, { major: 2, minor: 0 })).toContain('update the hub')
  })
})

describe('scalars', () => {
  it('take pictures as a view or as a bare buffer, up to their limit', () => {
    expect(bytesSchema(4).parse(new Uint8Array([1, 2]).buffer)).toEqual(new Uint8Array([1, 2]))
    expect(bytesSchema(4).safeParse(new Uint8Array(5)).success).toBe(false)
    expect(bytesSchema(4).safeParse('text').success).toBe(false)
  })

  it('keep control characters out of text but let languages in', () => {
    expect(textSchema(40).safeParse('Ysgol Tŷ Ffynnon, dosbarth 9B\nnewydd 🧪').success).toBe(true)
    expect(textSchema(40).safeParse('bell\u0007').success).toBe(false)
    expect(textSchema(3).safeParse('long').success).toBe(false)
  })
})
