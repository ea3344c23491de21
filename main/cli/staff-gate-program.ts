import type { Command } from 'commander'
import { changeStaffSigns, decideAuthorisation, endAuthorisation, showAuthorisations, showStaffSigns } from './commands/staff-gate'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** The gate before any monitoring of staff; it is asked for in the console, where the grounds are written down. */
export function addStaffGate(program: Command, settle: Settle): void {
  const gate = program.command('staff-gate').description('who is staff, and what of them may be recorded')
  gate
    .command('show')
    .description('who counts as staff')
    .action(() => settle(showStaffSigns))
  for (const [name, add, who] of [
    ['add', true, 'technician, e-safety officer, head'],
    ['remove', false, 'head'],
  ] as const) {
    gate
      .command(`${name} <names...>`)
      .description(`${add ? 'count accounts as staff' : 'count them as staff no longer'} (${who})`)
      .option('--group', 'they are groups of the PCs’ accounts')
      .action((names: string[], own: { group?: boolean }) =>
        settle((context) => changeStaffSigns(context, { add, group: own.group === true, names })),
      )
  }
  gate
    .command('list')
    .description('authorisations, and what was thrown away for want of one (e-safety officer, head)')
    .action(() => settle(showAuthorisations))
  for (const [name, approve] of [
    ['approve', true],
    ['refuse', false],
  ] as const) {
    gate
      .command(`${name} <authorisation>`)
      .description(`${name} what somebody else asked for (head, e-safety officer)`)
      .option('--note <text>', 'kept with it', '')
      .action((authorisation: string, own: { note: string }) =>
        settle((context) => decideAuthorisation(context, authorisation, approve, own.note)),
      )
  }
  gate
    .command('end <authorisation>')
    .description('end it at once (head, e-safety officer)')
    .action((authorisation: string) => settle((context) => endAuthorisation(context, authorisation)))
}
