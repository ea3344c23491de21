import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAgent, type TestAgent, untilLogged } from '../support/agent'
import { startTestHub, type TestHub } from '../support/hub'

describe('a real agent that is tampered with', () => {
  let school: TestHub
  let agent: TestAgent
  beforeAll(async () => {
    school = await startTestHub()
    agent = await startAgent({ hub: school, desktop: null })
    await untilLogged(agent, 'Linked to the hub')
  })
  afterAll(async () => {
    await agent.stop()
    await school.stop()
  })

  it('[OB4] killed: flagged at once by the hub, completed by its own word when it is back, one flag in all', async () => {
    const other = await school.simulateAgent({ hostname: 'other' })
    const teacher = await school.signIn('teacher')
    await agent.kill()
    await teacher.until(() => teacher.flags.some(({ tamper }) => tamper === 'agent-killed'))
    agent.start()
    await teacher.until(() => teacher.flags.some(({ detail }) => detail.includes('while the PC ran on')))
    const { flags } = await teacher.must('flag:list', { roomId: null, before: null, limit: 10 })
    expect(flags).toMatchObject([{ deviceId: agent.deviceId, tamper: 'agent-killed' }])
    expect(flags[0]?.until).toBeGreaterThanOrEqual(flags[0]?.from ?? Infinity)
    other.close()
  })

  it('[OB4] stopped and started again while the PC ran: told when it is back', async () => {
    const teacher = await school.signIn('teacher')
    await agent.end()
    agent.start()
    await teacher.until(() => teacher.flags.some(({ tamper }) => tamper === 'agent-stopped'))
  })
})
