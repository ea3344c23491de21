import { noDetail, type RegisterEntry } from '#shared/model/device-register'
import { patternNames } from '#shared/model/device-names'
import { type Failure, fail, ok, type Outcome } from '#shared/outcome'
import { sayFarewell } from '../devices/farewell'
import { type Move, moveRecords, showMoves } from '../devices/moves'
import { entriesOf, readRegister, someNames } from '../devices/register'
import type { Records } from '../../store/store'
import type { Caller, CallsNamed } from './calls'
import type { CommandParts } from './parts'

type RegisterCalls =
  CallsNamed<`device:${'list' | 'move' | 'rename-all' | 'revoke-all' | 'retire' | 'disposals' | 'group' | 'describe' | 'forget'}`>

const key = (words: string): string => words.toLowerCase()

/** Why these names cannot be: empty, too long, or another PC's. */
const clashIn = (
  names: readonly string[],
  entries: readonly RegisterEntry[],
  register: readonly RegisterEntry[],
): Failure<'name-taken'> | null => {
  const renamed = new Set(entries.map(({ deviceId }) => deviceId))
  const taken = new Set(register.flatMap(({ deviceId, name, state }) => (renamed.has(deviceId) || state === 'revoked' ? [] : [key(name)])))
  for (const name of names) {
    if (name === '' || name.length > 120)
      return fail('name-taken', `The pattern makes "${name.slice(0, 40)}", which is no name. Change the pattern.`)
    if (taken.has(key(name))) return fail('name-taken', `Two PCs would be called ${name}. Change the pattern or its first number.`)
    taken.add(key(name))
  }
  return null
}

