import type { InventoryRow } from '#shared/model/inventory'

export const inventoryColumns = ['pc', 'room', 'model', 'memory', 'disks', 'system', 'updates', 'protection', 'read'] as const
export type InventoryColumn = (typeof inventoryColumns)[number]

/** `updates`: some wait that close holes. `unprotected`: nothing told that protects, or it does not run. `unread`: never told anything. */
export type Narrowing = 'updates' | 'unprotected' | 'unread'

const isProtected = ({ system }: InventoryRow): boolean => system?.protection?.some(({ state }) => state === 'running') === true

const fits: Readonly<Record<Narrowing, (pc: InventoryRow) => boolean>> = {
  updates: ({ system }) => (system?.updates?.security ?? 0) > 0,
  unprotected: (pc) => pc.readAt !== null && !isProtected(pc),
  unread: ({ readAt }) => readAt === null,
}

/** What a search looks in: names, serial numbers and addresses of network cards, as they stand on stickers. */
const wordsOf = ({ deviceName, hardware, system }: InventoryRow): string =>
  [
    deviceName,
    ...(hardware === null ? [] : [hardware.maker, hardware.model, hardware.serial, hardware.processor, hardware.firmware]),
    ...(hardware?.disks ?? []).flatMap(({ model, serial }) => [model, serial]),
    ...(hardware?.network ?? []).map(({ mac }) => mac),
    ...(hardware?.monitors ?? []).flatMap(({ model, serial }) => [model, serial]),
    ...(system === null ? [] : [system.name, system.version, system.kernel]),
  ]
    .join('\n')
    .toLowerCase()

export const narrowInventory = (
  pcs: readonly InventoryRow[],
  { text, roomId, narrowing }: { readonly text: string; readonly roomId: string | null; readonly narrowing: Narrowing | null },
): readonly InventoryRow[] => {
  const wanted = text.trim().toLowerCase()
  return pcs.filter(
    (pc) =>
      (roomId === null || pc.roomId === roomId) &&
      (narrowing === null || fits[narrowing](pc)) &&
      (wanted === '' || wordsOf(pc).includes(wanted)),
  )
}

const disksMb = ({ hardware }: InventoryRow): number => (hardware?.disks ?? []).reduce((sum, { sizeMb }) => sum + sizeMb, 0)

const valueOf: Readonly<Record<InventoryColumn, (pc: InventoryRow) => string | number>> = {
  pc: ({ deviceName }) => deviceName,
  room: ({ roomId }) => roomId,
  model: ({ hardware }) => (hardware === null ? '' : `${hardware.maker} ${hardware.model}`),
  memory: ({ hardware }) => hardware?.memoryMb ?? -1,
  disks: disksMb,
  system: ({ system }) => (system === null ? '' : `${system.name} ${system.version}`),
  updates: ({ system }) => system?.updates?.pending ?? -1,
  protection: (pc) => (isProtected(pc) ? 1 : 0),
  read: ({ readAt }) => readAt ?? 0,
}

/** By the column, then by name as people count: PC 9 before PC 10. */
export const sortInventory = (pcs: readonly InventoryRow[], column: InventoryColumn, down: boolean): readonly InventoryRow[] => {
  const collator = new Intl.Collator('en', { numeric: true })
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return pcs.toSorted(
    (a, b) => compare(valueOf[column](a), valueOf[column](b)) * (down ? -1 : 1) || collator.compare(a.deviceName, b.deviceName),
  )
}
