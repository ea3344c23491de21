import type { Command } from 'commander'
import { liftHold, listHolds, placeHold, previewRetention } from './commands/retention'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** What goes by the school's days, and what is held against them. */
export function addRetention(program: Command, settle: Settle): void {
  const retention = program.command('retention').description('what is deleted by the school’s days (e-safety officer, head)')
  const reason = ['--reason <text>', 'why; it is kept'] as const
  retention
    .command('preview')
    .description('what goes at the next run and soon, and what is held')
    .action(() => settle(previewRetention))
  retention
    .command('holds')
    .description('legal holds, lifted ones too')
    .action(() => settle(listHolds))
  retention
    .command('hold <kind> <which>')
    .description('hold a concern or incident by its number, or a person by the account (e-safety officer)')
    .requiredOption(...reason)
    .action((kind: string, which: string, own: { reason: string }) => settle((context) => placeHold(context, kind, which, own.reason)))
  retention
    .command('lift <hold>')
    .description('lift a hold (e-safety officer)')
    .requiredOption(...reason)
    .action((hold: string, own: { reason: string }) => settle((context) => liftHold(context, hold, own.reason)))
}
