import type { Clock } from '#shared/clock'
import { type BackupFault, type BackupRun, type BackupSettings, type BackupView, mostBackupRuns } from '#shared/model/backup'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { KeptBackup } from '../../store/settings'
import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'
import type { Log } from '../log'
import { sendMail } from '../mail/send-mail'
import { backupView, nextBackupAt } from './backup-state'
import { makeRecoveryKey } from './recovery-key'
import { type BackupSource, markFolder, onSameDisk, writeBackup } from './write-backup'

/** Backups of the hub while it runs, by hand and by the clock. */
export interface BackupDesk {
  view(): Promise<Outcome<BackupView, StoreFaultCode>>
  /** `backup-folder`: the folder cannot be used, and nothing was changed. */
  set(settings: BackupSettings, actor: Actor): Promise<Outcome<BackupView, StoreFaultCode | 'backup-folder'>>
  makeKey(actor: Actor): Promise<Outcome<{ readonly recoveryKey: string; readonly backup: BackupView }, StoreFaultCode>>
  /** Begins one; `backup-unset` without folder and key. While one is being made this changes nothing. */
  begin(actor: Actor): Promise<Outcome<BackupView, StoreFaultCode | 'backup-unset'>>
  /** Makes the one that is due, if one is. */
  runDue(): Promise<void>
  /** Gives up the one being made, leaves nothing of it, and waits for that. */
  stop(): Promise<void>
}

export interface BackupDeskParts extends BackupSource {
  readonly dataFolder: string
  readonly clock: Clock
  readonly log: Log
  readonly timeZone: () => string
}

const dayMs = 86_400_000

const settingWords = ({ on, folder, time, keep, mailTo }: BackupSettings): string =>
  `${on ? `daily at ${time}` : 'by hand'} to ${folder}, keeping ${keep.daily} days, ${keep.weekly} weeks, ${keep.monthly} months, told to ${mailTo.length === 0 ? 'nobody' : mailTo.join(', ')}`

const failureMail = (hubName: string, { failure }: BackupRun, lastGoodAt: number | null) => ({
  subject: 'Classwarden: the backup of the hub failed',
  text: [
    `The hub ${hubName} could not make its backup.`,
    failure?.detail ?? '',
    lastGoodAt === null ? 'There is no good backup yet.' : `The last good one was made on ${new Date(lastGoodAt).toUTCString()}.`,
    'It is tried again each hour. Open Classwarden, Settings, Backup, to see more.',
    '',
  ].join('\n\n'),
})

