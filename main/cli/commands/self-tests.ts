import { randomUUID } from 'node:crypto'
import type { SelfTest } from '#shared/model/self-test'
import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findDevices, findRoom } from '../targets'

export interface SelfTestOrder {
  readonly room: string
  readonly devices: readonly string[]
  readonly inUse: boolean
  readonly inLesson: boolean
}

/** Begins a check of PCs of a room; what comes of it is in `self-test list`. */
export const runSelfTests = (
  context: Context,
  { room: wanted, devices: names, inUse, inLesson }: SelfTestOrder,
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, wanted)
    if (!room.ok) return room
    const { roomId } = room.value
    const snapshot = await link.ask('room:watch', { roomId })
    if (!snapshot.ok) return snapshot
    const devices = findDevices(snapshot.value.devices, names)
    if (!devices.ok) return devices
    const deviceIds = devices.value.map(({ deviceId }) => deviceId)
    const begun = await link.ask('self-test:run', { roomId, deviceIds, orderId: randomUUID(), inUse, inLesson })
    if (!begun.ok) return begun
    const words = `Testing ${begun.value.testIds.length} of ${deviceIds.length}; "self-test list" tells what comes of it.`
    context.print(context.options.json ? JSON.stringify(begun.value) : words)
    return ok(null)
  })

const wordsOf = ({ stages, why }: SelfTest): string => {
  const failed = stages.find(({ state }) => state === 'failed')
  return failed === undefined ? (why ?? '') : `${failed.stage}: ${failed.why ?? ''}`
}

/** The newest checks, and how many are under way. */
export const listSelfTests = (context: Context, limit: number): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const listed = await link.ask('self-test:list', { roomId: null, before: null, limit })
    if (!listed.ok) return listed
    const rows = listed.value.tests.map((test) => [
      new Date(test.endedAt).toISOString(),
      test.roomName,
      test.deviceName,
      test.result,
      wordsOf(test),
      test.scheduled ? 'by schedule' : test.owner.displayName,
    ])
    const pending = listed.value.pending.length
    if (context.options.json) context.print(JSON.stringify(listed.value))
    else {
      context.print(rows.length === 0 ? 'No checks yet.' : table([['ENDED', 'ROOM', 'PC', 'RESULT', 'WHY', 'BY'], ...rows]))
      if (pending > 0) context.print(`${pending} under way or waiting for their PCs.`)
    }
    return ok(null)
  })
