import type { Command } from 'commander'
import { listChanges, listInventory, listSoftware, readInventories } from './commands/inventory'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const csv = ['--csv', 'as comma-separated values'] as const

/** What PCs are made of, what is installed on them, and what changed. */
export function addInventory(program: Command, settle: Settle): void {
  const inventory = program
    .command('inventory')
    .description('what the PCs are made of; see also its commands (technician, head)')
    .option(...csv)
    .action((own: { csv?: boolean }) => settle((context) => listInventory(context, own)))
  inventory
    .command('software [part-of-name]')
    .description('programs with versions, and on how many PCs each is')
    .option(...csv)
    .action((search: string | undefined, _own: unknown, command: Command) =>
      settle((context) => listSoftware(context, search ?? '', command.optsWithGlobals())),
    )
  inventory
    .command('changes [pc]')
    .description('what changed, newest first')
    .option(...csv)
    .action((pc: string | undefined, _own: unknown, command: Command) =>
      settle((context) => listChanges(context, pc, command.optsWithGlobals())),
    )
  inventory
    .command('read [pcs...]')
    .description('ask PCs to look at themselves now; all, unless some are named')
    .action((pcs: string[]) => settle((context) => readInventories(context, pcs)))
}
