import type { Command } from 'commander'
import { listReports, makeReport } from './commands/reports'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** The commands about reports. */
export function addReports(program: Command, settle: Settle): void {
  const reports = program.command('reports').description('papers without names about the school’s monitoring (e-safety officer, head)')
  reports
    .command('list')
    .description('the reports the hub keeps')
    .action(() => settle(listReports))
  reports
    .command('make')
    .description('make a report and write it to a new file')
    .option('--kind <kind>', 'governors, self-check or data-map', 'governors')
    .option('--term <term>', 'such as autumn-2026; the running one when left out')
    .option('--out <file>', 'the new PDF file')
    .action((own: { kind: string; term?: string; out?: string }) =>
      settle((context) => makeReport(context, { kind: own.kind, term: own.term, out: own.out })),
    )
}
