import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { PolicyChange } from '#shared/model/policy-change'
import { everybodyAlways, type PolicySet, shippedPolicy } from '#shared/model/policy-set'
import type { Role } from '#shared/model/staff'
import { consoleOrders } from '#shared/protocol/console-hub'
import { capabilities } from '#shared/protocol/version'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

const off = (target: string): PolicyChange => ({ kind: 'limit', target, on: [] })
const reason = 'asked for by the governors'

describe('the policies of a school', () => {
  let hub: TestHub
  let clients: Record<Role, ConsoleClient>

  beforeAll(async () => {
    hub = await startTestHub()
    clients = {
      teacher: await hub.signIn('teacher'),
      technician: await hub.signIn('technician'),
      officer: await hub.signIn('officer'),
      head: await hub.signIn('head'),
    }
  })
  afterAll(() => hub.stop())

  const current = async (): Promise<PolicySet> => (await clients.officer.must('policy:read', {})).set
  const propose = (change: PolicyChange) => clients.officer.must('policy:propose', { change, reason })
  const heldBy = (agent: SimulatedAgent): PolicySet | undefined =>
    agent.schoolPolicies.at(-1)?.set ?? (agent.greeting?.ok === true ? agent.greeting.value.policy?.set : undefined)

  it('[PO4] a PC learns them by the answer to its hello when it holds others, and each change at once', async () => {
    const agent = await hub.simulateAgent()
    await agent.until(() => agent.greeting !== null)
    expect(heldBy(agent)).toEqual(await current())
    const made = await propose(off('games'))
    expect(made).toMatchObject({ state: 'in-force', revision: 1 })
    await agent.until(() => heldBy(agent)?.revision === 1)
    expect(heldBy(agent)?.limits).toEqual([{ target: 'games', on: [] }])
    const { set, pcs } = await clients.officer.must('policy:read', {})
    expect(pcs).toEqual({ linked: 1, current: 1 })
    const up = await hub.simulateAgent({ policyId: set.policyId })
    const unable = await hub.simulateAgent({ capabilities: capabilities.filter((one) => one !== 'policy') })
    for (const pc of [up, unable]) {
      await pc.until(() => pc.greeting !== null)
      expect(pc.greeting).toMatchObject({ ok: true, value: { policy: null } })
    }
    await propose({ kind: 'limit', target: 'games', on: null })
    await up.until(() => heldBy(up)?.revision === 2)
    expect(unable.schoolPolicies).toEqual([])
    for (const pc of [agent, up, unable]) pc.close()
  })

  it('[PO4] a PC learns year and groups of whoever signs in there, and when the roster changes, and nothing of a guest', async () => {
    const aisha = { userName: 'Aisha', displayName: 'Aisha Khan', yearGroup: 8, groups: ['8B'] }
    await clients.technician.must('pupil:put', { pupils: [aisha] })
    const agent = await hub.simulateAgent()
    const signIn = (name: string, guest = false) =>
      agent.say('session:user', { name, displayName: name, guest, sessionStartedAt: Date.now() })
    await signIn('guest1', true)
    await signIn('aisha')
    await agent.until(() => agent.pupilsTold.length === 1)
    await signIn('nobody-knows')
    await agent.until(() => agent.pupilsTold.length === 2)
    expect(agent.pupilsTold).toEqual([
      { userName: 'aisha', yearGroup: 8, groups: ['8B'] },
      { userName: 'nobody-knows', yearGroup: null, groups: [] },
    ])
    await signIn('aisha')
    await agent.until(() => agent.pupilsTold.length === 3)
    await clients.officer.must('pupil:put', { pupils: [{ ...aisha, yearGroup: 9 }] })
    await agent.until(() => agent.pupilsTold.at(-1)?.yearGroup === 9)
    await clients.officer.must('pupil:remove', { userNames: ['AISHA'] })
    await agent.until(() => agent.pupilsTold.at(-1)?.yearGroup === null)
    expect(await clients.head.must('pupil:list', {})).toEqual([])
    agent.close()
  })

  it('[PO3] nobody takes anything from a locked pack, from one that is not there, or by a phrase that cannot be read', async () => {
    const before = await current()
    const exception = (target: string, phrase: string): PolicyChange => ({
      kind: 'exception',
      exception: { exceptionId: randomUUID(), target, phrase, domain: null },
    })
    for (const [change, code] of [
      [off('illegal-content'), 'policy-locked'],
      [exception('illegal-content', 'some words'), 'policy-locked'],
      [off('no-such-pack'), 'not-found'],
      [exception('games', '(open'), 'phrase-unclear'],
      [exception('games', 'a {game}'), 'phrase-unclear'],
      [{ kind: 'remove-term', termId: randomUUID() }, 'not-found'],
    ] as const)
      expect(await clients.officer.call('policy:propose', { change, reason })).toMatchObject({ code })
    expect(await current()).toEqual(before)
  })

  it('[PO3] not by a second person’s word either: the hub looks again when it is approved', async () => {
    const { packs } = await clients.officer.must('policy:read', {})
    const locked = packs.filter((pack) => pack.locked).map(({ pack, rules }) => rules[0]?.id ?? pack)
    expect(locked.length).toBeGreaterThan(0)
    await propose({ kind: 'second-person', when: 'always' })
    for (const target of locked) {
      expect(await clients.officer.call('policy:propose', { change: off(target), reason })).toMatchObject({ code: 'policy-locked' })
    }
    const looser = await propose({ kind: 'second-person', when: 'safeguarding' })
    await clients.head.must('policy:decide', { changeId: looser.changeId, approve: true, note: '' })
  })

  it('[PO6, PO9] what takes from a safeguarding pack waits for another person, who approves, refuses, or sees it withdrawn', async () => {
    const before = await current()
    const waiting = await propose(off('self-harm'))
    expect(waiting).toMatchObject({ state: 'waiting', revision: null })
    expect(await current()).toEqual(before)
    expect((await clients.head.must('policy:read', {})).waiting).toBe(1)
    // [PO9] For the other one alone.
    const none = { policies: 0, letters: 0, gate: 0 }
    expect(await clients.head.must('approval:count', {})).toEqual({ ...none, policies: 1 })
    expect(await clients.officer.must('approval:count', {})).toEqual(none)
    expect(await clients.teacher.call('approval:count', {})).toMatchObject({ ok: false })
    const decide = { changeId: waiting.changeId, approve: true, note: 'agreed in the meeting' }
    expect(await clients.officer.call('policy:decide', decide)).toMatchObject({ code: 'own-proposal' })
    expect(await clients.head.must('policy:decide', decide)).toMatchObject({
      state: 'in-force',
      decidedBy: { displayName: 'Test head' },
      revision: before.revision + 1,
    })
    expect(await clients.head.must('approval:count', {})).toEqual(none)
    expect((await current()).limits).toContainEqual({ target: 'self-harm', on: [] })
    expect(await clients.head.call('policy:decide', decide)).toMatchObject({ code: 'not-found' })

    const refused = await propose(off('suicide'))
    expect(await clients.head.must('policy:decide', { changeId: refused.changeId, approve: false, note: 'no' })).toMatchObject({
      state: 'refused',
      revision: null,
    })
    const withdrawn = await propose(off('suicide'))
    expect(await clients.officer.must('policy:withdraw', { changeId: withdrawn.changeId })).toMatchObject({ state: 'withdrawn' })
    expect((await current()).limits).not.toContainEqual({ target: 'suicide', on: [] })
    // Taking a limit away makes nobody less safe.
    expect(await propose({ kind: 'limit', target: 'self-harm', on: null })).toMatchObject({ state: 'in-force' })

    const log = await clients.head.must('policy:changes', { before: null, limit: 4 })
    expect(log.map(({ state }) => state)).toEqual(['in-force', 'withdrawn', 'refused', 'in-force'])
    const [newest] = log
    const older = await clients.head.must('policy:changes', { before: newest?.proposedAt ?? 0, limit: 3 })
    expect(older.map(({ changeId }) => changeId)).not.toContain(newest?.changeId)
    const audit = await clients.head.must('audit:list', { beforeAuditId: null, limit: 20 })
    expect(audit.find(({ action }) => action === 'policy:decide')?.detail).toBe(`suicide off: refused (no); why: ${reason}`)
  })

  it('[PO5] what applies to a pupil now names each pack with why, and who limited it', async () => {
    await clients.technician.must('pupil:put', {
      pupils: [{ userName: 'ben', displayName: 'Ben Thomas', yearGroup: 12, groups: [] }],
    })
    await propose({ kind: 'limit', target: 'games', on: [{ ...everybodyAlways, yearGroups: [7, 8] }] })
    const applied = await clients.head.must('policy:applies', { pupil: 'BEN' })
    const pack = (target: string) => applied.packs.find((one) => one.target === target)
    expect(applied).toMatchObject({ displayName: 'Ben Thomas', onRoster: true, pupil: { yearGroup: 12 } })
    expect(pack('games')).toMatchObject({ on: false, why: 'limit', setBy: { displayName: 'Test officer', reason } })
    expect(pack('drugs')).toMatchObject({ on: true, why: 'everybody', setBy: null })
    expect(pack('illegal-content')).toMatchObject({ on: true, why: 'locked' })
    const unknown = await clients.officer.must('policy:applies', { pupil: 'nobody-knows' })
    expect(unknown.onRoster).toBe(false)
    expect(unknown.packs.every(({ on }) => on)).toBe(true)
  })

  it('[PO5] a teacher looks up who sits in an own room, and nobody else', async () => {
    const agent = await hub.simulateAgent()
    await agent.say('session:user', { name: 'dev', displayName: 'Dev', guest: false, sessionStartedAt: Date.now() })
    const lock = { kind: 'lock' as const, reason: 'Fire drill', text: '', minutes: 5 }
    const at = { roomId: hub.room.roomId, deviceIds: [agent.deviceId] }
    const { leaseId } = await clients.teacher.must('restriction:order', { ...at, ...lock, orderId: randomUUID() })
    const applied = await clients.teacher.must('policy:applies', { pupil: 'dev' })
    expect(applied.pupil.userName).toBe('dev')
    // With what staff ordered there, and how the session ends.
    expect(applied.leases).toMatchObject([{ leaseId, kind: 'lock', reason: 'Fire drill' }])
    expect(applied.places).toMatchObject([{ roomName: hub.room.name, own: false }])
    await clients.teacher.must('restriction:lift', { ...at, kinds: ['lock'], orderId: randomUUID() })
    expect((await clients.teacher.must('policy:applies', { pupil: 'dev' })).leases).toEqual([])
    expect(await clients.teacher.call('policy:applies', { pupil: 'ben' })).toMatchObject({ code: 'not-found' })
    agent.close()
  })

  it('[PO2] an exception is made in one call from the words of a concern, whatever signs stand in them', async () => {
    const made = await clients.officer.must('policy:except', {
      target: 'games/game-pages',
      phrase: ' maths (games) | {free}..',
      domain: 'nrich.maths.org',
      reason,
    })
    expect(made.change).toMatchObject({ kind: 'exception', exception: { phrase: 'maths games free', domain: 'nrich.maths.org' } })
    expect((await current()).exceptions).toHaveLength(1)
  })

  it('[PO8] a change is tried on what was seen and flagged, without changing anything, and tells how far it is', async () => {
    const agent = await hub.simulateAgent({ hostname: 'PC-7' })
    const until = Date.now()
    const usage = (title: string, from: number, user = 'ben') => ({
      kind: 'usage' as const,
      user,
      application: 'chromium',
      title,
      from,
      until: from + 1_000,
    })
    const facts = [
      ...Array.from({ length: 60 }, (_none, index) => usage(`Maths homework ${index}`, until - 60_000)),
      usage('Rate my teacher', until - 50_000),
      usage('Rate my teacher', until - 40_000),
      usage('unblocked games online', until - 30_000),
      usage('unblocked games online', until - 20_000, 'cara'),
      usage('Rate my teacher, long ago', until - 40 * 24 * 3_600_000),
    ].map((fact, index) => ({ number: index + 1, fact }))
    expect(await agent.say('outbox:deliver', { facts })).toMatchObject({ ok: true })
    await propose({ kind: 'limit', target: 'games', on: [{ ...everybodyAlways, yearGroups: [7] }] })
    await clients.officer.must('pupil:put', { pupils: [{ userName: 'ben', displayName: 'Ben Thomas', yearGroup: 12, groups: [] }] })
    const before = await current()
    const term = {
      termId: randomUUID(),
      phrase: 'rate my teacher',
      language: 'en' as const,
      category: 'bullying' as const,
      grade: 3,
      why: 'A page on which pupils mock their teachers.',
      scope: everybodyAlways,
    }
    const tryIt = async (change: PolicyChange) => {
      const { replayId } = await clients.officer.must('policy:replay', { change, days: 7 })
      return vi.waitFor(
        async () => {
          const replay = await clients.officer.must('policy:replay-read', { replayId })
          if (replay.state === 'running') throw new Error('still at it')
          return replay
        },
        { timeout: 20_000, interval: 250 },
      )
    }
    const added = await tryIt({ kind: 'term', term })
    expect(added).toMatchObject({ state: 'done', of: 63, looked: 63, begins: { count: 2 }, stops: { count: 0 } })
    expect(added.begins.lines).toMatchObject([{ deviceName: 'PC-7', user: 'ben', matched: 'Rate my teacher', grade: 3, count: 2 }])
    const games = await tryIt({ kind: 'limit', target: 'games', on: null })
    expect(games).toMatchObject({ begins: { count: 1 }, stops: { count: 0 } })
    expect(games.begins.lines[0]?.matched.toLowerCase()).toContain('unblocked')
    // Of a pupil nobody has told the school of, the limit takes nothing: switched off, it would stop.
    const none = await tryIt(off('games'))
    expect(none).toMatchObject({ begins: { count: 0 }, stops: { count: 1, lines: [{ user: 'cara', deviceName: 'PC-7' }] } })
    expect(await current()).toEqual(before)

    expect(await clients.officer.call('policy:replay-read', { replayId: added.replayId })).toMatchObject({ code: 'not-found' })
    expect(await clients.head.call('policy:replay-read', { replayId: games.replayId })).toMatchObject({ code: 'not-found' })
    expect(await clients.officer.call('policy:replay', { change: off('illegal-content'), days: 7 })).toMatchObject({
      code: 'policy-locked',
    })
    agent.close()
  })

  it('[ST4] each call refuses every role that the table does not name', async () => {
    const calls = [
      (client: ConsoleClient) => ['policy:read', client.call('policy:read', {})] as const,
      (client: ConsoleClient) => ['policy:propose', client.call('policy:propose', { change: off('games'), reason })] as const,
      (client: ConsoleClient) =>
        ['policy:except', client.call('policy:except', { target: 'games', phrase: 'a phrase', domain: null, reason })] as const,
      (client: ConsoleClient) =>
        ['policy:decide', client.call('policy:decide', { changeId: randomUUID(), approve: true, note: '' })] as const,
      (client: ConsoleClient) => ['policy:withdraw', client.call('policy:withdraw', { changeId: randomUUID() })] as const,
      (client: ConsoleClient) => ['policy:changes', client.call('policy:changes', { before: null, limit: 1 })] as const,
      (client: ConsoleClient) => ['policy:applies', client.call('policy:applies', { pupil: 'ben' })] as const,
      (client: ConsoleClient) => ['policy:replay', client.call('policy:replay', { change: off('games'), days: 1 })] as const,
      (client: ConsoleClient) => ['policy:replay-read', client.call('policy:replay-read', { replayId: randomUUID() })] as const,
      (client: ConsoleClient) => ['pupil:list', client.call('pupil:list', {})] as const,
      (client: ConsoleClient) =>
        ['pupil:put', client.call('pupil:put', { pupils: [{ userName: 'x', displayName: 'x', yearGroup: null, groups: [] }] })] as const,
      (client: ConsoleClient) => ['pupil:remove', client.call('pupil:remove', { userNames: ['x'] })] as const,
    ]
    for (const role of ['teacher', 'technician', 'officer', 'head'] as const) {
      // Ten refusals would end a connection.
      const [first, second] = [await hub.signIn(role), await hub.signIn(role)]
      for (const [index, call] of calls.entries()) {
        const client = index % 2 === 0 ? first : second
        const [event, answer] = call(client)
        const outcome = await answer
        const may = consoleOrders[event].allowed.some((one: Role) => one === role)
        expect([event, role, outcome.ok || outcome.code !== 'role-forbids']).toEqual([event, role, may])
      }
      first.close()
      second.close()
    }
  })

  it('[PR2] what does not fit is malformed and changes nothing', async () => {
    const before = await current()
    const client = await hub.signIn('officer')
    const year = { ...everybodyAlways, yearGroups: [14] }
    for (const payload of [
      { change: off('games'), reason: 'no' },
      { change: { kind: 'limit', target: 'games; drop', on: [] }, reason },
      { change: { kind: 'limit', target: 'games', on: [year] }, reason },
      { change: { kind: 'whim' }, reason },
    ]) {
      const answer: unknown = await client.socket.timeout(2_000).emitWithAck('policy:propose', payload)
      expect(answer).toMatchObject({ ok: false, code: 'malformed' })
    }
    client.close()
    expect(await current()).toEqual(before)
  })

  it('[PO1] a hub that restarts still holds policies, roster and log', async () => {
    const before = await current()
    await hub.restart()
    const officer = await hub.signIn('officer')
    expect((await officer.must('policy:read', {})).set).toEqual(before)
    expect(before.policyId).not.toBe(shippedPolicy.policyId)
    expect((await officer.must('pupil:list', {})).map(({ userName }) => userName)).toEqual(['ben'])
    expect((await officer.must('policy:changes', { before: null, limit: 100 })).length).toBeGreaterThan(8)
  })
})
