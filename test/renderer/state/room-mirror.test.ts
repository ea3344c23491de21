import { describe, expect, it } from 'vitest'
import { applyPatch, mirrorOf, type RoomSnapshot } from '../../../renderer/state/room-mirror'
import { device, noon } from '../device-views'

const a = device('PC-1')
const b = device('PC-2')
const room = { roomId: a.roomId, name: 'Lab 1' }
const snapshot: RoomSnapshot = { room, patch: 7, hubNow: noon + 250, screens: true, lesson: null, devices: [a, b] }
const mirror = mirrorOf(snapshot, noon)
const patch = (number: number, devices: (typeof a)[] = [], removed: string[] = []) => ({
  roomId: room.roomId,
  patch: number,
  devices,
  lesson: null,
  removed,
})

describe('the mirror of a room', () => {
  it('[RM1] takes the patch that follows, and names what changed', () => {
    const changed = { ...a, name: 'PC-01' }
    const outcome = applyPatch(mirror, patch(8, [changed], [b.deviceId]))
    expect(outcome).toMatchObject({ kind: 'applied', changed: [a.deviceId], removed: [b.deviceId] })
    if (outcome.kind !== 'applied') return
    expect(outcome.mirror.patch).toBe(8)
    expect([...outcome.mirror.devices.values()]).toEqual([changed])
  })

  it('leaves the mirror before it as it was, so that a view never sees half a patch', () => {
    applyPatch(mirror, patch(8, [], [b.deviceId]))
    expect(mirror.devices.size).toBe(2)
  })

  it('keeps the same object for PCs a patch does not name', () => {
    const outcome = applyPatch(mirror, patch(8, [{ ...a, name: 'x' }]))
    expect(outcome.kind === 'applied' && outcome.mirror.devices.get(b.deviceId)).toBe(b)
  })

  it('[RM2] sees a gap', () => {
    expect(applyPatch(mirror, patch(9, [a])).kind).toBe('gap')
  })

  it('ignores what it has already, and other rooms', () => {
    expect(applyPatch(mirror, patch(7, [a])).kind).toBe('not-ours')
    expect(applyPatch(mirror, { ...patch(8, [a]), roomId: '0b6f0d0e-6f9b-4c58-9f5c-2b7d9d1a0002' }).kind).toBe('not-ours')
  })

  it("knows how far this computer's clock is from the hub's", () => {
    expect(mirror.clockSkewMs).toBe(250)
  })
})
