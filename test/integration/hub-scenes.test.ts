import { createHash, randomUUID } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lease } from '#shared/model/lease'
import { capabilities } from '#shared/protocol/version'
import type { ConsoleClient } from '../support/console-client'
import { restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { saveList, saveScene, uploadText } from '../support/scenes'
import type { SimulatedAgent } from '../support/simulated-agent'
import { until } from '../support/until'

describe('scenes and lists', () => {
  let school: TestHub
  let teacher: ConsoleClient
  let officer: ConsoleClient
  let head: ConsoleClient
  let agent: SimulatedAgent

  const held = (): Lease[] => [...(agent.leaseSets.at(-1)?.leases ?? [])]
  const apply = (sceneId: string) => ({
    ...restrictionOrder(school.room.roomId, [agent.deviceId], 'internet'),
    internet: { access: 'scene' as const, sceneId },
  })

  beforeAll(async () => {
    school = await startTestHub()
    agent = await school.simulateAgent()
    teacher = await school.signIn('teacher')
    officer = await school.signIn('officer')
    head = await school.signIn('head')
  })
  afterAll(() => school.stop())

  it('[SC1] a typed list is checked, refused with its faulty lines, and kept without them', async () => {
    const uploadId = await uploadText(teacher, 'maths.test\nfacebook\nmaths.test/unit')
    expect(await teacher.must('sites:check', { uploadId })).toEqual({
      domains: 1,
      pages: 1,
      repeated: 0,
      faults: [{ line: 2, words: 'facebook', fault: 'short' }],
      faulty: 1,
    })
    const save = { listId: null, name: 'Maths', shared: false, uploadId, leaveFaultyOut: false }
    expect(await teacher.call('sites:save', save)).toMatchObject({ ok: false, code: 'list-unclear' })
    const list = await teacher.must('sites:save', { ...save, leaveFaultyOut: true })
    expect(list).toMatchObject({ name: 'Maths', domains: 1, pages: 1, shared: false })
    const { gzip } = await teacher.must('sites:read', { listId: list.listId })
    expect(gunzipSync(gzip).toString()).toBe('maths.test\nmaths.test/unit')
    expect(await teacher.call('sites:save', { ...save, uploadId: randomUUID() })).toMatchObject({ ok: false, code: 'not-found' })
    expect(await teacher.call('sites:save', { ...save, uploadId: null })).toMatchObject({ ok: false, code: 'malformed' })
    expect(await teacher.call('sites:check', { uploadId })).toMatchObject({ ok: false, code: 'not-found' })
  })

  it('[SC6] belongs to its maker; others see it shared, the head always; officers delete what is shared', async () => {
    const list = await saveList(teacher, 'Games', 'games.test')
    const seen = async (client: ConsoleClient): Promise<boolean> =>
      (await client.must('sites:list', {})).some(({ listId }) => listId === list.listId)
    expect([await seen(officer), await seen(head)]).toEqual([false, true])
    expect(await officer.call('sites:read', { listId: list.listId })).toMatchObject({ ok: false, code: 'not-found' })
    const change = { listId: list.listId, name: 'Games', uploadId: null, leaveFaultyOut: false }
    await teacher.must('sites:save', { ...change, shared: true })
    expect(await seen(officer)).toBe(true)
    expect(await officer.call('sites:save', { ...change, shared: false })).toMatchObject({ ok: false, code: 'held-by-another' })
    const scene = await saveScene(teacher, { name: 'Quiet', access: 'all-but', listIds: [list.listId], shared: true })
    expect(await officer.call('sites:delete', { listId: list.listId })).toMatchObject({ ok: false, code: 'in-use' })
    await officer.must('scene:delete', { sceneId: scene.sceneId })
    await officer.must('sites:delete', { listId: list.listId })
    expect(await seen(head)).toBe(false)
    const technician = await school.signIn('technician')
    expect(await technician.call('sites:list', {})).toMatchObject({ ok: false, code: 'role-forbids' })
    expect(await head.call('scene:delete', { sceneId: scene.sceneId })).toMatchObject({ ok: false, code: 'role-forbids' })
    const deeds = (await head.must('audit:list', { beforeAuditId: null, limit: 50 })).map(({ action }) => action)
    expect(deeds).toEqual(expect.arrayContaining(['sites:save', 'sites:delete', 'scene:save', 'scene:delete']))
  })

  it('[SC2] a scene joins no more than a browser takes, and names something', async () => {
    const many = (name: string): string => Array.from({ length: 60_000 }, (_value, at) => `${name}${at}.test`).join('\n')
    const lists = [await saveList(teacher, 'Many', many('a')), await saveList(teacher, 'More', many('b'))]
    const tooMany = { sceneId: null, name: 'All', shared: false, access: 'all-but' as const, sites: [], reason: '' }
    expect(await teacher.call('scene:save', { ...tooMany, listIds: lists.map(({ listId }) => listId) })).toMatchObject({
      ok: false,
      code: 'too-many-sites',
    })
    expect(await teacher.call('scene:save', { ...tooMany, listIds: [randomUUID()] })).toMatchObject({ ok: false, code: 'not-found' })
    expect(await teacher.call('scene:save', { ...tooMany, listIds: [] })).toMatchObject({ ok: false, code: 'malformed' })
    expect(await teacher.call('scene:save', { ...tooMany, sites: ['facebook'], listIds: [] })).toMatchObject({
      ok: false,
      code: 'site-unclear',
    })
  })

  it('[SC3] [SC4] in force it is a lease of what it was then, and the PC fetches the list by its hash', async () => {
    const list = await saveList(teacher, 'Algebra', 'maths.test\nalgebra.test')
    const scene = await saveScene(teacher, {
      name: 'Algebra',
      sites: ['BBC.co.uk/Bitesize'],
      listIds: [list.listId],
      reason: 'Exam practice',
    })
    const { leaseId } = await teacher.must('restriction:order', apply(scene.sceneId))
    await until(() => held().some((lease) => lease.leaseId === leaseId), 'the PC to hold it')
    expect(held()[0]).toMatchObject({
      reason: 'Exam practice',
      internet: {
        access: 'only',
        scene: 'Algebra',
        sites: ['bbc.co.uk/Bitesize'],
        lists: [{ hash: list.hash, title: 'Algebra', domains: 2, pages: 0 }],
      },
    })
    // The list is changed and deleted; the lease and its text stay.
    const uploadId = await uploadText(teacher, 'other.test')
    await teacher.must('sites:save', { listId: list.listId, name: 'Algebra', shared: false, uploadId, leaveFaultyOut: false })
    await teacher.must('scene:delete', { sceneId: scene.sceneId })
    await teacher.must('sites:delete', { listId: list.listId })
    const part = await agent.say('sites:fetch', { hash: list.hash, part: 0 })
    if (!part.ok) throw new Error(part.code)
    const text = gunzipSync(part.value.bytes).toString()
    expect(text).toBe('algebra.test\nmaths.test')
    expect(createHash('sha256').update(text).digest('hex')).toBe(list.hash)
    expect(await agent.say('sites:fetch', { hash: list.hash, part: 1 })).toMatchObject({ ok: false, code: 'not-found' })
    expect(await agent.say('sites:fetch', { hash: '0'.repeat(64), part: 0 })).toMatchObject({ ok: false, code: 'not-found' })
    expect(await teacher.call('restriction:order', apply(scene.sceneId))).toMatchObject({ ok: false, code: 'not-found' })
  })

  it('[SC3] follows one pupil by the officer’s word, and only with scenes the officer may use', async () => {
    const own = await saveScene(teacher, { name: 'Own', sites: ['a.test'] })
    const order = { orderId: randomUUID(), pupil: 'cai', roomId: null, reason: 'Coursework', minutes: 60 }
    const wish = (sceneId: string) => ({ ...order, internet: { access: 'scene' as const, sceneId } })
    expect(await officer.call('internet:order', wish(own.sceneId))).toMatchObject({ ok: false, code: 'not-found' })
    const scene = await saveScene(officer, { name: 'No chat', access: 'all-but', sites: ['chat.test'] })
    const lease = await officer.must('internet:order', wish(scene.sceneId))
    expect(lease.internet).toEqual({ access: 'all-but', scene: 'No chat', sites: ['chat.test'], lists: [] })
  })

  it('[SC4] [PR8] a PC that knows no scenes is not given them, and says so', async () => {
    const old = await school.simulateAgent({ capabilities: capabilities.filter((one) => one !== 'scenes') })
    const room = await teacher.watch(school.room.roomId)
    const scene = await saveScene(teacher, { name: 'Old PCs', sites: ['a.test'] })
    await teacher.must('restriction:order', { ...apply(scene.sceneId), deviceIds: [old.deviceId] })
    await teacher.until(() => room.devices.get(old.deviceId)?.restrictions[0]?.failure === 'unsupported', 'the PC to be shown unable')
    expect(old.leaseSets.flatMap(({ leases }) => leases)).toEqual([])
  })

  it('[PR2] what is no part of a list has no effect', async () => {
    const part = { uploadId: randomUUID(), part: 0, parts: 1, bytes: gzipSync('a.test') }
    expect(await teacher.call('sites:upload', { ...part, part: 64 })).toMatchObject({ ok: false, code: 'malformed' })
    expect(await teacher.call('sites:upload', { ...part, bytes: Buffer.alloc(50_000) })).toMatchObject({ ok: false, code: 'malformed' })
    await teacher.must('sites:upload', { ...part, bytes: Buffer.from('no gzip') })
    expect(await teacher.call('sites:check', { uploadId: part.uploadId })).toMatchObject({ ok: false, code: 'list-unclear' })
  })

  it('[SC7] what colleagues share waits for a second person where the school says so, and stands in the log, old value and new', async () => {
    const setting = (on: boolean) =>
      officer.must('policy:propose', { change: { kind: 'second-person-lists', on }, reason: 'The policy of the school' })
    const why = 'A new site for the exam board'
    const of = async (client: ConsoleClient, listId: string) => (await client.must('sites:list', {})).find((one) => one.listId === listId)
    const textOf = async (listId: string) => gunzipSync((await head.must('sites:read', { listId })).gzip).toString()
    const decide = (changeId: string | undefined, approve: boolean) => ({ changeId: changeId ?? '', approve, note: '' })

    expect(await teacher.must('sites:approval', {})).toEqual({ needed: false })
    expect(await setting(true)).toMatchObject({ state: 'in-force' })
    expect(await teacher.must('sites:approval', {})).toEqual({ needed: true })

    // One's own waits for nobody; shared it does, and is one's own until then.
    const own = await saveList(teacher, 'Board', 'a.test\nb.test')
    expect(own).toMatchObject({ shared: false, waiting: null })
    const share = { listId: own.listId, name: 'Board', shared: true, uploadId: null, leaveFaultyOut: false }
    expect(await teacher.call('sites:save', share)).toMatchObject({ ok: false, code: 'reason-needed' })
    const shared = await teacher.must('sites:save', { ...share, why })
    expect(shared).toMatchObject({ shared: false, waiting: { proposedBy: { displayName: 'Test teacher' } } })
    expect(await of(officer, own.listId)).toBeUndefined()
    expect(await head.must('approval:count', {})).toMatchObject({ policies: 1 })
    expect(await teacher.call('policy:decide', decide(shared.waiting?.changeId, true))).toMatchObject({ code: 'role-forbids' })
    await officer.must('policy:decide', decide(shared.waiting?.changeId, true))
    expect(await of(officer, own.listId)).toMatchObject({ shared: true, waiting: null })

    // A later text is another change; the one before it is taken back by its maker's next.
    const change = async (text: string) => teacher.must('sites:save', { ...share, uploadId: await uploadText(teacher, text), why })
    const first = await change('a.test\nc.test')
    const second = await change('a.test\nd.test')
    expect(await textOf(own.listId)).toBe('a.test\nb.test')
    expect(await officer.call('policy:decide', decide(first.waiting?.changeId, true))).toMatchObject({ code: 'not-found' })
    const approved = await head.must('policy:decide', decide(second.waiting?.changeId, true))
    expect(approved).toMatchObject({
      state: 'in-force',
      revision: null,
      change: { kind: 'save-list', difference: { added: { count: 1, some: ['d.test'] }, removed: { count: 1, some: ['b.test'] } } },
    })
    expect(await textOf(own.listId)).toBe('a.test\nd.test')

    // A list that a shared scene joins changes what colleagues go by, shared or not.
    const joined = await saveList(officer, 'Joined', 'e.test')
    const scene = await officer.must('scene:save', {
      ...{ sceneId: null, name: 'Exam', shared: true, access: 'only', sites: [], listIds: [joined.listId], reason: '', why },
    })
    expect(scene).toMatchObject({ shared: false, waiting: { proposedBy: { displayName: 'Test officer' } } })
    expect(await officer.call('policy:decide', decide(scene.waiting?.changeId, true))).toMatchObject({ code: 'own-proposal' })
    const grown = { listId: joined.listId, name: 'Joined', shared: false, leaveFaultyOut: false }
    await officer.must('sites:save', { ...grown, uploadId: await uploadText(officer, 'e.test\nf.test') })
    // What would be approved is no longer what was proposed.
    expect(await head.call('policy:decide', decide(scene.waiting?.changeId, true))).toMatchObject({ code: 'not-found' })
    const again = await officer.must('scene:save', {
      ...{ sceneId: scene.sceneId, name: 'Exam', shared: true, access: 'only', sites: [], listIds: [joined.listId], reason: '', why },
    })
    await head.must('policy:decide', decide(again.waiting?.changeId, true))
    const uploadId = await uploadText(officer, 'e.test\ng.test')
    expect(await officer.call('sites:save', { ...grown, uploadId })).toMatchObject({ code: 'reason-needed' })

    // Deleting waits too; withdrawing is its proposer's, refusing leaves all as it was.
    const deleted = await officer.must('scene:delete', { sceneId: scene.sceneId, why })
    expect(await teacher.call('policy:withdraw', { changeId: deleted.waiting?.changeId ?? '' })).toMatchObject({ code: 'held-by-another' })
    await head.must('policy:decide', decide(deleted.waiting?.changeId, false))
    expect((await teacher.must('scene:list', {})).find(({ name }) => name === 'Exam')).toMatchObject({ waiting: null })
    const gone = await teacher.must('sites:delete', { listId: own.listId, why })
    expect(await of(head, own.listId)).toMatchObject({ waiting: { changeId: gone.waiting?.changeId } })
    await teacher.must('policy:withdraw', { changeId: gone.waiting?.changeId ?? '' })
    expect(await of(head, own.listId)).toMatchObject({ waiting: null })

    const audit = await head.must('audit:list', { beforeAuditId: null, limit: 100 })
    expect(audit.find(({ action, subject }) => action === 'policy:decide' && subject === approved.changeId)?.detail).toBe(
      `web list Board (2 sites, 0 pages, shared) -> Board (2 sites, 0 pages, shared); added d.test; removed b.test: in-force; why: ${why}`,
    )
    // Asking less needs the second person as well; then a change holds at once, and stands in the log all the same.
    const less = await setting(false)
    expect(less.state).toBe('waiting')
    await head.must('policy:decide', decide(less.changeId, true))
    expect(await teacher.must('sites:save', share)).toMatchObject({ shared: true, waiting: null })
    const [newest] = await head.must('policy:changes', { before: null, limit: 1 })
    expect(newest).toMatchObject({ state: 'in-force', change: { kind: 'save-list' }, decidedBy: null })
  })
})
