import type { Command } from 'commander'
import { type BreachListOptions, decideBreach, listBreaches, showBreach } from './commands/breaches'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const gather = (value: string, all: string[]): string[] => [...all, value]
const number = between(1, Number.MAX_SAFE_INTEGER - 1)

/** The commands about concerns. */
export function addBreaches(program: Command, settle: Settle): void {
  const breaches = program
    .command('breaches')
    .description('concerns that rules found (e-safety officer, head; teachers what the school shares)')
  breaches
    .command('list')
    .description('the newest concerns')
    .option('--state <state>', 'new, under-review, false-positive, resolved or escalated; may be repeated', gather, [])
    .option('--grade <n>', 'of this grade and up', between(1, 5), 1)
    .option('--category <category>', 'such as suicide; may be repeated', gather, [])
    .option('--text <words>', 'words in the match, the account, PC, window or address', '')
    .option('--limit <n>', 'how many', between(1, 200), 40)
    .action((own: BreachListOptions) => settle((context) => listBreaches(context, own)))
  breaches
    .command('show')
    .argument('<number>', 'the number of the concern', number)
    .description('one concern; its pictures are for the console')
    .action((breachNumber: number) => settle((context) => showBreach(context, breachNumber)))
  breaches
    .command('decide')
    .argument('<number>', 'the number of the concern', number)
    .argument('<state>', 'new, under-review, false-positive, resolved or escalated')
    .option('--note <text>', 'kept with the decision', '')
    .description('decide on a concern (e-safety officer)')
    .action((breachNumber: number, state: string, own: { note: string }) =>
      settle((context) => decideBreach(context, breachNumber, state, own.note)),
    )
}
