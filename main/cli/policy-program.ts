import { type Command, Option } from 'commander'
import { fail, ok } from '#shared/outcome'
import { everybodyAlways, longestOwnLockMinutes, secondPersonSchema } from '#shared/model/policy-set'
import { decideChange, importPupils, proposeChange, showApplied, showChanges, showPolicies, withdrawChange } from './commands/policies'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

interface LimitOptions {
  readonly year: readonly number[]
  readonly group: readonly string[]
  readonly off?: boolean
  readonly reason: string
}

interface ActOptions {
  readonly closeTab?: boolean
  readonly lock?: number
  readonly message: string
  readonly nothing?: boolean
  readonly reason: string
}

const year = between(0, 13)
const gatherYears = (value: string, all: readonly number[]): readonly number[] => [...all, year(value)]
const gather = (value: string, all: readonly string[]): readonly string[] => [...all, value]

/** The school's policies, and its list of pupils. */
export function addPolicies(program: Command, settle: Settle): void {
  const policies = program.command('policies').description('what is looked for on pupil PCs, and for whom')
  const reason = ['--reason <text>', 'why; the change log keeps it'] as const
  policies
    .command('show')
    .description('the packs and for whom each is on (e-safety officer, head)')
    .action(() => settle(showPolicies))
  policies
    .command('applies <pupil>')
    .description('what applies to a pupil now, and why')
    .action((pupil: string) => settle((context) => showApplied(context, pupil)))
  policies
    .command('log')
    .description('the newest changes, and what waits for a second person')
    .action(() => settle(showChanges))
  policies
    .command('limit <target>')
    .description('for whom a pack, or a rule such as games/game-pages, is on; everybody without options (e-safety officer)')
    .option('--year <n>', 'a year group, 0 for Reception; may be given again', gatherYears, [])
    .option('--group <name>', 'a group; may be given again', gather, [])
    .option('--off', 'for nobody')
    .requiredOption(...reason)
    .action((target: string, own: LimitOptions) => {
      const isForAll = own.year.length + own.group.length === 0
      const some = [{ ...everybodyAlways, yearGroups: [...own.year], groups: [...own.group] }]
      const on = own.off === true ? [] : isForAll ? null : some
      return settle((context) => proposeChange(context, { kind: 'limit', target, on }, own.reason))
    })
  policies
    .command('act <target>')
    .description('what a PC does by itself when a pack or rule matches (e-safety officer)')
    .option('--close-tab', 'close the tab in front')
    .option('--lock <minutes>', 'lock the PC for so long', between(1, longestOwnLockMinutes))
    .option('--message <text>', 'what the pupil reads under the lock', '')
    .option('--nothing', 'nothing any more')
    .requiredOption(...reason)
    .action((target: string, own: ActOptions) => {
      const act = { target, scope: everybodyAlways, closeTab: own.closeTab === true, lockMinutes: own.lock ?? null, message: own.message }
      return settle((context) =>
        proposeChange(context, own.nothing === true ? { kind: 'remove-act', target } : { kind: 'act', act }, own.reason),
      )
    })
  policies
    .command('second-person')
    .description('when somebody else has to approve a change (e-safety officer)')
    .addOption(new Option('--when <when>', 'of the policies').choices(secondPersonSchema.options))
    .addOption(new Option('--lists <on|off>', 'of shared web lists and scenes').choices(['on', 'off']))
    .requiredOption(...reason)
    .action((own: { when?: string; lists?: string; reason: string }) =>
      settle(async (context) => {
        const when = secondPersonSchema.safeParse(own.when)
        if (!when.success && own.lists === undefined) return fail('nothing-to-do', 'Say --when, --lists, or both.')
        const first = when.success ? await proposeChange(context, { kind: 'second-person', when: when.data }, own.reason) : ok(null)
        if (!first.ok || own.lists === undefined) return first
        return proposeChange(context, { kind: 'second-person-lists', on: own.lists === 'on' }, own.reason)
      }),
    )
  policies
    .command('withdraw <change>')
    .description('take back what you proposed, while it waits')
    .action((change: string) => settle((context) => withdrawChange(context, change)))
  for (const [name, approve] of [
    ['approve', true],
    ['refuse', false],
  ] as const) {
    policies
      .command(`${name} <change>`)
      .description(`${name} a change that somebody else proposed (head, e-safety officer)`)
      .option('--note <text>', 'kept in the log', '')
      .action((change: string, own: { note: string }) => settle((context) => decideChange(context, change, approve, own.note)))
  }
  program
    .command('pupils')
    .description('the list of pupils')
    .command('import <file>')
    .description('add pupils from lines of user name, name, year, groups (technician, e-safety officer)')
    .action((file: string) => settle((context) => importPupils(context, file)))
}
