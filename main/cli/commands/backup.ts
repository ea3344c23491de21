import { open } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type BackupRun, backupSettingsSchema, type BackupView, defaultBackupSettings } from '#shared/model/backup'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import { type CliOutcome, type ExitCode, exitCodes } from '../failure'
import { table } from '../print'
import { unwritable } from './administration'

const when = (at: number | null): string => (at === null ? 'never' : new Date(at).toISOString())

const healthWords: Readonly<Record<BackupView['health'], string>> = {
  unset: 'not set up: say where to (classwarden backup set) and make a recovery key (classwarden backup make-key)',
  off: 'by hand alone',
  due: 'none yet; the first is made by the clock',
  good: 'good',
  late: 'LATE: there is no good one of the last two days',
  failed: 'THE LAST ONE FAILED',
}

const runWords = ({ startedAt, file, bytes, files, failure }: BackupRun): string[] => [
  when(startedAt),
  failure === null ? (file ?? '') : failure.code,
  failure === null ? `${bytes} bytes, ${files} files` : failure.detail,
]

const isBad = ({ health }: BackupView): boolean => health === 'failed' || health === 'late' || health === 'unset'

const tell = (context: Context, view: BackupView): ExitCode => {
  if (context.options.json) context.print(JSON.stringify(view))
  else {
    context.print(`Backups: ${healthWords[view.health]}`)
    if (view.settings !== null) context.print(`Folder: ${view.settings.folder}${view.sameDisk ? ' (ON THE DISK OF THE HUB ITSELF)' : ''}`)
    context.print(`Last good one: ${when(view.lastGood?.startedAt ?? null)}; next by itself: ${when(view.nextAt)}`)
    if (view.runs.length > 0) context.print(table(view.runs.slice(0, 10).map(runWords)))
  }
  return isBad(view) ? exitCodes.incomplete : exitCodes.done
}

/** How backups stand; a code of its own when somebody has to act. */
export const showBackups = (context: Context): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    const view = await link.ask('backup:read', {})
    return view.ok ? ok(tell(context, view.value)) : view
  })

export interface BackupOptions {
  readonly folder: string
  readonly byHand: boolean
  readonly time?: string
  readonly daily?: number
  readonly weekly?: number
  readonly monthly?: number
  readonly mail: readonly string[]
}

/** Says where backups go; what is not named stays as it was. */
export const setBackups = (
  context: Context,
  { folder, byHand, time, daily, weekly, monthly, mail }: BackupOptions,
): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    const before = await link.ask('backup:read', {})
    if (!before.ok) return before
    const base = before.value.settings ?? { ...defaultBackupSettings, folder }
    const wish = backupSettingsSchema.safeParse({
      folder,
      on: !byHand,
      time: time ?? base.time,
      keep: { daily: daily ?? base.keep.daily, weekly: weekly ?? base.keep.weekly, monthly: monthly ?? base.keep.monthly },
      mailTo: mail.length > 0 ? mail : base.mailTo,
    })
    if (!wish.success) return fail('malformed', `${wish.error.issues[0]?.path.join('.') ?? ''}: ${wish.error.issues[0]?.message ?? ''}`)
    const view = await link.ask('backup:write', wish.data)
    return view.ok ? ok(tell(context, view.value)) : view
  })

/** Makes another recovery key, into a new file that only its owner can read. */
export const makeBackupKey = (context: Context, out: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    // The file first: a key that nobody could keep would lock the next backups.
    const file = await open(out, 'wx', 0o600).catch((error: unknown) => unwritable(out, error))
    if ('ok' in file) return file
    try {
      const key = await link.ask('backup:make-key', {})
      if (!key.ok) return key
      await file.writeFile(`${key.value.recoveryKey}\n`)
    } finally {
      await file.close()
    }
    context.print(
      `The recovery key is in ${out}. Print it, keep it away from this computer, and delete the file: without it no backup opens.`,
    )
    return ok(null)
  })

const pollMs = 500

/** Makes a backup now and waits for it. */
export const runBackup = (context: Context): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    let view = await link.ask('backup:run', {})
    while (view.ok && view.value.runningSince !== null) {
      await wait(pollMs)
      view = await link.ask('backup:read', {})
    }
    return view.ok ? ok(tell(context, view.value)) : view
  })
