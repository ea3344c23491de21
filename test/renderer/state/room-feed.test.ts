import { describe, expect, it, vi } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import type { Ask } from '../../../renderer/link/hub-link'
import { RoomFeed } from '../../../renderer/state/room-feed'
import { device, noon, restriction, silent } from '../device-views'

const a = device('PC-1')
const b = device('PC-2')
const roomId = a.roomId

/** A hub that answers `room:watch` with these devices at this patch number. */
const feedOf = (snapshots: { patch: number; devices: DeviceView[] }[]) => {
  const asked: string[] = []
  const ask = vi.fn(async (event: string) => {
    asked.push(event)
    if (event !== 'room:watch') return { ok: true, value: null }
    const next = snapshots.shift()
    if (next === undefined) return { ok: false, code: 'link-lost', detail: '' }
    return { ok: true, value: { room: { roomId, name: 'Lab 1' }, hubNow: noon, screens: true, lesson: null, ...next } }
  })
  // The fake answers by event name, which a generic signature cannot show.
  const feed = new RoomFeed(ask as unknown as Ask, () => noon, vi.fn())
  return { feed, asked }
}

describe('the room feed', () => {
  it('tells only the tile whose PC a patch names', async () => {
    const { feed } = feedOf([{ patch: 1, devices: [a, b] }])
    await feed.watch(roomId)
    const ofA = vi.fn()
    const ofB = vi.fn()
    feed.devices.at(a.deviceId).subscribe(ofA)
    feed.devices.at(b.deviceId).subscribe(ofB)
    feed.patch({ roomId, patch: 2, devices: [{ ...a, name: 'PC-01' }], lesson: null, removed: [] })
    expect(ofA).toHaveBeenCalledOnce()
    expect(ofB).not.toHaveBeenCalled()
    expect(feed.devices.get(a.deviceId)?.name).toBe('PC-01')
  })

  it('[RM2] watches again on a gap, and goes on from the new snapshot', async () => {
    const { feed, asked } = feedOf([
      { patch: 1, devices: [a] },
      { patch: 9, devices: [b] },
    ])
    await feed.watch(roomId)
    feed.patch({ roomId, patch: 5, devices: [a], lesson: null, removed: [] })
    await vi.waitFor(() => expect(feed.devices.get(b.deviceId)).toBe(b))
    expect(asked.filter((event) => event === 'room:watch')).toHaveLength(2)
    expect(feed.devices.get(a.deviceId)).toBeUndefined()
    expect(feed.deviceIds.get()).toEqual([b.deviceId])
  })

  it('keeps the last pictures and states when the link is gone', async () => {
    const { feed } = feedOf([{ patch: 1, devices: [a] }])
    await feed.watch(roomId)
    await feed.watch(roomId)
    expect(feed.phase.get().kind).toBe('ready')
    expect(feed.devices.get(a.deviceId)).toBe(a)
  })

  it('says so when a room cannot be watched at all', async () => {
    const { feed } = feedOf([])
    await feed.watch(roomId)
    expect(feed.phase.get()).toMatchObject({ kind: 'failed', code: 'link-lost' })
  })

  it('counts by what PCs report, not by what was asked', async () => {
    const { feed } = feedOf([{ patch: 1, devices: [a, b] }])
    await feed.watch(roomId)
    feed.patch({ roomId, patch: 2, devices: [{ ...a, restrictions: [restriction('lock', 'asked')] }], lesson: null, removed: [] })
    expect(feed.counts.get()).toMatchObject({ devices: 2, live: 2, locked: 0 })
    const locked = { ...a, restrictions: [restriction('lock')] }
    feed.patch({ roomId, patch: 3, devices: [locked, { ...b, presence: silent() }], lesson: null, removed: [] })
    expect(feed.counts.get()).toEqual({ devices: 2, live: 1, silent: 1, locked: 1, blanked: 0 })
  })

  it('leaves a revoked PC out of the count', async () => {
    const { feed } = feedOf([{ patch: 1, devices: [a, { ...b, presence: silent('revoked') }] }])
    await feed.watch(roomId)
    expect(feed.counts.get()).toMatchObject({ devices: 1, silent: 0 })
  })

  it('forgets everything of a room it leaves', async () => {
    const { feed, asked } = feedOf([{ patch: 1, devices: [a] }])
    await feed.watch(roomId)
    feed.leave()
    expect(asked).toContain('room:unwatch')
    expect(feed.devices.get(a.deviceId)).toBeUndefined()
    expect(feed.phase.get().kind).toBe('none')
  })
})