export const createBackupDesk = (parts: BackupDeskParts): BackupDesk => {
  const { store, clock, log, dataFolder, authorityFingerprint, hubName } = parts
  let running: { readonly since: number; readonly ended: Promise<void> } | null = null
  const stopping = new AbortController()

  const viewOf = async (kept: KeptBackup): Promise<BackupView> =>
    backupView(kept, {
      now: clock.now(),
      timeZone: parts.timeZone(),
      runningSince: running?.since ?? null,
      sameDisk: kept.settings !== null && (await onSameDisk(kept.settings.folder, dataFolder)),
    })

  const view = async (): Promise<Outcome<BackupView, StoreFaultCode>> => {
    const kept = await store.transact(async ({ settings }) => ok(await settings.backup()))
    return kept.ok ? ok(await viewOf(kept.value)) : kept
  }

  /** Changes what is kept and writes it down, in one transaction. */
  const change = (
    work: (kept: KeptBackup) => KeptBackup,
    note: { readonly action: 'backup:write' | 'backup:make-key'; readonly detail: (kept: KeptBackup) => string; readonly actor: Actor },
  ) =>
    store.transact(async ({ settings, audit }) => {
      const at = clock.now()
      const before = await settings.backup()
      const after = work(before)
      await settings.keepBackup(after, at)
      const { actor, action } = note
      await audit.append({ at, action, staff: actor, subject: 'backup', detail: note.detail(before), address: actor.address })
      return ok(after)
    })

  const keepRun = async ({ settings, audit }: Records, run: BackupRun, actor: Actor | null): Promise<KeptBackup> => {
    const kept = await settings.backup()
    const after = { ...kept, runs: [run, ...kept.runs].slice(0, mostBackupRuns) }
    await settings.keepBackup(after, run.endedAt)
    await audit.append({
      at: run.endedAt,
      action: run.failure === null ? 'backup:make' : 'backup:fail',
      staff: actor,
      subject: 'backup',
      detail: run.failure?.detail ?? `${run.file}, ${run.bytes} bytes, ${run.files} files, SHA-256 ${run.sha256}`,
      address: actor?.address ?? '',
    })
    return after
  }

  /** [BK6] At most once a day, and again after a good one. */
  const tellByMail = async (kept: KeptBackup, run: BackupRun): Promise<void> => {
    const { settings } = kept
    if (run.failure === null || settings === null || settings.mailTo.length === 0) return
    const now = clock.now()
    const good = kept.runs.find(({ failure }) => failure === null)?.startedAt ?? null
    if (kept.mailedAt !== null && now - kept.mailedAt < dayMs && kept.mailedAt > (good ?? 0)) return
    const mail = await store.transact(async (records) => ok(await records.settings.mail()))
    if (!mail.ok || mail.value === null) return
    const sent = await sendMail({ ...mail.value.settings, to: settings.mailTo }, mail.value.password, failureMail(hubName, run, good))
    if (!sent.ok) {
      log.warn('backup-mail-not-sent', { code: sent.code })
      return
    }
    await store.transact(async (records) => {
      await records.settings.keepBackup({ ...(await records.settings.backup()), mailedAt: now }, now)
      return ok(null)
    })
  }

  const make = async (settings: BackupSettings, recipient: string, actor: Actor | null): Promise<void> => {
    const startedAt = clock.now()
    const made = await writeBackup(parts, settings, recipient, startedAt, stopping.signal)
    const nothing = { file: null, bytes: 0, files: 0, unreadable: 0, sha256: '' }
    const run: BackupRun = {
      startedAt,
      endedAt: clock.now(),
      by: actor?.displayName ?? null,
      ...(made.ok ? made.value : nothing),
      failure: made.ok ? null : { code: made.code, detail: made.detail.slice(0, 500) },
    }
    const noted = await store.transact(async (records) => ok(await keepRun(records, run, actor)))
    if (made.ok) log.info('backup-made', { bytes: run.bytes, files: run.files })
    else log.warn('backup-failed', { code: made.code })
    if (noted.ok && !stopping.signal.aborted) await tellByMail(noted.value, run)
  }

  const start = ({ settings, key }: KeptBackup, actor: Actor | null): Promise<void> => {
    if (settings === null || key === null || stopping.signal.aborted) return Promise.resolve()
    if (running !== null) return running.ended
    const ended = make(settings, key.recipient, actor)
      .catch((error: unknown) => {
        log.error('backup-broke', error)
      })
      .finally(() => (running = null))
    running = { since: clock.now(), ended }
    return ended
  }

  return {
    view,

    set: async (settings, actor) => {
      const marked: Outcome<null, BackupFault> = await markFolder(settings.folder, dataFolder, authorityFingerprint)
      if (!marked.ok) return fail('backup-folder', marked.detail)
      const after = await change((kept) => ({ ...kept, settings, setAt: clock.now() }), {
        action: 'backup:write',
        detail: ({ settings: before }) => `${settingWords(settings)}; before: ${before === null ? 'nothing' : settingWords(before)}`,
        actor,
      })
      return after.ok ? ok(await viewOf(after.value)) : after
    },

    makeKey: async (actor) => {
      const { recoveryKey, recipient } = await makeRecoveryKey()
      const madeAt = clock.now()
      const after = await change((kept) => ({ ...kept, key: { recipient, madeAt } }), {
        action: 'backup:make-key',
        detail: ({ key }) => `${recipient}${key === null ? '' : `; before: ${key.recipient}`}`,
        actor,
      })
      return after.ok ? ok({ recoveryKey, backup: await viewOf(after.value) }) : after
    },

    begin: async (actor) => {
      const kept = await store.transact(async ({ settings }) => ok(await settings.backup()))
      if (!kept.ok) return kept
      if (kept.value.settings === null || kept.value.key === null)
        return fail('backup-unset', 'Say first where backups go, and make a recovery key.')
      void start(kept.value, actor)
      return ok(await viewOf(kept.value))
    },

    runDue: async () => {
      const kept = await store.transact(async ({ settings }) => ok(await settings.backup()))
      if (!kept.ok) return
      const due = nextBackupAt(kept.value, parts.timeZone())
      if (due !== null && due <= clock.now()) await start(kept.value, null)
    },

    stop: async () => {
      stopping.abort()
      await running?.ended
    },
  }
}
