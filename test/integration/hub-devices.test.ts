import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Room } from '#shared/model/device'
import type { RegisterEntry } from '#shared/model/device-register'
import { noTimeouts } from '#shared/model/timeout'
import { uploadParts } from '#shared/protocol/scene-orders'
import type { ConsoleClient } from '../support/console-client'
import { restrictionOrder, startTestHub, type TestHub } from '../support/hub'

describe('the register of PCs', () => {
  let hub: TestHub
  let technician: ConsoleClient
  let teacher: ConsoleClient
  let lab: Room

  beforeAll(async () => {
    hub = await startTestHub({ bounds: { coverageEveryMs: 200 } })
    technician = await hub.signIn('technician')
    teacher = await hub.signIn('teacher')
    lab = hub.room
  })
  afterAll(() => hub.stop())

  const newRoom = (name = `Room ${randomUUID()}`): Promise<Room> => technician.must('room:create', { name })
  const list = (): Promise<RegisterEntry[]> => technician.must('device:list', {})
  const find = async (deviceId: string) => (await list()).find((entry) => entry.deviceId === deviceId)
  const codeOf = async (answer: ReturnType<ConsoleClient['call']>) => {
    const said = await answer
    return said.ok ? 'ok' : said.code
  }
  const upload = async (client: ConsoleClient, text: string): Promise<string> => {
    const uploadId = randomUUID()
    const parts = uploadParts(gzipSync(text))
    for (const [part, bytes] of parts.entries()) await client.must('table:upload', { uploadId, part, parts: parts.length, bytes })
    return uploadId
  }

  it('[DV2] a PC that moves follows its new room at once, and nothing of the old one remains on it', async () => {
    const next = await newRoom()
    const rule = { ...noTimeouts, longestMinutes: 33 }
    await technician.must('timeout:write-room', { roomId: next.roomId, rule })
    const agent = await hub.simulateAgent({ hostname: 'mover' })
    const { deviceId } = agent
    await teacher.must('room:arrange', { roomId: lab.roomId, seats: [{ deviceId, seat: { row: 0, column: 0 } }] })
    await teacher.must('lesson:start', { roomId: lab.roomId, title: '9B', minutes: 30 })
    await teacher.must('restriction:order', restrictionOrder(lab.roomId, [deviceId], 'lock'))
    await agent.until(() => agent.leaseSets.at(-1)?.leases.length === 1 && typeof agent.lessonEnds.at(-1) === 'number')
    const wish = { action: 'shut-down', warnSeconds: 600, spareInUse: false, putOffMinutes: 0 } as const
    await technician.must('power:order', { roomId: lab.roomId, deviceIds: [deviceId], orderId: randomUUID(), ...wish })
    const old = await teacher.watch(lab.roomId)
    const now = await technician.watch(next.roomId)
    expect(old.devices.get(deviceId)?.seat).toEqual({ row: 0, column: 0 })

    expect(await technician.must('device:move', { deviceIds: [deviceId], roomId: next.roomId })).toEqual({ moved: 1 })

    await agent.until(() => agent.leaseSets.at(-1)?.leases.length === 0, 'the lease of the old lesson is lifted')
    await agent.until(() => agent.lessonEnds.at(-1) === null && agent.policies.at(-1)?.rule.longestMinutes === 33)
    await agent.until(() => agent.powerCancels.length === 1)
    await teacher.until(() => !old.devices.has(deviceId))
    await technician.until(() => now.devices.get(deviceId)?.roomId === next.roomId)
    expect(now.devices.get(deviceId)).toMatchObject({ seat: null, restrictions: [], presence: { state: 'live' } })
    expect(await codeOf(teacher.call('restriction:order', restrictionOrder(lab.roomId, [deviceId], 'lock')))).toBe('not-found')
    // It is the same PC: its certificate, link and id stay, and what is ordered in the new room reaches it.
    await teacher.must('restriction:order', restrictionOrder(next.roomId, [deviceId], 'blank'))
    await agent.until(() => agent.leaseSets.at(-1)?.leases[0]?.kind === 'blank')
    const lesson = old.lesson
    await teacher.must('lesson:end', { roomId: lab.roomId, lessonId: lesson?.lessonId ?? '' })
  })

  it('[DV2] a PC moved while it was silent learns of it by its next hello, and so does a hub started anew', async () => {
    const next = await newRoom()
    const identity = await hub.enrol('sleeper')
    const { deviceId } = identity
    await teacher.must('restriction:order', restrictionOrder(lab.roomId, [deviceId], 'lock'))
    await technician.must('device:move', { deviceIds: [deviceId], roomId: next.roomId })
    expect(await find(deviceId)).toMatchObject({ roomId: next.roomId, live: false })
    const room = await teacher.must('room:watch', { roomId: next.roomId })
    expect(room.devices).toMatchObject([{ deviceId, restrictions: [] }])
  })

  it('[DV3] many are named by a pattern, all of them or none', async () => {
    const room = await newRoom('Lab 7')
    const ids = (await Promise.all(['n-a', 'n-b', 'n-c'].map((name) => hub.enrol(name)))).map(({ deviceId }) => deviceId)
    await technician.must('device:move', { deviceIds: ids, roomId: room.roomId })
    const [a = '', b = '', c = ''] = ids
    await technician.must('device:rename-all', { deviceIds: [c, a], pattern: '{room}-{nn}', from: 9 })
    expect((await Promise.all([a, b, c].map(find))).map((entry) => entry?.name)).toEqual(['Lab 7-10', 'n-b', 'Lab 7-09'])
    for (const pattern of ['same', '{room}-10', ' ', '{room}'.repeat(20)]) {
      expect(await codeOf(technician.call('device:rename-all', { deviceIds: [b, c], pattern, from: 9 }))).toBe('name-taken')
    }
    expect((await Promise.all([b, c].map(find))).map((entry) => entry?.name)).toEqual(['n-b', 'Lab 7-09'])
  })

  it('[DV4][DV5] revoked and retired PCs are cut off at once; a disposal is written down, once', async () => {
    const [agent, other] = [await hub.simulateAgent({ hostname: 'old-1' }), await hub.simulateAgent({ hostname: 'old-2' })]
    await technician.must('device:describe', { deviceId: agent.deviceId, assetTag: 'T-1', serial: 'SN' })
    await technician.must('device:revoke-all', { deviceIds: [other.deviceId] })
    await other.until(() => other.farewells.includes('certificate-revoked'))
    expect(await find(other.deviceId)).toMatchObject({ state: 'revoked' })
    const deviceIds = [agent.deviceId, other.deviceId]
    await technician.must('device:retire', { deviceIds, how: 'wiped', note: 'certificate 17' })
    await agent.until(() => agent.farewells.includes('certificate-revoked'))
    expect((await list()).some(({ deviceId }) => deviceIds.includes(deviceId))).toBe(false)
    const disposals = await technician.must('device:disposals', { export: true })
    expect(disposals.filter(({ deviceId }) => deviceIds.includes(deviceId))).toHaveLength(2)
    expect(disposals.find(({ deviceId }) => deviceId === agent.deviceId)).toMatchObject({
      ...{ name: 'old-1', roomName: lab.name, how: 'wiped', note: 'certificate 17', assetTag: 'T-1', serial: 'SN' },
      byName: 'Test technician',
    })
    expect(await codeOf(technician.call('device:retire', { deviceIds, how: 'sold', note: '' }))).toBe('not-found')
    const head = await hub.signIn('head')
    const audit = await head.must('audit:list', { beforeAuditId: null, limit: 50 })
    expect(
      audit
        .filter(({ action }) => action === 'device:retire')
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['old-1', 'old-2'])
    expect(audit.some(({ action, subject }) => action === 'device:export' && subject.endsWith('retired PCs'))).toBe(true)
    head.close()
  })

  it('[DV1] a room is renamed, and removed when it is empty or its PCs go elsewhere; its tokens bring nobody in any more', async () => {
    const [room, target] = [await newRoom('Old lab'), await newRoom('Next lab')]
    expect(await codeOf(technician.call('room:rename', { roomId: room.roomId, name: 'next LAB' }))).toBe('name-taken')
    await technician.must('room:rename', { roomId: room.roomId, name: 'Older lab' })
    const expiresAt = Date.now() + 3_600_000
    const { bundle } = await technician.must('enrolment:issue', { roomId: room.roomId, uses: 5, expiresAt })
    const { deviceId } = await hub.enrol('stayer', bundle)
    const { roomId } = room
    expect(await codeOf(technician.call('room:remove', { roomId, moveTo: null }))).toBe('in-use')
    expect(await codeOf(technician.call('room:remove', { roomId, moveTo: roomId }))).toBe('not-found')
    const lesson = await teacher.must('lesson:start', { roomId, title: '', minutes: 5 })
    expect(await codeOf(technician.call('room:remove', { roomId, moveTo: target.roomId }))).toBe('in-use')
    await teacher.must('lesson:end', { roomId, lessonId: lesson.lessonId })
    await technician.must('room:remove', { roomId, moveTo: target.roomId })
    expect((await technician.must('room:list', {})).some((one) => one.roomId === roomId)).toBe(false)
    expect(await find(deviceId)).toMatchObject({ roomId: target.roomId })
    await expect(hub.enrol('late', bundle)).rejects.toThrow('token-cancelled')
  })

  it('[DV7][DV6] a table is taken in whole or not at all; what it expects has its seat and groups when it enrols', async () => {
    const known = await hub.simulateAgent({ hostname: 'csv-known' })
    const good = 'name,room,seat,asset tag,groups\r\ncsv-known,Lab 8,A1,T-8,Laptops\r\ncsv-new,Lab 1,C3,T-9,Library|Laptops\r\n'
    const bad = `${good}broken,,,,\r\n`
    // What the PC tells of itself when it links reaches the register a moment later.
    await vi.waitFor(async () => expect(await find(known.deviceId)).toMatchObject({ hostname: 'csv-known' }), {
      timeout: 15_000,
      interval: 250,
    })
    const before = await list()
    const refused = technician.call('device:import', { uploadId: await upload(technician, bad), leaveOut: false })
    expect(await codeOf(refused)).toBe('list-unclear')
    expect(await codeOf(technician.call('device:import', { uploadId: randomUUID(), leaveOut: true }))).toBe('not-found')
    const open = await upload(technician, `${good}"open,Lab 1\r\n`)
    expect(await codeOf(technician.call('device:import', { uploadId: open, leaveOut: true }))).toBe('list-unclear')
    expect(await list()).toEqual(before)
    const taken = await technician.must('device:import', { uploadId: await upload(technician, bad), leaveOut: true })
    expect(taken).toEqual({ added: 1, changed: 1, rooms: 1 })
    const room = (await technician.must('room:list', {})).find(({ name }) => name === 'Lab 8')
    expect(await find(known.deviceId)).toMatchObject({ roomId: room?.roomId, assetTag: 'T-8', seat: { row: 0, column: 0 }, live: true })
    expect((await list()).find(({ name }) => name === 'csv-new')).toMatchObject({ state: 'expected', roomId: lab.roomId })

    const { deviceId } = await hub.enrol('CSV-NEW')
    const enrolled = { state: 'enrolled', assetTag: 'T-9', groups: ['Library', 'Laptops'], seat: { row: 2, column: 2 } }
    expect(await find(deviceId)).toMatchObject(enrolled)
    const seen = await teacher.must('room:watch', { roomId: lab.roomId })
    expect(seen.devices.find((device) => device.deviceId === deviceId)?.seat).toEqual({ row: 2, column: 2 })
    await technician.must('device:group', { deviceIds: [deviceId], add: ['laptops', 'Spare'], remove: ['LIBRARY'] })
    expect(await find(deviceId)).toMatchObject({ groups: ['Laptops', 'Spare'] })
    expect(await codeOf(technician.call('device:forget', { deviceIds: [deviceId] }))).toBe('in-use')
  })

  it('[CO7] coverage counts a PC that is expected until it enrols, and a retired or forgotten one no more', async () => {
    const room = await newRoom()
    const rows = async () =>
      (await technician.must('coverage:read', { since: null })).rows
        .filter(({ name }) => name.startsWith('waits-'))
        .sort((left, right) => left.name.localeCompare(right.name))
    const table = `name,room\nwaits-1,${lab.name}\nwaits-2,${room.name}\n`
    await technician.must('device:import', { uploadId: await upload(technician, table), leaveOut: false })
    const waiting = { state: 'silent', reasons: ['not-enrolled'], presence: { state: 'silent', since: null } }
    expect(await rows()).toMatchObject([
      { name: 'waits-1', roomId: lab.roomId, ...waiting },
      { name: 'waits-2', roomId: room.roomId, ...waiting },
    ])
    const days = async () => (await technician.must('coverage:days', { days: 1 })).find(({ roomId }) => roomId === room.roomId)
    await expect.poll(days, { timeout: 30_000, interval: 250 }).toMatchObject({ expected: 1, reporting: 0 })
    const agent = await hub.simulateAgent({ hostname: 'waits-1' })
    const [enrolled, left] = await rows()
    expect(enrolled).toMatchObject({ name: 'waits-1', deviceId: agent.deviceId, presence: { state: 'live' } })
    expect(left).toMatchObject({ name: 'waits-2', ...waiting })
    await technician.must('device:retire', { deviceIds: [agent.deviceId], how: 'sold', note: '' })
    expect((await rows()).map(({ name }) => name)).toEqual(['waits-2'])
    await technician.must('device:forget', { deviceIds: [left?.deviceId ?? ''] })
    expect(await rows()).toEqual([])
  })

  it('[DV9] teachers of the room seat its PCs, and every view of it hears; nobody sits twice', async () => {
    const room = await newRoom()
    const ids = (await Promise.all(['s-1', 's-2'].map((name) => hub.enrol(name)))).map(({ deviceId }) => deviceId)
    await technician.must('device:move', { deviceIds: ids, roomId: room.roomId })
    const [one = '', two = ''] = ids
    const view = await technician.watch(room.roomId)
    const { roomId } = room
    const seat = { row: 1, column: 1 }
    await teacher.must('room:arrange', { roomId, seats: [{ deviceId: one, seat }] })
    await technician.until(() => view.devices.get(one)?.seat?.row === 1)
    const both = { roomId, seats: [one, two].map((deviceId) => ({ deviceId, seat })) }
    expect(await codeOf(teacher.call('room:arrange', both))).toBe('in-use')
    await teacher.must('room:arrange', { roomId, seats: [{ deviceId: two, seat }] })
    await technician.until(() => view.devices.get(one)?.seat === null && view.devices.get(two)?.seat?.column === 1)
    expect(await codeOf(teacher.call('room:arrange', { roomId, seats: [{ deviceId: randomUUID(), seat }] }))).toBe('not-found')
    await hub.restart()
    teacher = await hub.signIn('teacher')
    technician = await hub.signIn('technician')
    const seats = await teacher.must('room:seats', { roomId })
    expect(seats.map(({ name, seat: at }) => [name, at])).toEqual([
      ['s-1', null],
      ['s-2', seat],
    ])
  })

  it('[DV4] an account of some rooms touches no PC of the others', async () => {
    const account = { signInName: 'room-technician', password: 'a long word for tests 4' }
    const room = await newRoom()
    const roomIds = [room.roomId]
    await technician.must('staff:create', { ...account, displayName: 'Room technician', role: 'technician', roomIds, expiresAt: null })
    const { deviceId } = await hub.enrol('foreign')
    const theirs = await hub.connectConsole()
    await theirs.must('staff:sign-in', { ...account, totpCode: null })
    expect(await theirs.must('device:list', {})).toEqual([])
    const move = { deviceIds: [deviceId], roomId: room.roomId }
    expect(await codeOf(theirs.call('device:move', move))).toBe('not-found')
    const uploadId = await upload(theirs, 'name,room\nmine,Lab 1\n')
    expect(await codeOf(theirs.call('device:import', { uploadId, leaveOut: false }))).toBe('room-forbids')
    theirs.close()
  })

  it('[DV8] a roster is written whole or not at all', async () => {
    const lines = Array.from({ length: 3_000 }, (_line, index) => `u${index};Pupil ${index};Year 7`).join('\r\n')
    const taken = await technician.must('pupil:import', { uploadId: await upload(technician, `\uFEFF${lines}`) })
    expect(taken).toEqual({ pupils: 3_000 })
    const many = Array.from({ length: 17_500 }, (_line, index) => `v${index};Pupil;8`).join('\n')
    expect(await codeOf(technician.call('pupil:import', { uploadId: await upload(technician, many) }))).toBe('policy-full')
    expect(await technician.must('pupil:list', {})).toHaveLength(3_000)
  })
})
