import type { Command } from 'commander'
import {
  type DeviceFilter,
  importDevices,
  listDevices,
  listDisposals,
  moveDevices,
  removeRoom,
  renameDevices,
  renameRoom,
  retireDevices,
} from './commands/devices'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** The school's rooms and its register of PCs. */
export function addDevices(program: Command, settle: Settle): void {
  const rooms = program.command('rooms').description('rename and remove rooms (technician)')
  rooms
    .command('rename <room> <new-name>')
    .description('give a room another name')
    .action((room: string, name: string) => settle((context) => renameRoom(context, room, name)))
  rooms
    .command('remove <room>')
    .option('--move-to <room>', 'where its PCs go')
    .description('remove a room that is empty, or whose PCs go elsewhere')
    .action((room: string, own: { moveTo?: string }) => settle((context) => removeRoom(context, room, own.moveTo)))

  const devices = program.command('devices').description('the register of PCs (technician)')
  devices
    .command('list')
    .option('--room <room>', 'those of one room')
    .option('--group <group>', 'those of one group')
    .option('--csv', 'as a table that import takes again; noted as an export')
    .description('every PC that is not retired, expected ones too')
    .action((own: DeviceFilter) => settle((context) => listDevices(context, own)))
  devices
    .command('export')
    .description('the same as list --csv')
    .action(() => settle((context) => listDevices(context, { csv: true })))
  devices
    .command('import <file>')
    .option('--dry-run', 'only say what would be done', false)
    .option('--leave-out', 'leave out lines that do not fit', false)
    .description('take in a table: name, room, seat, asset tag, serial, groups, id; - for standard input')
    .action((file: string, own: { dryRun: boolean; leaveOut: boolean }) => settle((context) => importDevices(context, { file, ...own })))
  devices
    .command('move <room> <pc...>')
    .description('put PCs into another room')
    .action((room: string, names: string[]) => settle((context) => moveDevices(context, room, names)))
  devices
    .command('rename <pattern> <pc...>')
    .option('--from <n>', 'the first number', between(0, 9_999), 1)
    .description('name PCs by a pattern such as "{room}-{nn}"')
    .action((pattern: string, names: string[], own: { from: number }) =>
      settle((context) => renameDevices(context, { pattern, names, from: own.from })),
    )
  devices
    .command('retire <pc...>')
    .requiredOption('--how <how>', 'wiped, destroyed, sold, given, returned or lost')
    .option('--note <words>', 'to whom, by which certificate', '')
    .description('cut PCs off for good and write down how they left')
    .action((names: string[], own: { how: string; note: string }) => settle((context) => retireDevices(context, { names, ...own })))
  devices
    .command('retired')
    .option('--csv', 'as comma-separated values; noted as an export', false)
    .description('the record of PCs that left')
    .action((own: { csv: boolean }) => settle((context) => listDisposals(context, own.csv)))
}
