import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFilterSchema } from '#shared/model/breach-review'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import { simulateAgent, type SimulatedAgent } from '../support/simulated-agent'

const everything = { ...breachFilterSchema.parse({}), before: null, limit: 50 }
const games = { category: 'games', grade: 1, rule: { pack: 'games', version: 1, id: 'games/unblocked' } } as const

describe('concerns at the hub', () => {
  let school: TestHub
  let agent: SimulatedAgent
  let officer: ConsoleClient
  let delivered = 0

  const tell = async (...facts: Parameters<typeof numberedFacts> extends [number, ...infer Facts] ? Facts : never): Promise<void> => {
    expect(await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...facts))).toMatchObject({ ok: true })
    delivered += facts.length
  }
  const vaultFiles = (): Promise<string[]> => readdir(path.join(school.dataFolder, 'vault'))
  const auditOf = async (action: string) => {
    const head = await school.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 200 })
    head.close()
    return entries.filter((entry) => entry.action === action)
  }

  beforeAll(async () => {
    school = await startTestHub()
    agent = await school.simulateAgent({ hostname: 'PC-7' })
    officer = await school.signIn('officer')
  })
  afterAll(() => school.stop())

  it('[CN1] a breach told is at the officer’s console, once; repeats raise its count and nothing else', async () => {
    const fact = breachFact()
    await tell(fact, fact)
    await officer.until(() => officer.breaches.length === 1)
    expect(officer.breaches[0]).toMatchObject({
      was: null,
      breach: { breachId: fact.breachId, deviceName: 'PC-7', user: 'aisha', count: 1, state: 'new', pictures: 0, match: fact.match },
    })
    await tell({ kind: 'breach-repeat', breachId: fact.breachId, count: 40, until: fact.takenAt + 60_000 })
    await tell({ kind: 'breach-repeat', breachId: fact.breachId, count: 7, until: fact.takenAt + 90_000 })
    await tell({ kind: 'breach-repeat', breachId: randomUUID(), count: 9, until: fact.takenAt })
    await officer.until(() => officer.breaches.length === 2)
    expect(officer.breaches[1]).toMatchObject({ was: 'new', breach: { count: 40, lastAt: fact.takenAt + 60_000 } })
    const other = await school.simulateAgent({ hostname: 'PC-8' })
    await other.say('outbox:deliver', numberedFacts(1, { kind: 'breach-repeat', breachId: fact.breachId, count: 99, until: 1 }, fact))
    const { breaches, waiting } = await officer.must('breach:list', everything)
    expect(breaches).toMatchObject([{ breachId: fact.breachId, count: 40, deviceName: 'PC-7' }])
    expect(waiting).toBe(1)
  })

  it('[CN2] a picture is kept once, sealed, before or after its breach, through a restart; a wrong one is refused', async () => {
    const fact = breachFact({ breachId: randomUUID(), pictures: 3 })
    const before = snapshotOf(fact.breachId, 'before')
    const already = (await vaultFiles()).length
    expect((await agent.say('snapshot:deliver', before)).ok).toBe(true)
    expect((await agent.say('snapshot:deliver', before)).ok).toBe(true)
    expect((await vaultFiles()).length).toBe(already + 1)
    await tell(fact)
    await officer.until(() => officer.breaches.some(({ was, breach }) => was === null && breach.pictures === 1))
    const match = snapshotOf(fact.breachId, 'match', '#8c2f3f')
    expect(await agent.say('snapshot:deliver', { ...match, sha256: before.sha256 })).toMatchObject({ code: 'malformed' })
    expect(await agent.say('snapshot:deliver', { ...match, jpeg: new Uint8Array(700_000) })).toMatchObject({ ok: false })
    agent = await simulateAgent(await school.enrol('PC-9'))
    delivered = 0
    const own = breachFact()
    await tell(own)
    expect((await agent.say('snapshot:deliver', snapshotOf(own.breachId, 'match'))).ok).toBe(true)
    await officer.until(() => officer.breaches.some(({ was, breach }) => was === 'new' && breach.pictures === 1))
    // Another PC's picture for this breach is not this breach's.
    expect((await agent.say('snapshot:deliver', match)).ok).toBe(true)
    await writeFile(path.join(school.dataFolder, 'vault', 'stray.sealed.part'), 'half written')
    await school.restart()
    expect((await vaultFiles()).includes('stray.sealed.part')).toBe(false)
    officer = await school.signIn('officer')
    const detail = await officer.must('breach:get', { breachId: fact.breachId })
    expect(detail).toMatchObject({ pictures: 1, snapshotsTold: 3, snapshots: [{ part: 'before', sha256: before.sha256 }] })
    agent = await simulateAgent(await school.enrol('PC-10'))
    delivered = 0
  })

  it('[CN4] pictures need a reason once, each look is written down, and a changed file is named as damaged', async () => {
    const fact = breachFact()
    await tell(fact)
    const [match, after] = [snapshotOf(fact.breachId, 'match'), snapshotOf(fact.breachId, 'after')]
    for (const snapshot of [match, after]) expect((await agent.say('snapshot:deliver', snapshot)).ok).toBe(true)
    const ask = (part: 'before' | 'match' | 'after', reason: string | null = null) =>
      officer.call('breach:picture', { breachId: fact.breachId, part, reason })
    expect(await ask('match')).toMatchObject({ code: 'reason-needed' })
    expect(await ask('match', ' x ')).toMatchObject({ code: 'malformed' })
    const shown = await ask('match', 'Is it the pupil’s own words?')
    expect(shown.ok && Buffer.from(shown.value.jpeg).equals(match.jpeg)).toBe(true)
    expect((await ask('after')).ok).toBe(true)
    expect(await ask('before')).toMatchObject({ code: 'not-found' })
    const head = await school.signIn('head')
    const asked = { breachId: fact.breachId, part: 'match' as const, reason: null }
    expect(await head.call('breach:picture', asked)).toMatchObject({ code: 'reason-needed' })
    expect((await auditOf('breach:reveal')).map(({ detail, staffName }) => [staffName, detail])).toEqual([
      ['Test officer', 'Is it the pupil’s own words?'],
    ])
    expect((await auditOf('breach:picture')).map(({ detail }) => detail)).toEqual(['after', 'match'])
    expect((await officer.must('breach:get', { breachId: fact.breachId })).revealReason).toBe('Is it the pupil’s own words?')

    for (const file of await vaultFiles()) {
      const whole = path.join(school.dataFolder, 'vault', file)
      const bytes = await readFile(whole)
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      await writeFile(whole, bytes)
    }
    expect(await ask('match')).toMatchObject({ code: 'picture-damaged' })
    for (const file of await vaultFiles()) await rm(path.join(school.dataFolder, 'vault', file))
    expect(await ask('after')).toMatchObject({ code: 'picture-damaged' })
  })

  it('[CN5] a decision stands with its note, who made it and what was before, at every console', async () => {
    const fact = breachFact()
    await tell(fact)
    const head = await school.signIn('head')
    const { breachId } = fact
    await officer.must('breach:decide', { breachId, state: 'under-review', note: 'Spoke to form tutor' })
    const detail = await officer.must('breach:decide', { breachId, state: 'escalated', note: '' })
    expect(detail).toMatchObject({
      state: 'escalated',
      decidedBy: 'Test officer',
      decisions: [
        { from: 'new', to: 'under-review', note: 'Spoke to form tutor', by: 'Test officer' },
        { from: 'under-review', to: 'escalated' },
      ],
    })
    await head.until(() => head.breaches.some(({ was, breach }) => was === 'under-review' && breach.state === 'escalated'))
    expect(await officer.call('breach:decide', { breachId: randomUUID(), state: 'resolved', note: '' })).toMatchObject({
      code: 'not-found',
    })
  })

  it('[CN3, ST4] a teacher gets the shared categories of the own rooms without pictures, a technician nothing, the head decides nothing', async () => {
    const [play, grave] = [breachFact({ ...games }), breachFact()]
    const technician = await school.signIn('technician')
    const { roomId } = await technician.must('room:create', { name: 'Lab of others' })
    const account = { signInName: 'limited', password: 'a long word for tests 4', displayName: 'Limited', role: 'teacher' as const }
    await technician.must('staff:create', { ...account, roomIds: [roomId], expiresAt: null })
    const limited = await school.connectConsole()
    await limited.must('staff:sign-in', { signInName: 'limited', password: account.password, totpCode: null })
    const teacher = await school.signIn('teacher')
    const head = await school.signIn('head')
    await tell(play, grave)
    await agent.say('snapshot:deliver', snapshotOf(play.breachId, 'match'))
    await head.until(() => head.breaches.some(({ breach }) => breach.breachId === play.breachId && breach.pictures === 1))
    await teacher.until(() => teacher.breaches.length === 2)
    expect(new Set(teacher.breaches.map(({ breach }) => breach.breachId))).toEqual(new Set([play.breachId]))
    expect([technician.breaches, limited.breaches]).toEqual([[], []])

    const listed = await teacher.must('breach:list', everything)
    expect(listed).toMatchObject({ breaches: [{ breachId: play.breachId }], waiting: 1 })
    expect(await limited.must('breach:list', everything)).toEqual({ breaches: [], waiting: 0 })
    expect(await limited.call('breach:get', { breachId: play.breachId })).toMatchObject({ code: 'not-found' })
    expect(await teacher.call('breach:get', { breachId: grave.breachId })).toMatchObject({ code: 'not-found' })
    expect((await teacher.must('breach:get', { breachId: play.breachId })).maySeePictures).toBe(false)
    // Nor by asking for it: by its words, category, person or grade, in the count, around one that is shared, or in an evidence pack.
    const idsFor = async (who: ConsoleClient, asked: object): Promise<string[]> =>
      (await who.must('breach:list', { ...everything, ...asked })).breaches.map(({ breachId }) => breachId)
    for (const asked of [{ text: 'easiest' }, { categories: ['suicide' as const] }, { person: grave.user ?? '', grades: [5] }])
      expect(await idsFor(teacher, asked)).not.toContain(grave.breachId)
    expect(await idsFor(head, { text: 'easiest' })).toContain(grave.breachId)
    expect(await teacher.must('breach:count', {})).toEqual({ waiting: 1 })
    const evidence = { incidentId: randomUUID(), reason: 'To see what it is about' }
    for (const refused of [
      teacher.call('breach:around', { breachId: play.breachId }),
      teacher.call('evidence:make', evidence),
      teacher.call('incident:count', {}),
    ])
      expect(await refused).toMatchObject({ code: 'role-forbids' })

    const picture = { breachId: play.breachId, part: 'match' as const, reason: 'What is it?' }
    expect(await teacher.call('breach:picture', picture)).toMatchObject({ code: 'role-forbids' })
    const decision = { breachId: play.breachId, state: 'resolved' as const, note: '' }
    for (const one of [teacher, head, technician]) expect(await one.call('breach:decide', decision)).toMatchObject({ code: 'role-forbids' })
    const sharing = { categories: ['games' as const, 'suicide' as const], pictures: true }
    for (const one of [teacher, head, technician]) expect(await one.call('breach:share', sharing)).toMatchObject({ code: 'role-forbids' })
    for (const call of ['breach:count', 'breach:sharing', 'mail:read'] as const) {
      const who = call === 'mail:read' ? teacher : technician
      expect(await who.call(call, {})).toMatchObject({ code: 'role-forbids' })
    }

    await officer.must('breach:share', sharing)
    expect((await teacher.must('breach:get', { breachId: grave.breachId })).maySeePictures).toBe(true)
    expect((await teacher.call('breach:picture', picture)).ok).toBe(true)
    expect(await limited.call('breach:picture', picture)).toMatchObject({ code: 'not-found' })
    await school.restart()
    officer = await school.signIn('officer')
    expect(await officer.must('breach:sharing', {})).toEqual(sharing)
  })

  it('[CN6] lists newest first, by page, and narrowed by state, grade, category, room, time and text', async () => {
    agent = await simulateAgent(await school.enrol('Findable-PC'))
    delivered = 0
    const from = Date.now() + 86_400_000
    const [first, second] = [breachFact({ takenAt: from }), breachFact({ ...games, takenAt: from + 1_000, user: 'Łucja' })]
    await tell(first, second)
    const ids = async (filter: object): Promise<string[]> =>
      (await officer.must('breach:list', { ...everything, ...filter })).breaches.map(({ breachId }) => breachId)
    const recent = { from, until: from + 2_000 }
    expect(await ids(recent)).toEqual([second.breachId, first.breachId])
    expect(await ids({ ...recent, until: from + 500 })).toEqual([first.breachId])
    expect(await ids({ ...recent, grades: [1, 2] })).toEqual([second.breachId])
    expect(await ids({ ...recent, categories: ['suicide'] })).toEqual([first.breachId])
    expect(await ids({ ...recent, states: ['resolved'] })).toEqual([])
    expect(await ids({ ...recent, roomId: school.room.roomId })).toHaveLength(2)
    expect(await ids({ ...recent, roomId: randomUUID() })).toEqual([])
    for (const text of ['łucja', 'ŁUCJA ', 'games/unblocked']) expect(await ids({ ...recent, text })).toEqual([second.breachId])
    expect(await ids({ text: 'findable-pc' })).toHaveLength(2)
    expect(await ids({ text: "%' or 1=1" })).toEqual([])
    const page = await officer.must('breach:list', { ...everything, ...recent, limit: 1 })
    expect(await ids({ ...recent, before: page.breaches[0]?.breachNumber ?? 0 })).toEqual([first.breachId])
  })
})
