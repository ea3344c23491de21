import { csvMoment, csvOf } from './csv'
import type { InventoryChange, InventoryEntry, InventoryRow, PackageCount } from './inventory'
import { diskWords, memoryWords } from './inventory-changes'

const pcColumns = [
  ...['PC', 'Room', 'Maker', 'Model', 'Serial', 'Processor', 'Memory (MB)', 'Disks', 'Network', 'Monitors', 'Firmware'],
  ...['System', 'Version', 'Kernel', 'Updates waiting', 'Security updates', 'Protection', 'Packages', 'Read at'],
]

/** The PCs as a file of comma-separated values (RFC 4180), times in UTC; what a PC does not tell is empty. */
export const inventoryCsv = (pcs: readonly InventoryRow[], roomNameOf: (roomId: string) => string): string =>
  csvOf([
    pcColumns,
    ...pcs.map(({ deviceName, roomId, hardware, system, packages, readAt }) => [
      ...[deviceName, roomNameOf(roomId), hardware?.maker ?? '', hardware?.model ?? '', hardware?.serial ?? '', hardware?.processor ?? ''],
      hardware === null ? '' : String(hardware.memoryMb),
      (hardware?.disks ?? []).map(({ model, serial, sizeMb }) => `${model} ${serial} ${diskWords(sizeMb)}`).join('; '),
      (hardware?.network ?? []).map(({ name, mac }) => `${name} ${mac}`).join('; '),
      (hardware?.monitors ?? []).map(({ model, serial }) => `${model} ${serial}`.trim()).join('; '),
      ...[hardware?.firmware ?? '', system?.name ?? '', system?.version ?? '', system?.kernel ?? ''],
      ...[String(system?.updates?.pending ?? ''), String(system?.updates?.security ?? '')],
      (system?.protection ?? []).map(({ name, state }) => `${name} ${state}`).join('; '),
      ...[String(packages ?? ''), csvMoment(readAt)],
    ]),
  ])

/** Programs with versions, and on how many PCs each is. */
export const softwareCsv = (packages: readonly PackageCount[]): string =>
  csvOf([['Program', 'Version', 'PCs'], ...packages.map(({ name, version, pcs }) => [name, version, String(pcs)])])

/** What changed, one difference a line. */
export const changesCsv = (entries: readonly InventoryEntry[]): string =>
  csvOf([
    ['At', 'PC', 'What', 'Which', 'Before', 'After'],
    ...entries.flatMap(({ at, deviceName, changes }) =>
      changes.map(({ what, name, before, after }) => [csvMoment(at), deviceName, what, name, before ?? '', after ?? '']),
    ),
  ])

/** As in "memory 8 GB -> 4 GB". */
export const changeLine = ({ what, name, before, after }: InventoryChange): string =>
  `${what} ${name === '' ? '' : `${name} `}${before ?? 'none'} -> ${after ?? 'none'}`

/** The memory of a PC in a table; empty where it is not told. */
export const memoryCell = ({ hardware }: InventoryRow): string =>
  hardware === null || hardware.memoryMb === 0 ? '' : memoryWords(hardware.memoryMb)

/** All built-in disks together. */
export const disksCell = ({ hardware }: InventoryRow): string =>
  hardware === null || hardware.disks.length === 0 ? '' : hardware.disks.map(({ sizeMb }) => diskWords(sizeMb)).join(' + ')
