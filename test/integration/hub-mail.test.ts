import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MailSettings } from '#shared/model/mail'
import { breachFact, numberedFacts } from '../support/breaches'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import { mailAccount, startMailServer, type TestMailServer } from '../support/mail-server'
import type { SimulatedAgent } from '../support/simulated-agent'

const minuteMs = 60_000
const monthMs = 30 * 24 * 60 * minuteMs

describe('concerns by e-mail', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let server: TestMailServer
  let agent: SimulatedAgent
  let officer: ConsoleClient
  let delivered = 0

  const settings = (more: Partial<MailSettings> = {}): MailSettings => ({
    on: true,
    host: '127.0.0.1',
    port: server.port,
    security: 'starttls',
    authorityPem: server.authorityPem,
    user: mailAccount.user,
    from: 'classwarden@school.test',
    to: ['lead@school.test', 'deputy@school.test'],
    ...more,
  })
  const tell = async (...facts: ReturnType<typeof breachFact>[]): Promise<void> => {
    await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...facts))
    delivered += facts.length
  }
  const progress = async () => (await officer.must('mail:read', {})).progress
  const untilReceived = (count: number): Promise<void> => expect.poll(() => server.received.length, { timeout: 15_000 }).toBe(count)

  beforeAll(async () => {
    server = await startMailServer()
    school = await startTestHub({ clock, bounds: { mailEveryMs: 20 }, sessionLimits: { lengthMs: monthMs, idleLimitMs: monthMs } })
    agent = await school.simulateAgent({ hostname: 'PC-7' })
    officer = await school.signIn('officer')
  })
  afterAll(async () => {
    await school.stop()
    await server.stop()
  })

  it('[CN9] the test says what the mail server says, and sends only over a link checked against the authority', async () => {
    expect(await officer.call('mail:test', {})).toMatchObject({ code: 'not-found' })
    const write = (password: string | null, more: Partial<MailSettings> = {}) =>
      officer.must('mail:write', { settings: settings(more), password })
    await write('wrong word')
    const refused = await officer.call('mail:test', {})
    expect(refused).toMatchObject({ code: 'mail-failed' })
    expect(refused.ok ? '' : refused.detail).toContain('Invalid')
    await write(mailAccount.password, { authorityPem: null })
    const unchecked = await officer.call('mail:test', {})
    expect(unchecked).toMatchObject({ code: 'mail-failed' })
    expect(unchecked.ok ? '' : unchecked.detail).toContain('self-signed')
    await write(mailAccount.password)
    await officer.must('mail:test', {})
    await untilReceived(1)
    expect(server.received[0]).toMatchObject({ to: ['lead@school.test', 'deputy@school.test'], encrypted: true })
  })

  it('[CN9] the password is never told, lies nowhere in plain, and is forgotten when the server or account changes', async () => {
    const read = await officer.must('mail:read', {})
    expect(read).toMatchObject({ settings: settings(), passwordKept: true })
    expect(JSON.stringify(read)).not.toContain(mailAccount.password)
    for (const file of ['hub.db', 'hub.db-wal']) {
      const bytes = await readFile(path.join(school.dataFolder, file)).catch(() => Buffer.alloc(0))
      expect(bytes.includes(mailAccount.password)).toBe(false)
    }
    expect(school.logLines.join('\n')).not.toContain(mailAccount.password)
    await officer.must('mail:write', { settings: settings({ to: ['lead@school.test'] }), password: null })
    expect((await officer.must('mail:read', {})).passwordKept).toBe(true)
    await officer.must('mail:write', { settings: settings({ host: 'localhost' }), password: null })
    expect((await officer.must('mail:read', {})).passwordKept).toBe(false)
    for (const wrong of [settings({ security: 'none', host: 'mail.school.test' }), settings({ to: [] }), settings({ host: 'a b' })])
      expect(await officer.call('mail:write', { settings: wrong, password: null })).toMatchObject({ code: 'malformed' })
    await officer.must('mail:write', { settings: settings(), password: mailAccount.password })
  })

  it('[CN8] grade 5 is told at once, by category, grade, place and time, and with nothing of what it says', async () => {
    const fact = breachFact({ takenAt: clock.now() })
    const technician = await school.signIn('technician')
    const order = { roomId: school.room.roomId, deviceIds: [agent.deviceId], orderId: randomUUID() }
    const [testId = ''] = (await technician.must('self-test:run', order)).testIds
    await tell(fact, breachFact({ grade: 4 }), breachFact({ test: true, breachId: testId }))
    await untilReceived(2)
    const body = server.received[1]?.body ?? ''
    expect(body).toContain('Subject: Classwarden: a concern of grade 5')
    expect(body).toMatch(/Suicide, grade 5, Lab 1, PC-7, /u)
    for (const secret of [fact.match.text, fact.match.before.trim(), 'aisha', 'search.test', fact.why]) expect(body).not.toContain(secret)
    expect(await progress()).toMatchObject({ waiting: 0, failure: null })
  })

  it('[CN8] what comes within a minute goes together; a server that refuses is tried again, over a restart of the hub too', async () => {
    server.refuse(true)
    await tell(breachFact())
    await tell(breachFact())
    expect(server.received).toHaveLength(2)
    clock.turn(minuteMs)
    await expect.poll(async () => (await progress()).failure?.detail, { timeout: 15_000 }).toContain('The mailbox is full today')
    expect((await progress()).waiting).toBe(2)
    server.refuse(false)
    await school.restart()
    officer = await school.signIn('officer')
    expect(server.received).toHaveLength(2)
    clock.turn(minuteMs)
    await untilReceived(3)
    expect(server.received[2]?.body).toContain('2 concerns of grade 5')
    await expect.poll(progress).toMatchObject({ waiting: 0, failure: null })
  })

  it('[CN8] a server gone for days is given up after bounded tries, which the audit log tells', async () => {
    agent = await school.simulateAgent({ hostname: 'PC-8' })
    delivered = 0
    server.refuse(true)
    clock.turn(minuteMs)
    await tell(breachFact())
    for (let tries = 1; (await progress()).waiting > 0; tries += 1) {
      expect(tries).toBeLessThan(200)
      const before = (await progress()).failure?.at ?? 0
      clock.turn(60 * minuteMs)
      await expect.poll(async () => (await progress()).failure?.at ?? 0, { timeout: 15_000, interval: 60 }).toBeGreaterThan(before)
    }
    const entries = await officer.must('audit:list', { beforeAuditId: null, limit: 200 })
    expect(entries.find(({ action }) => action === 'mail:give-up')?.detail).toContain('1 concerns of grade 5 after 28 tries')
    expect(server.received).toHaveLength(3)
  })
})
