import type { Command } from 'commander'
import { changePrivacy, showPrivacy } from './commands/privacy'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** The school's own part of the privacy list. */
export function addPrivacy(program: Command, settle: Settle): void {
  const privacy = program.command('privacy').description('sites of which nothing but the name is told')
  privacy
    .command('show')
    .description('what the school adds to the list that ships')
    .action(() => settle(showPrivacy))
  for (const [name, add] of [
    ['add', true],
    ['remove', false],
  ] as const) {
    privacy
      .command(`${name} <sites...>`)
      .description(add ? 'add sites (e-safety officer, technician)' : 'take out sites that were added (e-safety officer, technician)')
      .option('--helpline', 'helplines: open in every mode too')
      .action((sites: string[], own: { helpline?: boolean }) =>
        settle((context) => changePrivacy(context, { add, helpline: own.helpline === true, sites })),
      )
  }
}
