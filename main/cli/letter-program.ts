import { type Command, Option } from 'commander'
import { letterFormatSchema, letterFormats } from '#shared/model/letter'
import { toldHows } from '#shared/model/parent-notice'
import {
  askApproval,
  decideLetter,
  draftLetter,
  fetchLetter,
  type FinishOptions,
  issueLetter,
  listLetters,
  listTemplates,
} from './commands/letters'
import { showRegister, tellParents, type ToldOptions, withholdFromParents } from './commands/parents'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const incident = ['<incident>', 'the number of the incident', between(1, Number.MAX_SAFE_INTEGER - 1)] as const
const gather = (value: string, all: string[]): string[] => [...all, value]

/** What parents are told, and letters to them. */
export function addLetters(program: Command, settle: Settle): void {
  addParents(program, settle)
  const letters = program.command('letters').description('letters to parents (e-safety officer writes, head approves)')
  letters
    .command('templates')
    .description('what a letter can begin with')
    .action(() => settle(listTemplates))
  letters
    .command('list')
    .argument(...incident)
    .description('the letters of an incident: drafts by their ids, issued ones by their numbers')
    .action((number: number) => settle((context) => listLetters(context, number)))
  letters
    .command('draft')
    .argument(...incident)
    .argument('<template>', 'such as concern-told')
    .description('begin a letter, filled in from the incident, and print it')
    .action((number: number, template: string) => settle((context) => draftLetter(context, number, template)))
  const finishing = (name: string, what: string): Command =>
    letters
      .command(name)
      .argument(...incident)
      .argument('<letter>', 'the id of the draft')
      .description(what)
      .option('--text-file <file>', 'the finished text, in place of the draft’s')
      .option('--not-name <word>', 'a word somebody has read that is no name here; may be repeated', gather, [])
  finishing('ask', 'ask the head to approve a letter').action((number: number, letter: string, own: FinishOptions) =>
    settle((context) => askApproval(context, number, letter, own)),
  )
  finishing('issue', 'issue a finished letter')
    .option('--told <who>', 'the parents are told with it: who it goes to')
    .action((number: number, letter: string, own: FinishOptions) => settle((context) => issueLetter(context, number, letter, own)))
  for (const approve of [true, false])
    letters
      .command(approve ? 'approve' : 'send-back')
      .argument(...incident)
      .argument('<letter>', 'the id of the draft')
      .description(approve ? 'approve a letter as it stands' : 'send a letter back to whoever wrote it')
      .option('--note <text>', 'what you say to it', '')
      .action((number: number, letter: string, own: { note: string }) =>
        settle((context) => decideLetter(context, number, letter, approve, own.note)),
      )
  letters
    .command('fetch')
    .argument(...incident)
    .argument('<number>', 'the number of the letter', between(1, Number.MAX_SAFE_INTEGER - 1))
    .description('write an issued letter into a new file')
    .addOption(new Option('--format <format>', 'of the file').choices([...letterFormats]).default('pdf'))
    .requiredOption('--out <file>', 'the new file')
    .action((number: number, letter: number, own: { format: string; out: string }) =>
      settle((context) => fetchLetter(context, number, letter, letterFormatSchema.parse(own.format), own.out)),
    )
}

function addParents(program: Command, settle: Settle): void {
  const parents = program.command('parents').description('what parents were told, and why not (e-safety officer, head)')
  parents
    .command('told')
    .argument(...incident)
    .description('write down that the parents were told')
    .requiredOption('--who <who>', 'who was told, for example mother')
    .addOption(new Option('--how <how>', 'by what').choices([...toldHows]).makeOptionMandatory())
    .option('--by <name>', 'who told them (default: you)')
    .option('--at <time>', 'when, as 2026-11-22T14:30 (default: now)')
    .option('--note <text>', 'what they said', '')
    .option('--letter <number>', 'the letter that told them', between(1, Number.MAX_SAFE_INTEGER - 1))
    .action((number: number, own: ToldOptions) => settle((context) => tellParents(context, number, own)))
  parents
    .command('not-told')
    .argument(...incident)
    .description('keep the decision not to tell them')
    .requiredOption('--reason <text>', 'why, and who was asked')
    .action((number: number, own: { reason: string }) => settle((context) => withholdFromParents(context, number, own.reason)))
  parents
    .command('register')
    .description('the entries of every incident, newest first')
    .option('--csv', 'as comma-separated values')
    .action((own: { csv?: boolean }) => settle((context) => showRegister(context, own.csv === true)))
}
