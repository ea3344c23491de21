import { mostDownloads, type Usage } from '#shared/model/outbox'
import { fail, ok } from '#shared/outcome'
import type { LiveDevice } from '../presence/live-device'
import { noteLook } from '../staff-gate/note-look'
import type { Told } from '../staff-gate/staff-gate'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Spans in one answer: an hour of a class of 30 that changes windows every 6 s. */
const mostSpans = 20_000

/** What is in front right now, which no agent has told as over; it begins where the last span of the same window ended. */
const presentSpan = (device: LiveDevice, told: readonly Usage[], now: number): Usage | null => {
  const { presence, user, foreground, idle } = device
  if (presence.state !== 'live' || user === null || foreground === null || idle?.idle === true) return null
  const { application, title, since } = foreground
  const from = Math.min(now, Math.max(since, told.at(-1)?.until ?? 0))
  return { kind: 'usage', user: user.name, application, title, from, until: now }
}

/** What was in front on the PCs of a room, and when. */
export const usageCalls = ({ store, clock, roster, gate }: CommandParts): CallsNamed<'usage:timeline'> => ({
  'usage:timeline': async ({ roomId, deviceId, from, until }, { actor, staff }) => {
    const devices = roster.inRoom(roomId).filter((device) => deviceId === null || device.deviceId === deviceId)
    if (deviceId !== null && devices.length === 0) return fail('not-found', 'This PC is not in that room.')
    const now = clock.now()
    const stored = await store.transact(async (records) => {
      const { usage, downloads, rooms, audit } = records
      const room = await rooms.find(roomId)
      if (room === null) return fail('not-found', 'There is no such room any more.')
      const stretch = { deviceIds: devices.map((device) => device.deviceId), from, until }
      const found = await usage.within({ ...stretch, limit: mostSpans })
      const foundBegun = await downloads.within({ ...stretch, limit: mostDownloads })
      const subject = deviceId === null ? room.name : (devices[0]?.name ?? room.name)
      const detail = `${new Date(from).toISOString()} to ${new Date(until).toISOString()}`
      await audit.append({ at: now, action: 'usage:view', staff: actor, subject, detail, address: actor.address })
      const looked = new Set<string>()
      /** [SG6] What was recorded of staff is for the head, whose look is noted. */
      const shows = (told: Told): boolean => {
        if (!gate.isStaff(told.deviceId, told.user)) return true
        if (staff.role !== 'head') return false
        const verdict = gate.judge(told, 'history')
        if (verdict.kind === 'authorised') looked.add(verdict.authorisationId)
        return verdict.kind !== 'refused'
      }
      const spans = found.filter(({ deviceId: id, span }) => shows({ deviceId: id, user: span.user, from: span.from, until: span.until }))
      const begun = foundBegun.filter(({ deviceId: id, user, at }) => shows({ deviceId: id, user, from: at, until: at }))
      for (const authorisationId of looked) await noteLook(records, { authorisationId, actor, subject, at: now })
      return ok({ spans, begun, cut: found.length === mostSpans })
    })
    if (!stored.ok) return stored
    const spansOf = new Map<string, Usage[]>(devices.map((device) => [device.deviceId, []]))
    for (const { deviceId: id, span } of stored.value.spans) spansOf.get(id)?.push(span)
    return ok({
      cut: stored.value.cut,
      downloads: stored.value.begun,
      devices: devices.map((device) => {
        const spans = spansOf.get(device.deviceId) ?? []
        const present = presentSpan(device, spans, now)
        const shown = present !== null && present.from < until && present.until > from
        return { deviceId: device.deviceId, deviceName: device.name, spans: shown ? [...spans, present] : spans }
      }),
    })
  },
})
