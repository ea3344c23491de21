import type { Command } from 'commander'
import { makeEvidence } from './commands/evidence'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

/** Evidence handed out. */
export function addEvidence(program: Command, settle: Settle): void {
  program
    .command('evidence')
    .description('evidence packs (e-safety officer, head)')
    .command('make')
    .argument('<incident>', 'the number of the incident', between(1, Number.MAX_SAFE_INTEGER - 1))
    .description('write an encrypted, signed archive of an incident; its passphrase is printed once')
    .requiredOption('--reason <text>', 'why, and for whom; it goes into the pack and the audit log')
    .requiredOption('--out <file>', 'the new file')
    .action((incident: number, own: { reason: string; out: string }) =>
      settle((context) => makeEvidence(context, incident, own.reason, own.out)),
    )
}
