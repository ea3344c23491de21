import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { auditEntrySchema } from '#shared/model/audit'
import type { DeviceFacts } from '#shared/model/device'
import { ok } from '#shared/outcome'
import type { NewAuditEntry } from '../../main/store/audit'
import { connect } from '../../main/store/connection'
import type { Records, Store } from '../../main/store/store'
import { codeOf, must } from '../support/outcome'
import { addDevices, temporaryStore } from '../support/store'

const read = async <T>(store: Store, work: (records: Records) => Promise<T>): Promise<T> =>
  must(await store.transact(async (records) => ok(await work(records))))

const facts: DeviceFacts = {
  hostname: 'pc-1',
  operatingSystem: 'Debian 12',
  model: 'OptiPlex',
  processor: 'i5',
  memoryMb: 8192,
  agentVersion: '0.1.0',
  bootId: 'b',
  networks: [],
}

describe('rooms', () => {
  it('have names of their own, whatever the case', async () => {
    await using temporary = await temporaryStore()
    const create = (name: string) => temporary.store.transact(({ rooms }) => rooms.create(name, 1))
    const codes = [await create('Room 1'), await create('ROOM 1'), await create('Room 2')].map(codeOf)
    expect(codes).toEqual(['ok', 'name-taken', 'ok'])
  })
})

describe('devices', () => {
  it('are found by their certificate, and keep their facts, name and first revocation', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const { deviceIds } = await addDevices(store, 2, 1)
    const [deviceId = ''] = deviceIds
    await read(store, async ({ devices }) => {
      expect((await devices.find(deviceId))?.facts).toBeNull()
      expect(await devices.keepFacts(deviceId, facts, 5)).toBe(true)
      expect(await devices.rename(deviceId, 'Window seat')).toBe(true)
      expect(await devices.revoke(deviceId, 7)).toBe(true)
      expect(await devices.revoke(deviceId, 9)).toBe(false)
      expect(await devices.rename(randomUUID(), 'x')).toBe(false)
    })
    const found = await read(store, ({ devices }) => devices.find(deviceId))
    expect(found).toMatchObject({ name: 'Window seat', facts, revokedAt: 7, lastSeenAt: 5, leaseRevision: 0 })
    expect(await read(store, ({ devices }) => devices.findByFingerprint(found?.certificateFingerprint ?? ''))).toEqual(found)
    expect(await read(store, ({ devices }) => devices.findByFingerprint('0'.repeat(64)))).toBeNull()
    expect((await read(store, ({ devices }) => devices.list())).map((device) => device.deviceId).sort()).toEqual([...deviceIds].sort())
  })
})

describe('attempts', () => {
  it('are trimmed by age and to the newest', async () => {
    await using temporary = await temporaryStore()
    const left = await read(temporary.store, async ({ attempts }) => {
      for (let at = 1; at <= 6; at += 1) await attempts.keep(`s${at}`, { failures: 1, lastFailedAt: at, blockedUntil: 0 })
      await attempts.trim(2, 3)
      return Promise.all([1, 2, 3, 4, 5, 6].map(async (at) => (await attempts.find(`s${at}`)) !== null))
    })
    expect(left).toEqual([false, false, false, true, true, true])
  })
})

describe('the audit log', () => {
  const entry: NewAuditEntry = { at: 1, action: 'room:view', staff: null, subject: 'Room 1', detail: '', address: '::1' }

  it('[ST5] tells the newest first, page by page', async () => {
    await using temporary = await temporaryStore()
    await read(temporary.store, async ({ audit }) => {
      for (let at = 1; at <= 5; at += 1) await audit.append({ ...entry, at, staff: { staffId: randomUUID(), displayName: 'Tess' } })
    })
    const first = await read(temporary.store, ({ audit }) => audit.list(null, 3))
    const second = await read(temporary.store, ({ audit }) => audit.list(first.at(-1)?.auditId ?? 0, 3))
    expect([first, second].map((page) => page.map(({ at }) => at))).toEqual([
      [5, 4, 3],
      [2, 1],
    ])
    expect(first[0]).toMatchObject({ action: 'room:view', staffName: 'Tess', subject: 'Room 1', address: '::1' })
  })

  it('holds any words from outside in a readable form', async () => {
    await using temporary = await temporaryStore()
    await read(temporary.store, ({ audit }) =>
      audit.append({ ...entry, subject: `\u0000${'é'.repeat(5_000)}`, detail: '\u001b[2J\n', address: 'x'.repeat(900) }),
    )
    const [written] = await read(temporary.store, ({ audit }) => audit.list(null, 1))
    expect(auditEntrySchema.parse(written)).toEqual(written)
    expect(written?.subject).toHaveLength(200)
  })

  it.each(['update audit set detail = 1', 'delete from audit', "replace into audit select 1, 2, 'room:view', null, '', '', '', ''"])(
    'refuses to change: %s',
    async (statement) => {
      const temporary = await temporaryStore()
      await read(temporary.store, ({ audit }) => audit.append(entry))
      await temporary.store.close()
      const connection = connect(`${temporary.folder}/hub.db`, temporary.key)
      connection.begin()
      expect(() => connection.prepare(statement).run([])).toThrow('the audit log only grows')
      connection.close()
      await temporary[Symbol.asyncDispose]()
    },
  )
})
