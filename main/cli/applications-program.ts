import { type Command, Option } from 'commander'
import { typedPath } from '#shared/model/application'
import { defaultLeaseMinutes, longestLeaseMinutes } from '#shared/model/lease'
import { changeFolders, showApplications, showFolders } from './commands/applications'
import { lift, restrict } from './commands/restrictions'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

interface RuleOptions {
  readonly application: string[]
  readonly minutes: number
  readonly reason: string
  readonly wait: number
  readonly takeOver?: boolean
}

const asPath = (words: string): string => typedPath(words) ?? words
const collect = (value: string, before: string[]): string[] => [...before, value]

/** Which applications a class may have open, and where programs may lie. */
export function addApplications(program: Command, settle: Settle): void {
  const applications = program.command('applications').description('which applications a class may have open')
  const wait = ['--wait <seconds>', "how long to wait for the PCs' own word", between(1, 120), 30] as const
  for (const [name, access, what] of [
    ['only', 'only', 'no window but of these applications and what they start'],
    ['close', 'all-but', 'these applications are closed and do not start'],
  ] as const) {
    applications
      .command(`${name} <room> [pcs...]`)
      .description(`${what}; every PC of the room unless some are named (teacher)`)
      .addOption(
        new Option('--application <application>', 'a name, a path or a SHA-256; may be given again')
          .argParser(collect)
          .default([], 'none')
          .makeOptionMandatory(),
      )
      .option('--minutes <n>', 'until it ends by itself', between(1, longestLeaseMinutes), defaultLeaseMinutes)
      .option('--reason <text>', 'why; pupils read it', '')
      .option('--take-over', "end another teacher's lesson or rule for applications that stands in the way")
      .option(...wait)
      .action((room: string, devices: string[], own: RuleOptions) =>
        settle((context) =>
          restrict(context, {
            kind: 'application',
            room,
            devices,
            reason: own.reason,
            text: '',
            minutes: own.minutes,
            internet: null,
            application: { access, applications: own.application },
            takeOver: own.takeOver === true,
            waitMs: own.wait * 1_000,
          }),
        ),
      )
  }
  applications
    .command('all <room> [pcs...]')
    .description('end the rule for applications')
    .option(...wait)
    .action((room: string, devices: string[], own: { wait: number }) =>
      settle((context) => lift(context, { room, devices, kinds: ['application'], waitMs: own.wait * 1_000 })),
    )
  applications
    .command('now <room> [pcs...]')
    .description('what applies at each PC now, by whose word, why and until when')
    .action((room: string, devices: string[]) => settle((context) => showApplications(context, { room, devices })))
  const folders = applications.command('folders').description('where programs of pupils may lie')
  folders
    .command('show')
    .description("the folders approved besides the system's own, and whether others are stopped")
    .action(() => settle(showFolders))
  for (const [name, what] of [
    ['stop', "stop pupils' programs that lie outside approved folders (technician)"],
    ['leave', 'leave programs alone wherever they lie (technician)'],
  ] as const) {
    folders
      .command(name)
      .description(what)
      .action(() => settle((context) => changeFolders(context, (before) => ({ ...before, stopElsewhere: name === 'stop' }))))
  }
  folders
    .command('approve <folders...>')
    .description('approve folders, each with all below it (technician)')
    .action((named: string[]) =>
      settle((context) =>
        changeFolders(context, (before) => ({ ...before, folders: [...new Set([...before.folders, ...named.map(asPath)])] })),
      ),
    )
  folders
    .command('remove <folders...>')
    .description('take back the approval of folders (technician)')
    .action((named: string[]) =>
      settle((context) =>
        changeFolders(context, (before) => ({
          ...before,
          folders: before.folders.filter((folder) => !named.map(asPath).includes(folder)),
        })),
      ),
    )
}
