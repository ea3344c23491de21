import type { InventoryEntry } from '#shared/model/inventory'
import { fail, ok } from '#shared/outcome'
import { changeLine, changesCsv, disksCell, inventoryCsv, memoryCell, softwareCsv } from '#shared/model/inventory-csv'
import { asStaff, type Context } from '../context'
import { type CliOutcome, type ExitCode, exitCodes } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'

const mostPackages = 20_000

interface CsvOption {
  readonly csv?: boolean
}

/** One of three forms: for scripts, for a spreadsheet, for people. */
const show = (
  { options, print }: Context,
  { csv }: CsvOption,
  value: unknown,
  forms: { readonly csv: () => string; readonly rows: () => readonly (readonly string[])[]; readonly none: string },
): void => {
  if (csv === true) print(forms.csv().trimEnd())
  else if (options.json) print(JSON.stringify(value))
  else {
    const rows = forms.rows()
    print(rows.length < 2 ? forms.none : table(rows))
  }
}

/** The PCs and what they are made of. */
export const listInventory = (context: Context, own: CsvOption): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const [list, rooms] = await Promise.all([link.ask('inventory:list', {}), link.ask('room:list', {})])
    if (!list.ok) return list
    if (!rooms.ok) return rooms
    const names = new Map(rooms.value.map(({ roomId, name }) => [roomId, name]))
    const { pcs } = list.value
    const roomOf = (roomId: string): string => names.get(roomId) ?? ''
    show(context, own, list.value, {
      csv: () => inventoryCsv(pcs, roomOf),
      none: 'There are no PCs yet.',
      rows: () => [
        ['PC', 'ROOM', 'MODEL', 'SERIAL', 'MEMORY', 'DISKS', 'SYSTEM', 'UPDATES', 'PROTECTION'],
        ...pcs.map((pc) => [
          ...[pc.deviceName, roomOf(pc.roomId), `${pc.hardware?.maker ?? ''} ${pc.hardware?.model ?? ''}`.trim() || '-'],
          ...[pc.hardware?.serial || '-', memoryCell(pc) || '-', disksCell(pc) || '-'],
          pc.system === null ? 'not read yet' : `${pc.system.name} ${pc.system.version}`.trim(),
          pc.system?.updates ? `${pc.system.updates.pending} waiting, ${pc.system.updates.security} security` : 'not told',
          pc.system?.protection?.map(({ name, state }) => `${name} ${state}`).join(', ') ?? 'not told',
        ]),
      ],
    })
    return ok(null)
  })

/** Programs whose name holds `search`, and on how many PCs. */
export const listSoftware = (context: Context, search: string, own: CsvOption): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const found = await link.ask('inventory:software', { search, limit: mostPackages })
    if (!found.ok) return found
    const { packages } = found.value
    show(context, own, found.value, {
      csv: () => softwareCsv(packages),
      none: 'No PC has told of such a program.',
      rows: () => [['PROGRAM', 'VERSION', 'PCS'], ...packages.map(({ name, version, pcs }) => [name, version, String(pcs)])],
    })
    return ok(null)
  })

const deviceNamed = async (link: HubLink, pc: string): Promise<CliOutcome<string>> => {
  const list = await link.ask('inventory:list', {})
  if (!list.ok) return list
  const found = list.value.pcs.find(({ deviceName }) => deviceName === pc)
  return found === undefined ? fail('not-found', `There is no PC named ${pc}.`) : ok(found.deviceId)
}

/** Every change there is, page by page. */
const everyChange = async (link: HubLink, deviceId: string | null): Promise<CliOutcome<InventoryEntry[]>> => {
  const all: InventoryEntry[] = []
  for (;;) {
    const page = await link.ask('inventory:changes', { deviceId, part: null, before: all.at(-1)?.changeId ?? null, whole: true })
    if (!page.ok) return page
    if (page.value.entries.length === 0) return ok(all)
    all.push(...page.value.entries)
  }
}

/** What changed, on one PC or on all, newest first; as CSV all of it, else the newest. */
export const listChanges = (context: Context, pc: string | undefined, own: CsvOption): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const device = pc === undefined ? ok(null) : await deviceNamed(link, pc)
    if (!device.ok) return device
    const newest = { deviceId: device.value, part: null, before: null }
    const found = own.csv === true ? await everyChange(link, device.value) : await link.ask('inventory:changes', newest)
    if (!found.ok) return found
    const entries = Array.isArray(found.value) ? found.value : found.value.entries
    show(
      context,
      own,
      { entries },
      {
        csv: () => changesCsv(entries),
        none: 'Nothing has changed since the first reading.',
        rows: () => [
          ['AT', 'PC', 'CHANGES'],
          ...entries.map(({ at, deviceName, changes, count }) => [
            ...[new Date(at).toISOString(), deviceName],
            `${changes.slice(0, 4).map(changeLine).join('; ')}${count > 4 ? `; and ${count - 4} more` : ''}`,
          ]),
        ],
      },
    )
    return ok(null)
  })

/** Asks PCs to look at themselves now; all when none is named. */
export const readInventories = (context: Context, names: readonly string[]): Promise<CliOutcome<ExitCode | null>> =>
  asStaff(context, async (link) => {
    const list = await link.ask('inventory:list', {})
    if (!list.ok) return list
    const wanted = list.value.pcs.filter(({ deviceName }) => names.length === 0 || names.includes(deviceName))
    const unknown = names.find((name) => !wanted.some(({ deviceName }) => deviceName === name))
    if (unknown !== undefined) return fail('not-found', `There is no PC named ${unknown}.`)
    if (wanted.length === 0) return fail('not-found', 'There are no PCs yet.')
    const asked = await link.ask('inventory:read', { deviceIds: wanted.slice(0, 1_000).map(({ deviceId }) => deviceId) })
    if (!asked.ok) return asked
    const { results } = asked.value
    const rows = results.map(({ deviceId, word }) => [wanted.find((pc) => pc.deviceId === deviceId)?.deviceName ?? deviceId, word])
    context.print(context.options.json ? JSON.stringify(results) : table([['PC', 'WORD'], ...rows]))
    return ok(results.every(({ word }) => word === 'reading') ? null : exitCodes.incomplete)
  })
