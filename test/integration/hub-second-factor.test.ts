import { TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import { breachFact, numberedFacts } from '../support/breaches'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'

const everything = { ...breachFilterSchema.parse({}), before: null, limit: 50 }

describe('a second factor that the school asks for', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let officer: ConsoleClient
  let code: () => string

  beforeAll(async () => {
    school = await startTestHub({ clock, secondFactorRequired: true })
  })
  afterAll(() => school.stop())

  it('[ST7] a new hub asks officers and heads; without one nothing is answered and nothing told', async () => {
    officer = await school.connectConsole()
    const session = await officer.must('staff:sign-in', { ...school.accounts.officer, totpCode: null })
    expect(session.secondFactorMissing).toBe(true)
    expect(await officer.call('breach:list', everything)).toMatchObject({ code: 'second-factor-missing' })
    expect(await officer.call('audit:list', { beforeAuditId: null, limit: 5 })).toMatchObject({ code: 'second-factor-missing' })
    expect(await officer.call('staff:list', {})).toMatchObject({ code: 'role-forbids' })
    const head = await school.signIn('head')
    expect(await head.call('room:list', {})).toMatchObject({ code: 'second-factor-missing' })
    const teacher = await school.signIn('teacher')
    const agent = await school.simulateAgent()
    await agent.say(
      'outbox:deliver',
      numberedFacts(1, breachFact({ category: 'games', rule: { pack: 'games', version: 1, id: 'games/unblocked' } })),
    )
    await teacher.until(() => teacher.breaches.length === 1)
    expect([officer.breaches, head.breaches]).toEqual([[], []])
    expect((await officer.call('staff:touch', {})).ok).toBe(true)
  })

  it('[ST7] once it is set up the same session goes on, at the next sign-in with a code', async () => {
    const { password } = school.accounts.officer
    const { otpauthUri } = await officer.must('staff:totp-begin', { password })
    const authenticator = URI.parse(otpauthUri)
    if (!(authenticator instanceof TOTP)) throw new Error('The secret is not of a TOTP.')
    code = () => authenticator.generate({ timestamp: clock.now() })
    await officer.must('staff:totp-confirm', { totpCode: code() })
    expect((await officer.must('breach:list', everything)).breaches).toHaveLength(1)
    const later = await school.connectConsole()
    expect(await later.call('staff:sign-in', { ...school.accounts.officer, totpCode: null })).toMatchObject({
      code: 'second-factor-needed',
    })
    clock.turn(30_000)
    const session = await later.must('staff:sign-in', { ...school.accounts.officer, totpCode: code() })
    expect(session.secondFactorMissing).toBe(false)
  })

  it('[ST7] it cannot be taken away while the school asks for it, and can when it does not', async () => {
    const { password } = school.accounts.officer
    expect(await officer.call('staff:totp-remove', { password })).toMatchObject({ code: 'second-factor-missing' })
    const technician = await school.signIn('technician')
    await technician.must('setting:write', { secondFactorRequired: false })
    const head = await school.signIn('head')
    expect((await head.call('room:list', {})).ok).toBe(true)
    await officer.must('staff:totp-remove', { password })
    await technician.must('setting:write', { secondFactorRequired: true })
    expect(await head.call('room:list', {})).toMatchObject({ code: 'second-factor-missing' })
    await school.restart()
    const again = await school.connectConsole()
    expect((await again.must('staff:sign-in', { ...school.accounts.officer, totpCode: null })).secondFactorMissing).toBe(true)
  })
})
