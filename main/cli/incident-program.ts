import type { Command } from 'commander'
import { type IncidentListOptions, listIncidents, showIncident } from './commands/incidents'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const gather = (value: string, all: string[]): string[] => [...all, value]

/** The commands about incidents. */
export function addIncidents(program: Command, settle: Settle): void {
  const incidents = program.command('incidents').description('concerns under review, and the way they go (e-safety officer, head)')
  incidents
    .command('list')
    .description('the newest incidents')
    .option('--state <state>', 'new, under-review, false-positive, resolved or escalated; may be repeated', gather, [])
    .option('--category <category>', 'such as suicide; may be repeated', gather, [])
    .option('--year <n>', 'of this year group, 0 for reception; may be repeated', gather, [])
    .option('--person <account>', 'about this account', '')
    .option('--text <words>', 'words in title, notes, person or concerns', '')
    .option('--overdue', 'with an action whose day is over')
    .option('--limit <n>', 'how many', between(1, 200), 40)
    .action((own: IncidentListOptions) => settle((context) => listIncidents(context, own)))
  incidents
    .command('show')
    .argument('<number>', 'the number of the incident', between(1, Number.MAX_SAFE_INTEGER - 1))
    .description('one incident with its concerns, its route and what was done')
    .action((incidentNumber: number) => settle((context) => showIncident(context, incidentNumber)))
}
