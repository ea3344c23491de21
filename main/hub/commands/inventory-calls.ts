import { fail, ok } from '#shared/outcome'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { inventoryWords } from '#shared/protocol/inventory-calls'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

type InventoryCall = Extract<keyof ConsoleOrders, `inventory:${string}`>
type Word = (typeof inventoryWords)[number]

const entriesPerPage = 60
const entriesPerSheet = 40
const entriesWhole = 500

/** [IV5] What PCs are made of, what is installed on them, and what changed. */
export const inventoryCalls = ({ store, clock, roster, links }: CommandParts): CallsNamed<InventoryCall> => {
  const ask = async (deviceId: string): Promise<Word> => {
    const link = links.get(deviceId)
    if (link === null) return 'silent'
    if (!link.capabilities.includes('inventory')) return 'unsupported'
    return (await link.order('inventory:read', {})).ok ? 'reading' : 'no-answer'
  }

  return {
    'inventory:list': (_payload, { staff }) =>
      store.transact(async ({ inventories }) => {
        const pcs = await inventories.list()
        return ok({ pcs: pcs.filter(({ roomId }) => staff.roomIds?.includes(roomId) ?? true) })
      }),

    'inventory:software': ({ search, limit }, { staff }) =>
      store.transact(async ({ inventories }) => ok(await inventories.packages(search, limit, staff.roomIds))),

    'inventory:holders': ({ name }, { staff }) =>
      store.transact(async ({ inventories }) => ok({ pcs: await inventories.holders(name, staff.roomIds) })),

    'inventory:changes': (query, { staff }) =>
      store.transact(async ({ inventories }) => {
        const limit = query.whole ? entriesWhole : entriesPerPage
        return ok({ entries: await inventories.entries({ ...query, roomIds: staff.roomIds, limit }) })
      }),

    'inventory:sheet': ({ deviceId }, { staff }) =>
      store.transact(async ({ inventories }) => {
        const sheet = await inventories.sheet(deviceId)
        if (sheet === null) return fail('not-found', 'There is no such PC any more.')
        // The sheets of revoked PCs stay, and those are in no room the guard of calls would find.
        if (staff.roomIds?.includes(sheet.pc.roomId) === false)
          return fail('room-forbids', 'This PC is in a room that is not one of yours.')
        const newest = { part: null, before: null, roomIds: null, whole: false, limit: entriesPerSheet }
        return ok({ ...sheet, entries: await inventories.entries({ deviceId, ...newest }) })
      }),

    'inventory:read': async ({ deviceIds }, { actor, staff }) => {
      const rooms = deviceIds.flatMap((deviceId) => roster.get(deviceId)?.roomId ?? [])
      if (rooms.some((roomId) => staff.roomIds?.includes(roomId) === false)) {
        return fail('room-forbids', 'One of these PCs is in a room that is not one of yours.')
      }
      const names = deviceIds.flatMap((deviceId) => roster.get(deviceId)?.name ?? [])
      const noted = await store.transact(async ({ audit }) => {
        const detail = names.join(', ').slice(0, 500)
        await audit.append({
          at: clock.now(),
          action: 'inventory:read',
          staff: actor,
          subject: `${names.length} PCs`,
          detail,
          address: actor.address,
        })
        return ok(null)
      })
      if (!noted.ok) return noted
      return ok({ results: await Promise.all(deviceIds.map(async (deviceId) => ({ deviceId, word: await ask(deviceId) }))) })
    },
  }
}
