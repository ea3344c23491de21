import type { Records } from '../../store/store'

/** In the transaction that removes a room: nothing that hung on it lives on, and no token brings a PC into it. Answers what is left. */
export const forgetRoom = async (records: Records, roomId: string, at: number) => {
  const { settings, staffGate, enrolments } = records
  await enrolments.cancelOfRoom(roomId, at)
  const kept = await settings.timeouts()
  const timeouts = { ...kept, rooms: Object.fromEntries(Object.entries(kept.rooms).filter(([one]) => one !== roomId)) }
  await settings.keepTimeouts(timeouts, at)
  const schedules = (await settings.powerSchedules())
    .map((schedule) => ({ ...schedule, roomIds: schedule.roomIds.filter((one) => one !== roomId) }))
    .filter(({ roomIds }) => roomIds.length > 0)
  await settings.keepPowerSchedules(schedules, at)
  const before = await staffGate.signs()
  const signs = { ...before, roomIds: before.roomIds.filter((one) => one !== roomId) }
  await staffGate.keepSigns(signs, at)
  return { timeouts, schedules, signs }
}
