import { mostDownloads, type Usage } from '#shared/model/outbox'
import { fail, ok } from '#shared/outcome'
import type { LiveDevice } from '../presence/live-device'
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
export const usageCalls = ({ store, clock, roster }: CommandParts): CallsNamed<'usage:timeline'> => ({
  'usage:timeline': async ({ roomId, deviceId, from, until }, { actor }) => {
    const devices = roster.inRoom(roomId).filter((device) => deviceId === null || device.deviceId === deviceId)
    if (deviceId !== null && devices.length === 0) return fail('not-found', 'This PC is not in that room.')
    const now = clock.now()
    const stored = await store.transact(async ({ usage, downloads, rooms, audit }) => {
      const room = await rooms.find(roomId)
      if (room === null) return fail('not-found', 'There is no such room any more.')
      const stretch = { deviceIds: devices.map((device) => device.deviceId), from, until }
      const spans = await usage.within({ ...stretch, limit: mostSpans })
      const begun = await downloads.within({ ...stretch, limit: mostDownloads })
      const subject = deviceId === null ? room.name : (devices[0]?.name ?? room.name)
      const detail = `${new Date(from).toISOString()} to ${new Date(until).toISOString()}`
      await audit.append({ at: now, action: 'usage:view', staff: actor, subject, detail, address: actor.address })
      return ok({ spans, begun })
    })
    if (!stored.ok) return stored
    const spansOf = new Map<string, Usage[]>(devices.map((device) => [device.deviceId, []]))
    for (const { deviceId: id, span } of stored.value.spans) spansOf.get(id)?.push(span)
    return ok({
      cut: stored.value.spans.length === mostSpans,
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
