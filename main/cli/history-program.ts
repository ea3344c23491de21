import { type Command, InvalidArgumentError } from 'commander'
import { listFlags, seeFlag } from './commands/flags'
import { showTimeline } from './commands/timeline'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const parseMoment = (text: string): number => {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new InvalidArgumentError('a time such as 2026-11-20T09:00, of this computer unless it ends in Z or an offset')
  return at
}

/** What happened on pupil PCs: what was in front, and what was done to the agent. */
export function addHistory(program: Command, settle: Settle): void {
  program
    .command('timeline')
    .argument('<room>')
    .argument('[pc]', 'one PC of the room')
    .description('what was in front on the PCs, and what was downloaded (teacher, head)')
    .option(
      '--from <time>',
      'such as 2026-11-20T09:00; at most a day before the end (default: the lesson, else the last hour)',
      parseMoment,
    )
    .option('--until <time>', 'now when left out', parseMoment)
    .action((room: string, device: string | undefined, own: { from?: number; until?: number }) =>
      settle((context) => showTimeline(context, { room, device, from: own.from, until: own.until })),
    )
  const flags = program.command('flags').description('what happened to PCs and their agents: stopped, cut off, clock moved and the like')
  flags
    .command('list')
    .argument('[room]', 'of all rooms of the account when left out')
    .description('the newest flags')
    .option('--unseen', 'only those nobody has seen')
    .option('--limit <n>', 'how many are looked through', between(1, 200), 40)
    .action((room: string | undefined, own: { unseen?: boolean; limit: number }) =>
      settle((context) => listFlags(context, { room, unseen: own.unseen === true, limit: own.limit })),
    )
  flags
    .command('seen <flag-id>')
    .description('mark a flag as seen, for all staff (teacher, technician, e-safety officer)')
    .action((flagId: string) => settle((context) => seeFlag(context, flagId)))
}
