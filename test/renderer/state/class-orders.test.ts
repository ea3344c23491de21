import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import type { Ask } from '../../../renderer/link/hub-link'
import { ClassOrders } from '../../../renderer/state/class-orders'
import { outcomeOf } from '../../../renderer/state/orders'
import { RoomFeed } from '../../../renderer/state/room-feed'
import { tileStateOf } from '../../../renderer/state/tile-state'
import { device, noon, restriction, silent } from '../device-views'

const roomId = device('x').roomId
const lock = restriction('lock', 'asked')
const { leaseId } = lock.lease

interface Parts {
  readonly orders: ClassOrders
  readonly feed: RoomFeed
  readonly sent: { event: string; payload: unknown }[]
  readonly answer: (reply: unknown) => void
  patch(devices: DeviceView[]): void
}

/** `draws` gathers what is to be drawn a moment after a click; null draws it within the click. */
const parts = async (devices: DeviceView[], draws: (() => void)[] | null = null): Promise<Parts> => {
  const sent: Parts['sent'] = []
  let answer: (reply: unknown) => void = () => {}
  const ask = (event: string, payload: unknown): Promise<unknown> => {
    sent.push({ event, payload })
    if (event === 'room:watch') {
      const value = { room: { roomId, name: 'Lab 1' }, patch: 0, hubNow: noon, screens: true, lesson: null, devices }
      return Promise.resolve({ ok: true, value })
    }
    return new Promise((resolve) => {
      answer = resolve
    })
  }
  // The fake answers by event name, which a generic signature cannot show.
  const typed = ask as unknown as Ask
  const feed = new RoomFeed(
    typed,
    () => noon,
    () => {},
  )
  await feed.watch(roomId)
  sent.length = 0
  const orders = new ClassOrders(
    typed,
    feed,
    () => noon,
    () => 'order-1',
    (draw) => {
      if (draws === null) draw()
      else draws.push(draw)
    },
  )
  let number = 0
  return {
    orders,
    feed,
    sent,
    answer: (reply) => {
      answer(reply)
    },
    patch: (changed) => {
      number += 1
      feed.patch({ roomId, patch: number, devices: changed, lesson: null, removed: [] })
      orders.catchUp(changed.map(({ deviceId }) => deviceId))
    },
  }
}

