import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DurableFact } from '#shared/model/outbox'
import { startTestHub, type TestHub } from '../support/hub'
import { runOutboxRounds } from '../support/outbox/outbox-rounds'
import { simulateAgent, type SimulatedAgent } from '../support/simulated-agent'

const usage = (title: string, from = Date.now() - 60_000): DurableFact => ({
  kind: 'usage',
  user: 'aisha',
  application: 'Browser',
  title,
  from,
  until: from + 5_000,
})
const tamper = (detail: string, from = Date.now()): DurableFact => ({ kind: 'tamper', tamper: 'clock-moved', from, until: from, detail })
const numbered = (first: number, ...facts: DurableFact[]) => ({ facts: facts.map((fact, index) => ({ number: first + index, fact })) })

describe('durable facts', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub()
  })
  afterAll(() => school.stop())

  const timelineOf = async (deviceId: string): Promise<string[]> => {
    const teacher = await school.signIn('teacher')
    const now = Date.now()
    const asked = { roomId: school.room.roomId, deviceId, from: now - 3_600_000, until: now + 60_000 }
    const { devices } = await teacher.must('usage:timeline', asked)
    teacher.close()
    return devices.flatMap(({ spans }) => spans.map(({ title }) => title))
  }
  const flagsOf = async (deviceId: string) => {
    const teacher = await school.signIn('teacher')
    const { flags } = await teacher.must('flag:list', { roomId: school.room.roomId, before: null, limit: 200 })
    teacher.close()
    return flags.filter((flag) => flag.deviceId === deviceId)
  }
  /** As a killed process or a pulled cable ends it: without a word. */
  const drop = (agent: SimulatedAgent): void => {
    agent.socket.io.engine.close()
  }

  it('[OB2] a number delivered again is taken as delivered and stored once, through a restart of the hub too', async () => {
    const identity = await school.enrol('again')
    const agent = await simulateAgent(identity)
    expect(agent.greeting).toMatchObject({ value: { factsHeld: 0 } })
    expect(await agent.say('outbox:deliver', numbered(1, usage('Maths'), usage('Music')))).toMatchObject({ value: { factsHeld: 2 } })
    expect(await agent.say('outbox:deliver', numbered(2, usage('Music'), usage('Art')))).toMatchObject({ value: { factsHeld: 3 } })
    expect(await agent.say('outbox:deliver', numbered(1, usage('Maths')))).toMatchObject({ value: { factsHeld: 3 } })
    agent.close()
    await school.restart()
    const back = await simulateAgent(identity)
    expect(back.greeting).toMatchObject({ value: { factsHeld: 3 } })
    expect(await timelineOf(identity.deviceId)).toEqual(['Maths', 'Music', 'Art'])
  })

  it('[BR9] a download is stored once and shown with the history of its PC', async () => {
    const agent = await school.simulateAgent({ hostname: 'downloads' })
    const at = Date.now() - 60_000
    const download = { kind: 'download', user: 'aisha', site: 'maths.test', file: 'sums.zip', at } as const
    const withheld = { ...download, site: 'bank.test', file: '', at: at + 1 }
    await agent.say('outbox:deliver', numbered(1, download, withheld))
    await agent.say('outbox:deliver', numbered(1, download))
    const teacher = await school.signIn('teacher')
    const asked = { roomId: school.room.roomId, deviceId: agent.deviceId, from: at - 1_000, until: at + 1_000 }
    const { deviceId } = agent
    expect((await teacher.must('usage:timeline', asked)).downloads).toEqual([
      { ...withheld, deviceId },
      { ...download, deviceId },
    ])
    expect((await teacher.must('usage:timeline', { ...asked, until: at })).downloads).toEqual([])
    teacher.close()
  })

  it('[OB1] an agent of protocol 1.0 keeps working', async () => {
    const agent = await school.simulateAgent({ protocol: { major: 1, minor: 0 } })
    expect(agent.greeting).toMatchObject({ ok: true, value: { protocol: { major: 1, minor: 0 } } })
    expect((await agent.say('window:foreground', null)).ok).toBe(true)
  })

  it('[OB4] a tamper fact is a flag at every console of the room, with when it was and when it was learned; seen once for all', async () => {
    const agent = await school.simulateAgent({ hostname: 'moved-clock' })
    const [teacher, head] = [await school.signIn('teacher'), await school.signIn('head')]
    const from = Date.now() - 7_200_000
    await agent.say('outbox:deliver', numbered(1, tamper('120 min forward', from)))
    await teacher.until(() => teacher.flags.length === 1 && head.flags.length === 1)
    const flag = teacher.flags[0]
    expect(flag).toMatchObject({ deviceId: agent.deviceId, tamper: 'clock-moved', from, seenBy: null })
    expect(flag?.learnedAt).toBeGreaterThan(from)
    expect(await head.call('flag:seen', { flagId: flag?.flagId ?? '' })).toMatchObject({ code: 'role-forbids' })
    expect(await teacher.must('flag:seen', { flagId: flag?.flagId ?? '' })).toMatchObject({ seenBy: 'Test teacher' })
    await head.until(() => head.flags.at(-1)?.seenBy === 'Test teacher')
    expect((await head.must('flag:list', { roomId: null, before: null, limit: 10 })).unseen).toBe(0)
  })

  it('[OB4, RM3] a flag names who was signed in when it happened, to the roles that may see it', async () => {
    const agent = await school.simulateAgent({ hostname: 'named' })
    const [teacher, officer] = [await school.signIn('teacher'), await school.signIn('officer')]
    const now = Date.now()
    await agent.say('session:user', { name: 'ben', displayName: 'Ben', guest: false, sessionStartedAt: now - 1_000 })
    const then = now - 3_600_000
    await agent.say(
      'outbox:deliver',
      numbered(1, usage('Maths', then), tamper('while aisha', then + 2_000), tamper('nobody', then - 600_000), tamper('while ben', now)),
    )
    await teacher.until(() => teacher.flags.length === 3 && officer.flags.length === 3)
    const who = (flags: readonly { readonly detail: string; readonly user: string | null }[]) =>
      Object.fromEntries(flags.map(({ detail, user }) => [detail, user]))
    expect(who(teacher.flags)).toEqual({ 'while aisha': 'aisha', nobody: null, 'while ben': 'ben' })
    expect(who(officer.flags)).toEqual({ 'while aisha': null, nobody: null, 'while ben': null })
    const listed = await officer.must('flag:list', { roomId: null, before: null, limit: 200 })
    expect(listed.flags.filter(({ user }) => user !== null)).toEqual([])
    const seen = await officer.must('flag:seen', { flagId: officer.flags[0]?.flagId ?? '' })
    expect(seen).toMatchObject({ user: null, seenBy: 'Test officer' })
    expect((await teacher.must('flag:list', { roomId: null, before: null, limit: 200 })).flags.some(({ user }) => user === 'ben')).toBe(
      true,
    )
  })

  it('[OB4] the hub flags a PC that ends without a word while another is there; its own later word completes that flag', async () => {
    const identity = await school.enrol('killed')
    const [agent, other] = [await simulateAgent(identity), await school.simulateAgent({ hostname: 'other' })]
    const teacher = await school.signIn('teacher')
    const before = Date.now()
    drop(agent)
    await teacher.until(() => teacher.flags.length === 1)
    expect(teacher.flags[0]).toMatchObject({ deviceId: agent.deviceId, tamper: 'agent-killed', until: null })
    const back = await simulateAgent(identity)
    await teacher.until(() => teacher.flags.at(-1)?.until !== null)
    const word: DurableFact = {
      kind: 'tamper',
      tamper: 'agent-killed',
      from: before - 50_000,
      until: Date.now(),
      detail: 'by its own mark',
    }
    await back.say('outbox:deliver', numbered(1, word))
    expect(await flagsOf(agent.deviceId)).toMatchObject([{ tamper: 'agent-killed', detail: 'by its own mark' }])
    other.close()
  })

  it('[OB4] the PC that says it stops raises nothing', async () => {
    const teacher = await school.signIn('teacher')
    const [agent, other] = [await school.simulateAgent({ hostname: 'stopping' }), await school.simulateAgent()]
    await agent.say('agent:stopping', { why: 'stopped' })
    drop(agent)
    const [later, another] = [await school.simulateAgent({ hostname: 'later' }), await school.simulateAgent()]
    drop(later)
    await teacher.until(() => teacher.flags.some(({ deviceId }) => deviceId === later.deviceId))
    expect(await flagsOf(later.deviceId)).toHaveLength(1)
    expect(await flagsOf(agent.deviceId)).toEqual([])
    for (const one of [other, another]) one.close()
  })

  it('[ST4, RM3] the timeline is for those who may see screens, and for rooms of the account', async () => {
    const technician = await school.signIn('technician')
    const asked = { roomId: school.room.roomId, deviceId: null, from: 1, until: 2 }
    expect(await technician.call('usage:timeline', asked)).toMatchObject({ code: 'role-forbids' })
    const { roomId } = await technician.must('room:create', { name: 'Lab of others' })
    const account = { signInName: 'limited', password: 'a long word for tests 4', displayName: 'Limited', role: 'teacher' as const }
    await technician.must('staff:create', { ...account, roomIds: [roomId], expiresAt: null })
    const limited = await school.connectConsole()
    await limited.must('staff:sign-in', { signInName: 'limited', password: account.password, totpCode: null })
    expect(await limited.call('usage:timeline', asked)).toMatchObject({ code: 'room-forbids' })
    expect((await limited.must('flag:list', { roomId: null, before: null, limit: 200 })).flags).toEqual([])
    const agent = await school.simulateAgent()
    await agent.say('outbox:deliver', numbered(1, tamper('not for the other room')))
    expect(limited.flags).toEqual([])
  })

  it('[OB1, OB2] a thousand facts queued without a hub, killed ten times writing and ten times delivering: none lost, none twice', async () => {
    const figures = await runOutboxRounds(school, { facts: 1_000, rounds: 10 })
    expect(figures).toMatchObject({ duplicates: 0, lost: 0 })
    expect(figures.queued).toBeGreaterThanOrEqual(1_000)
  }, 120_000)
})
