import { fail, ok } from '#shared/outcome'
import { sayFarewell } from '../devices/farewell'
import { redactDevice } from '../feeds/redact'
import { viewDevice } from '../presence/live-device'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const unknownDevice = () => fail('not-found', 'This PC is no longer enrolled.')

/** One PC: looking at it closely, its name, its certificate. */
export const deviceCalls = (parts: CommandParts): CallsNamed<'device:view' | 'device:leave' | 'device:rename' | 'device:revoke'> => {
  const { store, clock, roster, directory, pictures } = parts
  return {
    'device:view': async ({ deviceId }, caller) => {
      const { actor, staff, viewer } = caller
      const name = roster.get(deviceId)?.name
      if (name === undefined) return unknownDevice()
      const noted = await store.transact(async (records) => {
        const at = clock.now()
        await records.audit.append({ at, action: 'device:view', staff: actor, subject: name, detail: deviceId, address: actor.address })
        return ok(null)
      })
      if (!noted.ok) return noted
      const device = roster.get(deviceId)
      const record = directory.get(deviceId)
      if (device === null || record === null) return unknownDevice()
      if (viewer.screens) caller.afterAnswer(() => pictures.open(viewer, deviceId))
      return ok({
        device: redactDevice(viewDevice(device), staff.role),
        facts: device.facts,
        address: device.address,
        enrolledAt: record.enrolledAt,
        certificateExpiresAt: record.certificateExpiresAt,
        windows: viewer.screens ? [...device.windows] : [],
      })
    },

    'device:leave': ({ deviceId }, { viewer }) => {
      pictures.close(viewer, deviceId)
      return ok(null)
    },

    'device:rename': async ({ deviceId, name }, { actor }) => {
      const renamed = await store.transact(async (records) => {
        const at = clock.now()
        const before = await records.devices.find(deviceId)
        if (before === null || !(await records.devices.rename(deviceId, name))) return unknownDevice()
        const detail = `to ${name}`
        await records.audit.append({ at, action: 'device:rename', staff: actor, subject: before.name, detail, address: actor.address })
        return ok({ ...before, name })
      })
      if (!renamed.ok) return renamed
      directory.put(renamed.value)
      roster.apply(deviceId, { type: 'renamed', name })
      return ok(null)
    },

    'device:revoke': async ({ deviceId }, { actor }) => {
      const at = clock.now()
      const revoked = await store.transact(async (records) => {
        const device = await records.devices.find(deviceId)
        if (device === null || !(await records.devices.revoke(deviceId, at))) return unknownDevice()
        await records.audit.append({
          at,
          action: 'device:revoke',
          staff: actor,
          subject: device.name,
          detail: deviceId,
          address: actor.address,
        })
        return ok(null)
      })
      if (!revoked.ok) return revoked
      sayFarewell(parts, deviceId, at)
      return ok(null)
    },
  }
}
