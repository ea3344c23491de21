import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Hardware, SoftwareItem, SystemCare } from '#shared/model/inventory'
import { startAgent, type TestAgent } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

const hardware: Hardware = {
  maker: 'Dell Inc.',
  model: 'OptiPlex 7090',
  serial: 'ABC1234',
  processor: 'Intel Core i5-10505',
  memoryMb: 8_192,
  modules: [{ slot: 'DIMM 1', sizeMb: 8_192, serial: '12AB' }],
  disks: [{ model: 'Samsung SSD 870', serial: 'S5Y1', kind: 'SSD', sizeMb: 500_107 }],
  network: [{ name: 'eno1', mac: '8c:04:ba:00:00:01', kind: 'wired' }],
  monitors: [{ model: 'DEL P2422H', serial: 'CN1' }],
  firmware: 'Dell Inc. 1.20.0 2023-11-02',
}
const system: SystemCare = {
  name: 'Debian GNU/Linux',
  version: '12 bookworm',
  kernel: '6.1.0-28-amd64',
  updates: { pending: 4, security: 1, lookedAt: 1_700_000_000_000 },
  changedAt: 1_700_000_000_000,
  protection: null,
}
const digest = (letter: string): string => letter.repeat(64)
/** So that a hub is asked no faster than it takes. */
const patient = { timeout: 30_000, interval: 250 }

