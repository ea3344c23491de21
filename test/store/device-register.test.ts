import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ok } from '#shared/outcome'
import type { Records, Store } from '../../main/store/store'
import { codeOf, must } from '../support/outcome'
import { addDevices, temporaryStore } from '../support/store'

const run = async <T>(store: Store, work: (records: Records) => Promise<T>): Promise<T> =>
  must(await store.transact(async (records) => ok(await work(records))))

const enrolInto = async ({ devices, register }: Records, roomId: string, name: string) => {
  const deviceId = randomUUID()
  await devices.add({
    deviceId,
    roomId,
    name,
    certificateSerial: randomBytes(16).toString('hex'),
    certificateFingerprint: randomBytes(32).toString('hex'),
    certificateExpiresAt: 9,
    enrolledAt: 2,
  })
  return { deviceId, seat: await register.inherit(deviceId, name, roomId) }
}

describe('the register of PCs', () => {
  it('[DV6] an expected PC is one until a PC of its name enrols, which then has its seat, tag and groups', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const { roomId } = await addDevices(store, 1, 1)
    const [deviceId, detail] = [randomUUID(), { assetTag: 'T-7', serial: 'S', groups: ['Laptops'] }]
    await run(store, async ({ register }) => {
      await register.expect({ deviceId, roomId, name: 'LAB-07', addedAt: 1 })
      await register.describe(deviceId, detail)
      await register.seat([{ deviceId, roomId, row: 1, column: 2 }])
    })
    expect(await run(store, ({ register }) => register.expectedPcs())).toEqual([
      { deviceId, roomId, name: 'LAB-07', addedAt: 1, ...detail },
    ])
    const stranger = await run(store, (records) => enrolInto(records, roomId, 'lab-08'))
    expect(stranger.seat).toBeNull()
    const enrolled = await run(store, (records) => enrolInto(records, roomId, 'lab-07'))
    expect(enrolled.seat).toEqual({ row: 1, column: 2 })
    await run(store, async ({ register }) => {
      expect(await register.expectedPcs()).toEqual([])
      expect(await register.detail(enrolled.deviceId)).toEqual(detail)
      expect(await register.seats()).toEqual([{ deviceId: enrolled.deviceId, roomId, row: 1, column: 2 }])
    })
  })

  it('[DV6] a PC that enrols in another room than it was expected in brings no seat along; one revoked here is the same PC anew', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const { roomId } = await addDevices(store, 1, 1)
    const other = await addDevices(store, 1, 1)
    const deviceId = randomUUID()
    await run(store, async ({ register }) => {
      await register.expect({ deviceId, roomId: other.roomId, name: 'pc', addedAt: 1 })
      await register.describe(deviceId, { assetTag: 'T', serial: '', groups: [] })
      await register.seat([{ deviceId, roomId: other.roomId, row: 0, column: 0 }])
    })
    const first = await run(store, (records) => enrolInto(records, roomId, 'pc'))
    expect(first.seat).toBeNull()
    const again = await run(store, async (records) => {
      await records.register.seat([{ deviceId: first.deviceId, roomId, row: 3, column: 3 }])
      await records.devices.revoke(first.deviceId, 5)
      return enrolInto(records, roomId, 'PC')
    })
    expect(again.seat).toEqual({ row: 3, column: 3 })
    expect(await run(store, ({ register }) => register.detail(again.deviceId))).toMatchObject({ assetTag: 'T' })
  })

  it('[DV9] no two PCs have one seat: whoever sat there stands aside', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const { roomId, deviceIds } = await addDevices(store, 2, 1)
    const [first = '', second = ''] = deviceIds
    const seats = await run(store, async ({ register }) => {
      await register.seat([{ deviceId: first, roomId, row: 0, column: 0 }])
      await register.seat([{ deviceId: second, roomId, row: 0, column: 0 }])
      return register.seats()
    })
    expect(seats).toEqual([{ deviceId: second, roomId, row: 0, column: 0 }])
  })

  it('[DV5] a disposal is kept and chained', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const { deviceIds } = await addDevices(store, 1, 1)
    const [deviceId = ''] = deviceIds
    const words = { how: 'wiped', note: 'disk shredded', assetTag: 'T', serial: 'S' } as const
    const record = { ...words, deviceId, name: 'pc-1', roomName: 'Lab', enrolledAt: 1, at: 7, byName: 'Tess' }
    await run(store, ({ register }) => register.dispose(record, randomUUID()))
    const check = () => run(store, ({ chain }) => chain.check({ fileHash: () => Promise.resolve(null), onProgress: () => undefined }))
    expect(await run(store, ({ register }) => register.disposals())).toEqual([record])
    expect(await check()).toMatchObject({ counts: { disposal: 1 }, findings: [] })
  })
})

describe('rooms', () => {
  it('[DV1] a removed room is gone, and its name is free', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const room = must(await store.transact(({ rooms }) => rooms.create('Lab 1', 1)))
    await run(store, ({ rooms }) => rooms.remove(room, 2))
    expect(await run(store, ({ rooms }) => rooms.find(room.roomId))).toBeNull()
    const again = must(await store.transact(({ rooms }) => rooms.create('lab 1', 3)))
    expect(await run(store, ({ rooms }) => rooms.list())).toEqual([again])
    const other = must(await store.transact(({ rooms }) => rooms.create('Lab 2', 3)))
    expect(codeOf(await store.transact(({ rooms }) => rooms.rename(other.roomId, 'LAB 1')))).toBe('name-taken')
    expect(must(await store.transact(({ rooms }) => rooms.rename(again.roomId, 'LAB 1'))).name).toBe('LAB 1')
  })
})