describe('an order to the class', () => {
  const a = device('PC-1')
  const b = device('PC-2')
  let at: Parts

  beforeEach(async () => {
    at = await parts([a, b])
  })

  const stateOf = (one: DeviceView) => tileStateOf(at.feed.devices.get(one.deviceId) ?? one, at.orders.pending.get(one.deviceId))

  it("is on the wire before the click's own call returns", () => {
    at.orders.place(roomId, 'lock', [a.deviceId])
    expect(at.sent).toEqual([
      {
        event: 'restriction:order',
        payload: {
          roomId,
          deviceIds: [a.deviceId],
          orderId: 'order-1',
          kind: 'lock',
          reason: '',
          text: '',
          minutes: 60,
          internet: null,
          application: null,
          takeOver: false,
        },
      },
    ])
  })

  it('shows asked at once, on the PCs it names only', () => {
    at.orders.place(roomId, 'lock', [a.deviceId])
    expect(stateOf(a)).toMatchObject({ kind: 'asked', verb: 'lock' })
    expect(stateOf(b).kind).toBe('live')
  })

  it('draws nothing for a moment, and then only what the PCs have not answered yet', async () => {
    const draws: (() => void)[] = []
    at = await parts([a, b], draws)
    at.orders.place(roomId, 'lock', [a.deviceId, b.deviceId])
    expect(at.sent).toHaveLength(1)
    expect(stateOf(a).kind).toBe('live')
    expect(at.orders.latest.get()).toBeNull()
    at.patch([{ ...a, restrictions: [{ ...lock, state: 'applied' }] }])
    for (const draw of draws) draw()
    expect(at.orders.pending.get(a.deviceId)).toBeUndefined()
    expect(stateOf(a).kind).toBe('locked')
    expect(stateOf(b)).toMatchObject({ kind: 'asked', verb: 'lock' })
    expect(at.orders.latest.get()?.undoDeviceIds).toEqual([a.deviceId, b.deviceId])
  })

  it('draws nothing any more when the room was left meanwhile', async () => {
    const draws: (() => void)[] = []
    at = await parts([a], draws)
    at.orders.place(roomId, 'lock', [a.deviceId])
    at.orders.clear()
    for (const draw of draws) draw()
    expect(at.orders.pending.get(a.deviceId)).toBeUndefined()
    expect(at.orders.latest.get()).toBeNull()
  })

  it('tells a refusal that came within that moment', async () => {
    const draws: (() => void)[] = []
    at = await parts([a], draws)
    at.orders.place(roomId, 'lock', [a.deviceId])
    at.answer({ ok: false, code: 'room-forbids', detail: 'Not your room.' })
    await Promise.resolve()
    for (const draw of draws) draw()
    await vi.waitFor(() => expect(stateOf(a)).toMatchObject({ kind: 'refused', code: 'room-forbids' }))
  })

  it("goes from asked to applied by the PC's own word", () => {
    at.orders.place(roomId, 'lock', [a.deviceId])
    at.patch([{ ...a, restrictions: [lock] }])
    expect(at.orders.pending.get(a.deviceId)).toBeUndefined()
    expect(stateOf(a)).toMatchObject({ kind: 'asked' })
    at.patch([{ ...a, restrictions: [{ ...lock, state: 'applied' }] }])
    expect(stateOf(a).kind).toBe('locked')
  })

  it('shows a PC that could not, with its reason', () => {
    at.orders.place(roomId, 'lock', [a.deviceId])
    at.patch([{ ...a, restrictions: [{ ...lock, state: 'failed', failure: 'grab-refused' }] }])
    expect(stateOf(a)).toMatchObject({ kind: 'failed', why: 'grab-refused' })
  })

  it("shows the hub's refusal on every tile it was meant for", async () => {
    at.orders.place(roomId, 'lock', [a.deviceId, b.deviceId])
    at.answer({ ok: false, code: 'room-forbids', detail: 'Not your room.' })
    await vi.waitFor(() => expect(stateOf(b)).toMatchObject({ kind: 'refused', code: 'room-forbids' }))
    expect(at.orders.latest.get()?.failure?.code).toBe('room-forbids')
  })

  it('[LE10] asks about taking over what a colleague holds, and gives the same order again', async () => {
    at.orders.place(roomId, 'lock', [a.deviceId], { text: 'Look up' })
    at.answer({ ok: false, code: 'held-by-another', detail: 'Mrs Lee has a lesson here until 10:40.' })
    await vi.waitFor(() => expect(at.orders.held.get()?.detail).toContain('Mrs Lee'))
    expect(stateOf(a).kind).toBe('live')
    expect(at.orders.latest.get()).toBeNull()
    at.orders.takeOver()
    expect(at.sent).toHaveLength(2)
    expect(at.sent.at(-1)).toMatchObject({ payload: { kind: 'lock', deviceIds: [a.deviceId], text: 'Look up', takeOver: true } })
    expect(at.orders.held.get()).toBeNull()
  })

  it('[LE10] leaves what a colleague holds when the person says so', async () => {
    at.orders.place(roomId, 'lock', [a.deviceId])
    at.answer({ ok: false, code: 'held-by-another', detail: '' })
    await vi.waitFor(() => expect(at.orders.held.get()).not.toBeNull())
    at.orders.leaveHeld()
    at.orders.takeOver()
    expect(at.sent).toHaveLength(1)
  })

  it('is not taken for answered by a lock that was there before', async () => {
    const before = restriction('lock')
    at = await parts([{ ...a, restrictions: [before] }])
    at.orders.place(roomId, 'lock', [a.deviceId])
    at.patch([{ ...a, name: 'PC-01', restrictions: [before] }])
    expect(at.orders.pending.get(a.deviceId)).toBeDefined()
  })

  it('undoes what it restricted, and nothing that was restricted before', async () => {
    at = await parts([{ ...a, restrictions: [restriction('lock')] }, b])
    at.orders.place(roomId, 'lock', [a.deviceId, b.deviceId])
    at.orders.undo(roomId)
    expect(at.sent.at(-1)).toMatchObject({ event: 'restriction:lift', payload: { deviceIds: [b.deviceId], kinds: ['lock'] } })
  })

  it('lifts: shown as unlocking until the PC is free', async () => {
    const locked = { ...a, restrictions: [restriction('lock')] }
    at = await parts([locked])
    at.orders.lift(roomId, ['lock', 'blank'], [a.deviceId])
    expect(stateOf(a)).toMatchObject({ kind: 'asked', verb: 'lift' })
    at.patch([a])
    expect(stateOf(a).kind).toBe('live')
  })

  it('shows nothing for unlocking a PC that is free', () => {
    at.orders.lift(roomId, ['lock', 'blank'], [a.deviceId])
    expect(stateOf(a).kind).toBe('live')
  })

  it('sends nothing when there is nobody', () => {
    at.orders.place(roomId, 'lock', [])
    expect(at.sent).toEqual([])
  })

  it('tells how far it has come: done, could not, silent, waiting', async () => {
    const c = device('PC-3', { presence: silent() })
    const d = device('PC-4')
    at = await parts([a, b, c, d])
    at.orders.place(
      roomId,
      'lock',
      [a, b, c, d].map(({ deviceId }) => deviceId),
    )
    at.answer({ ok: true, value: { leaseId, until: noon, silentDeviceIds: [c.deviceId] } })
    await vi.waitFor(() => expect(at.orders.latest.get()?.leaseId).toBe(leaseId))
    at.patch([
      { ...a, restrictions: [{ ...lock, state: 'applied' }] },
      { ...b, restrictions: [{ ...lock, state: 'failed', failure: 'no-display' }] },
      { ...c, restrictions: [lock] },
      { ...d, restrictions: [lock] },
    ])
    const order = at.orders.latest.get()
    if (order === null) throw new Error('the order is gone')
    expect(outcomeOf(order, (deviceId) => at.feed.devices.get(deviceId))).toEqual({
      total: 4,
      done: 1,
      failed: [{ deviceId: b.deviceId, why: 'no-display' }],
      silent: [c.deviceId],
      waiting: 1,
    })
  })
})