describe('the inventory of PCs at the hub', () => {
  let school: TestHub
  let technician: ConsoleClient
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-programs-'))
    school = await startTestHub()
    technician = await school.signIn('technician')
  })
  afterAll(async () => {
    await school.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const sheetOf = (deviceId: string) => technician.must('inventory:sheet', { deviceId })
  const tellSoftware = (agent: SimulatedAgent, items: readonly SoftwareItem[], letter: string) =>
    agent.say('inventory:software', {
      ...{ digest: digest(letter), base: null, part: 0, parts: 1, total: items.length },
      ...{ added: [...items], gone: [] },
    })

  describe('of a real agent', () => {
    let agent: TestAgent
    const program = async (name: string, script: string): Promise<void> => {
      await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`)
      await chmod(path.join(folder, name), 0o755)
    }
    const install = (lines: readonly string[]): Promise<void> => writeFile(path.join(folder, 'packages'), `${lines.join('\n')}\n`)

    beforeAll(async () => {
      await program('dpkg-query', `exec cat '${path.join(folder, 'packages')}'`)
      await program('apt-get', `echo 'Inst zip [3.0-11] (3.0-13 Debian-Security:12/oldstable-security [amd64])'`)
      agent = await startAgent({ hub: school, desktop: null, programs: folder })
    })
    afterAll(() => agent.stop())

    it('[IV1, IV3] is read when staff ask, and what changed since is its history', async () => {
      await install(['ii \tscratch\t3.29', 'ii \tzip\t3.0-11', 'rc \tgone\t1', 'ii \tclamav-daemon\t1.4.1'])
      const { deviceId } = agent
      await vi.waitFor(async () => {
        const { results } = await technician.must('inventory:read', { deviceIds: [deviceId] })
        expect(results).toEqual([{ deviceId, word: 'reading' }])
      }, patient)
      await vi.waitFor(async () => expect((await sheetOf(deviceId)).software).toHaveLength(3), patient)
      const first = await sheetOf(deviceId)
      expect(first.software).toContainEqual({ name: 'scratch', version: '3.29' })
      expect(first.entries).toEqual([])
      expect(first.pc.hardware?.memoryMb).toBeGreaterThan(0)
      expect(first.pc.system?.name).not.toBe('')
      expect(first.pc.system?.protection).toMatchObject([{ name: 'ClamAV' }])

      await install(['ii \tscratch\t3.30', 'ii \tsteam\t1.0', 'ii \tclamav-daemon\t1.4.1'])
      await technician.must('inventory:read', { deviceIds: [deviceId] })
      await vi.waitFor(async () => expect((await sheetOf(deviceId)).entries).toHaveLength(1), patient)
      const { software, entries } = await sheetOf(deviceId)
      expect(software.map(({ name }) => name)).toEqual(['clamav-daemon', 'scratch', 'steam'])
      expect(entries[0]).toMatchObject({ part: 'software', count: 3 })
      expect(entries[0]?.changes).toEqual(
        expect.arrayContaining([
          { what: 'software', name: 'zip', before: '3.0-11', after: null },
          { what: 'software', name: 'scratch', before: '3.29', after: '3.30' },
          { what: 'software', name: 'steam', before: null, after: '1.0' },
        ]),
      )
    })
  })

  it('[IV4] less memory and a missing disk are a flag for the technician; the change is kept, and a restart of the hub forgets neither', async () => {
    const identity = await school.enrol('theft')
    const agent = await school.simulateAgent({ hostname: 'theft-2' })
    expect(identity.deviceId).not.toBe(agent.deviceId)
    await agent.say('inventory:hardware', { digest: digest('a'), hardware })
    const flags = async () => (await technician.must('flag:list', { roomId: null, before: null, limit: 50 })).flags
    expect(await flags()).toEqual([])
    await agent.say('inventory:hardware', { digest: digest('b'), hardware: { ...hardware, memoryMb: 4_096, disks: [] } })
    expect(await flags()).toEqual([
      expect.objectContaining({
        tamper: 'hardware-missing',
        deviceId: agent.deviceId,
        detail: 'memory 8 GB before, 4 GB now; disk Samsung SSD 870 S5Y1 (500.1 GB) gone',
      }),
    ])
    await school.restart()
    technician = await school.signIn('technician')
    const { entries, pc } = await sheetOf(agent.deviceId)
    expect(pc.hardware?.memoryMb).toBe(4_096)
    expect(entries[0]?.changes).toEqual([
      { what: 'memory', name: '', before: '8 GB', after: '4 GB' },
      { what: 'disk', name: 'Samsung SSD 870 S5Y1', before: '500.1 GB', after: null },
    ])
  })

  it('[IV2] the hub asks for what it lacks alone, and for all where a difference does not fit', async () => {
    const agent = await school.simulateAgent({ hostname: 'lacks' })
    const offer = { hardware: digest('a'), system: digest('b'), software: { digest: digest('c'), base: digest('9') } }
    expect(await agent.say('inventory:offer', offer)).toMatchObject({ value: { hardware: true, system: true, software: 'all' } })
    await agent.say('inventory:hardware', { digest: digest('a'), hardware })
    await agent.say('inventory:system', { digest: digest('b'), system })
    expect(await tellSoftware(agent, [{ name: 'zip', version: '1' }], 'c')).toMatchObject({ value: { kept: true } })
    expect(await agent.say('inventory:offer', offer)).toMatchObject({ value: { hardware: false, system: false, software: 'nothing' } })
    const next = { ...offer, software: { digest: digest('d'), base: digest('c') } }
    expect(await agent.say('inventory:offer', next)).toMatchObject({ value: { hardware: false, software: 'difference' } })
    const difference = { digest: digest('d'), base: digest('c'), part: 0, parts: 1, gone: [] }
    const added = [{ name: 'bzip2', version: '1' }]
    expect(await agent.say('inventory:software', { ...difference, added, total: 7 })).toMatchObject({ value: { kept: false } })
    expect((await sheetOf(agent.deviceId)).software).toHaveLength(1)
    expect(await agent.say('inventory:software', { ...difference, added, total: 2 })).toMatchObject({ value: { kept: true } })
    expect((await sheetOf(agent.deviceId)).software).toHaveLength(2)
  })

  it('[IV2] parts that do not follow each other are refused, and half a list changes nothing', async () => {
    const agent = await school.simulateAgent({ hostname: 'halves' })
    const part = { digest: digest('a'), base: null, parts: 2, total: 2, gone: [] }
    expect(await agent.say('inventory:software', { ...part, part: 1, added: [] })).toMatchObject({ ok: false, code: 'malformed' })
    await agent.say('inventory:software', { ...part, part: 0, added: [{ name: 'one', version: '1' }] })
    expect((await sheetOf(agent.deviceId)).software).toEqual([])
    const last = { ...part, part: 1, added: [{ name: 'two', version: '1' }] }
    expect(await agent.say('inventory:software', { ...last, digest: digest('b') })).toMatchObject({ code: 'malformed' })
    expect(await agent.say('inventory:software', last)).toMatchObject({ value: { kept: true } })
    expect((await sheetOf(agent.deviceId)).software).toHaveLength(2)
    const tooMany = Array.from({ length: 1_001 }, (_none, index) => ({ name: `p${index}`, version: '1' }))
    expect(await agent.say('inventory:software', { ...part, part: 0, added: tooMany })).toMatchObject({ code: 'malformed' })
  })

  it('[IV5] an account of some rooms reads and asks the PCs of these alone, and takes every change away', async () => {
    const agent = await school.simulateAgent({ hostname: 'foreign' })
    const retired = await school.simulateAgent({ hostname: 'foreign-old' })
    const many = (version: string): SoftwareItem[] => Array.from({ length: 50 }, (_none, index) => ({ name: `room-${index}`, version }))
    await tellSoftware(agent, many('1'), 'c')
    await tellSoftware(agent, many('2'), 'd')
    await technician.must('device:revoke', { deviceId: retired.deviceId })
    const other = await technician.must('room:create', { name: 'Lab 2' })
    const account = { signInName: 'room-technician', password: 'a long word for tests 4' }
    const roomIds = [other.roomId]
    await technician.must('staff:create', { ...account, displayName: 'Room technician', role: 'technician', roomIds, expiresAt: null })
    const theirs = await school.connectConsole()
    await theirs.must('staff:sign-in', { ...account, totpCode: null })
    const software = { search: 'room-', limit: 100 }
    const changes = { deviceId: null, part: null, before: null }
    expect(await theirs.must('inventory:list', {})).toEqual({ pcs: [] })
    expect(await theirs.must('inventory:software', software)).toEqual({ packages: [], total: 0 })
    expect(await theirs.must('inventory:holders', { name: 'room-7' })).toEqual({ pcs: [] })
    expect(await theirs.must('inventory:changes', changes)).toEqual({ entries: [] })
    for (const { deviceId } of [agent, retired]) {
      expect(await theirs.call('inventory:sheet', { deviceId })).toMatchObject({ code: 'room-forbids' })
    }
    expect(await theirs.call('inventory:changes', { ...changes, deviceId: agent.deviceId })).toMatchObject({ code: 'room-forbids' })
    expect(await theirs.call('inventory:read', { deviceIds: [agent.deviceId] })).toMatchObject({ code: 'room-forbids' })
    expect(agent.inventoriesAsked).toBe(0)

    await technician.must('device:move', { deviceIds: [agent.deviceId], roomId: other.roomId })
    const found = await theirs.must('inventory:software', { ...software, limit: 1 })
    expect(found).toEqual({ packages: [{ name: 'room-0', version: '2', pcs: 1 }], total: 50 })
    expect((await theirs.must('inventory:holders', { name: 'room-7' })).pcs).toMatchObject([{ deviceName: 'foreign', version: '2' }])
    const [short] = (await theirs.must('inventory:changes', changes)).entries
    expect(short).toMatchObject({ deviceName: 'foreign', count: 50 })
    expect(short?.changes).toHaveLength(40)
    const [whole] = (await theirs.must('inventory:changes', { ...changes, whole: true })).entries
    expect(whole?.changes).toHaveLength(50)
    const after = { ...changes, whole: true, before: whole?.changeId ?? 0 }
    expect(await theirs.must('inventory:changes', after)).toEqual({ entries: [] })
    theirs.close()
  })

  it('[IV5] technician and head read it, the technician alone asks; PCs that cannot are named', async () => {
    const agent = await school.simulateAgent({ hostname: 'table' })
    const old = await school.simulateAgent({ hostname: 'old', capabilities: ['lock'] })
    const silent = await school.enrol('never-here')
    await agent.say('inventory:system', { digest: digest('b'), system })
    await tellSoftware(agent, [{ name: 'Only_here%', version: '2' }], 'c')
    const head = await school.signIn('head')
    const { pcs } = await head.must('inventory:list', {})
    expect(pcs.find(({ deviceId }) => deviceId === agent.deviceId)).toMatchObject({
      deviceName: 'table',
      system,
      packages: 1,
      hardware: null,
    })
    expect(pcs.find(({ deviceId }) => deviceId === silent.deviceId)).toMatchObject({ readAt: null, packages: null })
    // The wildcards of the database are letters to whoever searches.
    const found = await head.must('inventory:software', { search: 'y_here%', limit: 10 })
    expect(found).toEqual({ packages: [{ name: 'Only_here%', version: '2', pcs: 1 }], total: 1 })
    expect((await head.must('inventory:holders', { name: 'Only_here%' })).pcs.map(({ deviceName }) => deviceName)).toEqual(['table'])
    expect(await head.call('inventory:read', { deviceIds: [agent.deviceId] })).toMatchObject({ code: 'role-forbids' })
    const teacher = await school.signIn('teacher')
    expect(await teacher.call('inventory:list', {})).toMatchObject({ code: 'role-forbids' })
    const deviceIds = [agent.deviceId, old.deviceId, silent.deviceId]
    const { results } = await technician.must('inventory:read', { deviceIds })
    expect(results.map(({ word }) => word)).toEqual(['reading', 'unsupported', 'silent'])
    expect(agent.inventoriesAsked).toBe(1)
    expect(old.inventoriesAsked).toBe(0)
    // Retired PCs are counted no more.
    await technician.must('device:revoke', { deviceId: agent.deviceId })
    expect(await head.must('inventory:software', { search: 'Only_here', limit: 10 })).toEqual({ packages: [], total: 0 })
  })
})
