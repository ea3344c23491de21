import type { Command } from 'commander'
import { listSelfTests, runSelfTests } from './commands/self-tests'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** The commands about self-tests. */
export function addSelfTests(program: Command, settle: Settle): void {
  const selfTest = program.command('self-test').description("check the way from PCs' screens to the officer's inbox")
  selfTest
    .command('run <room> [pcs...]')
    .description('test now (technician); every PC of the room unless some are named')
    .option('--in-use', 'PCs somebody uses too: a card shows for a moment')
    .option('--in-lesson', 'even if a lesson goes on there')
    .action((room: string, devices: string[], own: { inUse?: boolean; inLesson?: boolean }) =>
      settle((context) => runSelfTests(context, { room, devices, inUse: own.inUse === true, inLesson: own.inLesson === true })),
    )
  selfTest
    .command('list')
    .description('what came of the newest checks (technician, e-safety officer, head)')
    .option('--limit <count>', 'how many', between(1, 500), 50)
    .action(({ limit }: { limit: number }) => settle((context) => listSelfTests(context, limit)))
}
