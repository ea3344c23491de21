import type { Command } from 'commander'
import {
  type RegisterOptions,
  listAgreements,
  publishAgreement,
  recordParent,
  showRegister,
  withdrawAgreement,
} from './commands/agreements'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const stages = 'ks1, ks2, ks3, ks4, ks5, or other for everybody else'

/** What pupils are asked to agree to when they sign in, and who has. */
export function addAgreements(program: Command, settle: Settle): void {
  const agreements = program.command('agreements').description('what pupils agree to at sign-in (e-safety officer, head)')
  agreements
    .command('list')
    .description('what each key stage is asked now')
    .action(() => settle(listAgreements))
  agreements
    .command('publish')
    .argument('<key-stage>', stages)
    .argument('<file>', 'the text, one point a line')
    .requiredOption('--title <words>', 'its heading')
    .description('ask this from the next sign-in on')
    .action((keyStage: string, file: string, own: { title: string }) =>
      settle((context) => publishAgreement(context, { keyStage, file, title: own.title })),
    )
  agreements
    .command('withdraw')
    .argument('<key-stage>', stages)
    .description('ask these pupils nothing more')
    .action((keyStage: string) => settle((context) => withdrawAgreement(context, keyStage)))
  agreements
    .command('register')
    .description('who has agreed this school year')
    .option('--year <n>', 'pupils of this year, 0 for reception', between(0, 13))
    .option('--standing <standing>', 'agreed, declined, unasked, waiting or none')
    .option('--csv', 'as comma-separated values; noted as an export')
    .action((own: RegisterOptions) => settle((context) => showRegister(context, own)))
  agreements
    .command('parent')
    .argument('<user-name>', 'the account of the pupil')
    .option('--note <words>', 'how you know', '')
    .option('--take-back', 'the record was wrong')
    .description('a parent has signed for this school year')
    .action((userName: string, own: { note: string; takeBack?: boolean }) =>
      settle((context) => recordParent(context, userName, own.takeBack === true ? null : own.note)),
    )
}
