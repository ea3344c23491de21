import type { Command } from 'commander'
import { type BackupOptions, makeBackupKey, runBackup, setBackups, showBackups } from './commands/backup'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const gather = (value: string, all: string[]): string[] => [...all, value]

/** Backups of the hub. */
export function addBackups(program: Command, settle: Settle): void {
  const backup = program.command('backup').description('backups of the hub (technician)')
  backup
    .command('show')
    .description('how backups stand; exit code 1 when somebody has to act (technician, head)')
    .action(() => settle(showBackups))
  backup
    .command('set <folder>')
    .description('say where backups go: a folder of the hub’s own computer, on another disk')
    .option('--by-hand', 'make none by the clock')
    .option('--time <hh:mm>', 'when each day')
    .option('--daily <n>', 'of how many days one stays', between(1, 90))
    .option('--weekly <n>', 'of how many weeks', between(0, 52))
    .option('--monthly <n>', 'of how many months', between(0, 60))
    .option('--mail <address>', 'who is told when one fails; may be repeated', gather, [])
    .action((folder: string, own: Omit<BackupOptions, 'folder' | 'byHand'> & { byHand?: boolean }) =>
      settle((context) => setBackups(context, { ...own, folder, byHand: own.byHand === true })),
    )
  backup
    .command('make-key')
    .description('make another recovery key; backups made before open with the key of their time')
    .requiredOption('--out <file>', 'the new file')
    .action((own: { out: string }) => settle((context) => makeBackupKey(context, own.out)))
  backup
    .command('run')
    .description('make one now, and wait for it')
    .action(() => settle(runBackup))
}
