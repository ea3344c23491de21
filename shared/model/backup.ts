import { z } from 'zod'
import { textSchema, timestampSchema } from './scalars'

/** A folder of the hub's own computer, from its root: `/media/backup`, `D:\backup`, `\\server\backup`. */
const backupFolderSchema = textSchema(300).regex(/^(\/|[A-Za-z]:[\\/]|\\\\[^\\])/u, 'a folder is written from its root')

/** How many backups of the newest days, weeks and months stay. */
export const backupKeepSchema = z.object({
  daily: z.number().int().min(1).max(90),
  weekly: z.number().int().min(0).max(52),
  monthly: z.number().int().min(0).max(60),
})
export type BackupKeep = z.infer<typeof backupKeepSchema>

export const backupSettingsSchema = z.object({
  /** Whether the hub makes one each day by itself. */
  on: z.boolean(),
  folder: backupFolderSchema,
  /** In the school's time zone. */
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u),
  keep: backupKeepSchema,
  /** Who is told by e-mail, through the mail server of the settings, when backups fail. */
  mailTo: z.array(z.email().max(254)).max(10),
})
export type BackupSettings = z.infer<typeof backupSettingsSchema>

export const defaultBackupSettings: Omit<BackupSettings, 'folder'> = {
  on: true,
  time: '01:30',
  keep: { daily: 7, weekly: 4, monthly: 12 },
  mailTo: [],
}

const backupFaultSchema = z.enum([
  /** The folder, or the mark that the hub put there, is gone: a disk that is not in, a share that is not mounted. */
  'folder-gone',
  'folder-full',
  'folder-refuses',
  /** What was read again is not what was written. */
  'not-as-written',
  'hub-unreadable',
  /** The hub ended meanwhile. */
  'stopped',
])
export type BackupFault = z.infer<typeof backupFaultSchema>

/** One try to make a backup. */
export const backupRunSchema = z.object({
  startedAt: timestampSchema,
  endedAt: timestampSchema,
  /** Who asked for it; null when the clock did. */
  by: textSchema(80).nullable(),
  /** Name of the file in the folder; null when there is none. */
  file: textSchema(120).nullable(),
  bytes: z.number().int().nonnegative(),
  /** Files of pictures and letters in it, and those that the disk did not give. */
  files: z.number().int().nonnegative(),
  unreadable: z.number().int().nonnegative(),
  /** Of the file, in hexadecimal. */
  sha256: z.string().max(64),
  failure: z.object({ code: backupFaultSchema, detail: textSchema(500) }).nullable(),
})
export type BackupRun = z.infer<typeof backupRunSchema>

export const mostBackupRuns = 30

/** `unset`: nobody has said where to; `off`: by hand alone; `due`: none yet; `late`: the newest good one is two days old or more. */
export const backupHealthSchema = z.enum(['unset', 'off', 'due', 'good', 'late', 'failed'])
export type BackupHealth = z.infer<typeof backupHealthSchema>

export const backupViewSchema = z.object({
  health: backupHealthSchema,
  settings: backupSettingsSchema.nullable(),
  /** The public half of the recovery key, and since when it is the one. */
  key: z.object({ recipient: textSchema(120), madeAt: timestampSchema }).nullable(),
  /** Since when one is being made. */
  runningSince: timestampSchema.nullable(),
  /** When the next is made by itself. */
  nextAt: timestampSchema.nullable(),
  lastGood: backupRunSchema.nullable(),
  /** The folder lies on the disk that the hub's own data lie on. */
  sameDisk: z.boolean(),
  /** Newest first. */
  runs: z.array(backupRunSchema).max(mostBackupRuns),
})
export type BackupView = z.infer<typeof backupViewSchema>

/** The recovery key, in the form of an age identity (https://age-encryption.org/v1). */
export const recoveryKeySchema = z.string().regex(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/u)
