import type { Command } from 'commander'
import { showCoverage } from './commands/coverage'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** What is watched and what is not. */
export function addCoverage(program: Command, settle: Settle): void {
  program
    .command('coverage')
    .description('which PCs are watched, which are not, why, and what to do (technician, e-safety officer, head)')
    .option('--room <room>', 'of one room')
    .option('--group <group>', 'of one group of the register (technician, head)')
    .option('--csv', 'as comma-separated values')
    .action((own: { room?: string; group?: string; csv?: boolean }) =>
      settle((context) => showCoverage(context, { room: own.room, group: own.group, csv: own.csv === true })),
    )
}