/** The register of PCs: many at once, all of them or none. */
export const registerCalls = (parts: CommandParts): RegisterCalls => {
  const { store, clock, roster, directory, leases } = parts

  /** The PCs named, of those that this account may touch. */
  const named = async (
    records: Records,
    { staff }: Pick<Caller, 'staff'>,
    deviceIds: readonly string[],
  ): Promise<Outcome<{ readonly entries: readonly RegisterEntry[]; readonly register: readonly RegisterEntry[] }, 'not-found'>> => {
    const register = await readRegister(records, roster, staff)
    const entries = entriesOf(register, deviceIds)
    return entries.ok ? ok({ entries: entries.value, register }) : entries
  }

  return {
    'device:list': (order, { staff, actor }) =>
      store.transact(async (records) => {
        const entries = await readRegister(records, roster, staff)
        const at = clock.now()
        const noted = { staff: actor, subject: `${entries.length} PCs`, detail: '', address: actor.address }
        if (order.export) await records.audit.append({ at, action: 'device:export', ...noted })
        return ok(entries)
      }),

    'device:move': async ({ deviceIds, roomId }, caller) => {
      const moved = await leases.change(async (records) => {
        const [found, room] = [await named(records, caller, deviceIds), await records.rooms.find(roomId)]
        if (!found.ok) return found
        if (room === null) return fail('not-found', 'There is no such room any more.')
        const move: Move = { entries: found.value.entries.filter((entry) => entry.roomId !== roomId), roomId }
        const at = clock.now()
        const devices = await moveRecords(records, move, at)
        const { actor } = caller
        const detail = someNames(found.value.entries)
        await records.audit.append({ at, action: 'device:move', staff: actor, subject: room.name, detail, address: actor.address })
        return ok({ value: move, devices })
      })
      if (!moved.ok) return moved
      await showMoves(parts, [moved.value])
      return ok({ moved: moved.value.entries.length })
    },

    'device:rename-all': async ({ deviceIds, ...plan }, caller) => {
      const renamed = await store.transact(async (records) => {
        const found = await named(records, caller, deviceIds)
        if (!found.ok) return found
        const { entries, register } = found.value
        const rooms = new Map((await records.rooms.list()).map(({ roomId, name }) => [roomId, name]))
        const names = patternNames(
          plan,
          entries.map(({ name, roomId, seat }) => ({ name, seat, roomName: rooms.get(roomId) ?? '' })),
        )
        const clash = clashIn(names, entries, register)
        if (clash !== null) return clash
        const { actor } = caller
        const at = clock.now()
        for (const [index, { deviceId, state, name: before }] of entries.entries()) {
          const name = names[index] ?? before
          if (state === 'expected') await records.register.changeExpected(deviceId, { name })
          else await records.devices.rename(deviceId, name)
          const detail = `to ${name}`
          await records.audit.append({ at, action: 'device:rename', staff: actor, subject: before, detail, address: actor.address })
        }
        return ok(entries.map(({ deviceId }, index) => ({ deviceId, name: names[index] ?? '' })))
      })
      if (!renamed.ok) return renamed
      for (const { deviceId, name } of renamed.value) {
        const record = directory.get(deviceId)
        if (record !== null) directory.put({ ...record, name })
        roster.apply(deviceId, { type: 'renamed', name })
      }
      return ok(null)
    },

    'device:revoke-all': async ({ deviceIds }, caller) => {
      const at = clock.now()
      const revoked = await store.transact(async (records) => {
        const found = await named(records, caller, deviceIds)
        if (!found.ok) return found
        const { actor } = caller
        const entries = found.value.entries.filter(({ state }) => state === 'enrolled')
        for (const { deviceId, name } of entries) {
          await records.devices.revoke(deviceId, at)
          await records.audit.append({ at, action: 'device:revoke', staff: actor, subject: name, detail: deviceId, address: actor.address })
        }
        return ok(entries)
      })
      if (!revoked.ok) return revoked
      for (const { deviceId } of revoked.value) sayFarewell(parts, deviceId, at)
      return ok(null)
    },

    'device:retire': async ({ deviceIds, how, note }, caller) => {
      const at = clock.now()
      const retired = await store.transact(async (records) => {
        const found = await named(records, caller, deviceIds)
        if (!found.ok) return found
        const { actor } = caller
        const { entries } = found.value
        const expected = entries.find(({ state }) => state === 'expected')
        if (expected !== undefined) {
          return fail('not-found', `${expected.name} was never enrolled: there is nothing to retire. Take it off the list instead.`)
        }
        const rooms = new Map((await records.rooms.list()).map(({ roomId, name }) => [roomId, name]))
        for (const { deviceId, name, roomId, assetTag, serial, addedAt } of entries) {
          await records.devices.revoke(deviceId, at)
          const words = { deviceId, name, roomName: rooms.get(roomId) ?? '', assetTag, serial, how, note, enrolledAt: addedAt }
          await records.register.dispose({ ...words, at, byName: actor.displayName }, caller.staff.staffId)
          const detail = `${how}${assetTag === '' ? '' : `, ${assetTag}`}, ${deviceId}${note === '' ? '' : `: ${note}`}`
          await records.audit.append({ at, action: 'device:retire', staff: actor, subject: name, detail, address: actor.address })
        }
        return ok(entries)
      })
      if (!retired.ok) return retired
      for (const { deviceId } of retired.value) sayFarewell(parts, deviceId, at)
      return ok(null)
    },

    'device:disposals': (order, { actor }) =>
      store.transact(async (records) => {
        const disposals = await records.register.disposals()
        const noted = { staff: actor, subject: `${disposals.length} retired PCs`, detail: '', address: actor.address }
        if (order.export) await records.audit.append({ at: clock.now(), action: 'device:export', ...noted })
        return ok(disposals)
      }),

    'device:group': ({ deviceIds, add, remove }, caller) =>
      store.transact(async (records) => {
        const found = await named(records, caller, deviceIds)
        if (!found.ok) return found
        const { entries, register } = found.value
        const gone = new Set(remove.map(key))
        // A group is written as whoever made it wrote it.
        const spelling = new Map(register.flatMap(({ groups }) => groups.map((group) => [key(group), group] as const)))
        for (const { deviceId, assetTag, serial, groups } of entries) {
          const left = groups.filter((group) => !gone.has(key(group)))
          const all = new Map([...left, ...add].map((group) => [key(group), spelling.get(key(group)) ?? group]))
          if (all.size > 20) return fail('store-full', 'A PC is in 20 groups at most.')
          await records.register.describe(deviceId, { assetTag, serial, groups: [...all.values()] })
        }
        const { actor } = caller
        const detail = `${[...add.map((group) => `+${group}`), ...remove.map((group) => `-${group}`)].join(' ')}: ${someNames(entries)}`
        const subject = `${entries.length} PCs`
        await records.audit.append({ at: clock.now(), action: 'device:describe', staff: actor, subject, detail, address: actor.address })
        return ok(null)
      }),

    'device:describe': ({ deviceId, assetTag, serial }, caller) =>
      store.transact(async (records) => {
        const found = await named(records, caller, [deviceId])
        if (!found.ok) return found
        const { groups } = found.value.entries[0] ?? noDetail
        await records.register.describe(deviceId, { assetTag, serial, groups })
        const { actor } = caller
        const [subject, detail] = [found.value.entries[0]?.name ?? '', `tag ${assetTag}, serial ${serial}`]
        await records.audit.append({ at: clock.now(), action: 'device:describe', staff: actor, subject, detail, address: actor.address })
        return ok(null)
      }),

    'device:forget': ({ deviceIds }, caller) =>
      store.transact(async (records) => {
        const found = await named(records, caller, deviceIds)
        if (!found.ok) return found
        const { entries } = found.value
        const enrolled = entries.find(({ state }) => state !== 'expected')
        if (enrolled !== undefined) return fail('in-use', `${enrolled.name} is enrolled. Revoke or retire it instead.`)
        await records.register.forget(entries.map(({ deviceId }) => deviceId))
        const { actor } = caller
        const [subject, detail] = [`${entries.length} PCs`, someNames(entries)]
        await records.audit.append({ at: clock.now(), action: 'device:forget', staff: actor, subject, detail, address: actor.address })
        return ok(null)
      }),
  }
}
