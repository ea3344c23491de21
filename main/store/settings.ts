import type { Kysely } from 'kysely'
import { z } from 'zod'
import { backupViewSchema } from '#shared/model/backup'
import { type ConsoleBuild, consoleBuildSchema } from '#shared/model/console-build'
import { type BreachSharing, breachSharingSchema, defaultBreachSharing } from '#shared/model/breach-review'
import { mailPasswordSchema, mailProgressSchema, mailSettingsSchema } from '#shared/model/mail'
import { type PowerSchedule, powerScheduleSchema } from '#shared/model/power-schedule'
import { nothingAdded, type PrivacyList, privacyListSchema } from '#shared/model/privacy-list'
import { idSchema, timestampSchema } from '#shared/model/scalars'
import { type LetterTemplate, letterTemplatesSchema } from '#shared/model/letter'
import { type RouteBook, routeBookSchema } from '#shared/model/route'
import { type SelfTestSchedule, selfTestScheduleSchema } from '#shared/model/self-test'
import { defaultSchoolSettings, type SchoolSettings, schoolSettingsSchema } from '#shared/model/school-settings'
import { noTimeouts, schoolTimeoutsSchema, timeoutRuleSchema } from '#shared/model/timeout'
import type { Tables } from './tables'

/** What the hub keeps of itself; the authority's key is in here, which is why the whole file is encrypted. */
export type SettingName =
  | 'authority'
  | 'server-certificate'
  | 'first-run-code'
  | 'school'
  | 'timeouts'
  | 'power-schedules'
  | 'self-test-schedules'
  | 'breach-sharing'
  | 'mail'
  | 'privacy-list'
  | 'signing-key'
  | 'staff-signs'
  | 'reports'
  | 'untold'
  | 'routes'
  | 'letter-templates'
  | 'backup'
  | 'restored'
  | 'console-builds'

const keptTimeoutsSchema = z.object({
  school: schoolTimeoutsSchema,
  /** Rooms with a rule of their own, by their ids. */
  rooms: z.record(idSchema, timeoutRuleSchema).readonly(),
})
export type KeptTimeouts = z.infer<typeof keptTimeoutsSchema>

const keptMailSchema = z.object({
  settings: mailSettingsSchema,
  password: mailPasswordSchema,
  progress: mailProgressSchema.omit({ waiting: true }),
})
/** The password is in here: another reason why the whole file is encrypted. */
export type KeptMail = z.infer<typeof keptMailSchema>

const keptReportsSchema = z.object({
  /** Whether the governors' report is made when a term is over. */
  scheduled: z.boolean(),
  /** As it stands on papers; empty where nobody has said it. */
  schoolName: z.string(),
  /** Of the self-check, by question. */
  answers: z.record(z.string(), z.string()).readonly(),
})
export type KeptReports = z.infer<typeof keptReportsSchema>

const keptBackupSchema = backupViewSchema.pick({ settings: true, key: true, runs: true }).extend({
  /** When the settings were written. */
  setAt: timestampSchema,
  /** When a failure was last told by e-mail. */
  mailedAt: timestampSchema.nullable(),
})
export type KeptBackup = z.infer<typeof keptBackupSchema>

const noBackup: KeptBackup = { settings: null, key: null, runs: [], setAt: 0, mailedAt: null }

const keptRestoredSchema = z.object({
  takenAt: timestampSchema,
  at: timestampSchema,
  /** How far the durable facts of each PC were held in the backup. */
  held: z.record(idSchema, z.number()).readonly(),
})
export type KeptRestored = z.infer<typeof keptRestoredSchema>

/** What silent PCs have yet to hear, by their ids. */
const untoldSchema = z.object({
  /** Orders about power to be stopped. */
  stops: z.record(idSchema, z.object({ powerId: idSchema, why: z.enum(['staff', 'lesson']) })).readonly(),
  /** Locks of a session's end that staff lifted. */
  lifted: z.record(idSchema, idSchema).readonly(),
})
export type Untold = z.infer<typeof untoldSchema>

/** Texts by name; whoever writes one parses it when reading it. */
export const settingRecords = (db: Kysely<Tables>) => {
  const find = async (name: SettingName): Promise<string | null> =>
    (await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null

  const keep = async (name: SettingName, value: string, at: number): Promise<void> => {
    await db
      .insertInto('settings')
      .values({ name, value, changedAt: at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, changedAt: at }))
      .execute()
  }

  return {
    find,
    keep,

    remove: async (name: SettingName): Promise<void> => {
      await db.deleteFrom('settings').where('name', '=', name).execute()
    },

    /** What the school set for itself; the defaults until it did. */
    school: async (): Promise<SchoolSettings> => {
      const kept = await find('school')
      if (kept === null) return defaultSchoolSettings
      // Written before a setting was known, the text lacks it.
      return schoolSettingsSchema.parse({ ...defaultSchoolSettings, ...z.record(z.string(), z.unknown()).parse(JSON.parse(kept)) })
    },

    /** When sessions end; never, in the time zone of this hub, until the school says. */
    timeouts: async (): Promise<KeptTimeouts> => {
      const kept = await find('timeouts')
      if (kept !== null) return keptTimeoutsSchema.parse(JSON.parse(kept))
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
      return { school: { rule: noTimeouts, timeZone, teachersMayChange: false }, rooms: {} }
    },

    keepTimeouts: (timeouts: KeptTimeouts, at: number): Promise<void> => keep('timeouts', JSON.stringify(timeouts), at),

    /** What is done by the clock; none until a technician said so. */
    powerSchedules: async (): Promise<PowerSchedule[]> => {
      const kept = await find('power-schedules')
      return kept === null ? [] : z.array(powerScheduleSchema).parse(JSON.parse(kept))
    },

    keepPowerSchedules: (schedules: readonly PowerSchedule[], at: number): Promise<void> =>
      keep('power-schedules', JSON.stringify(schedules), at),

    /** Which rooms are checked by the clock; none until a technician said so. */
    selfTestSchedules: async (): Promise<SelfTestSchedule[]> => {
      const kept = await find('self-test-schedules')
      return kept === null ? [] : z.array(selfTestScheduleSchema).parse(JSON.parse(kept))
    },

    keepSelfTestSchedules: (schedules: readonly SelfTestSchedule[], at: number): Promise<void> =>
      keep('self-test-schedules', JSON.stringify(schedules), at),

    /** What of the concerns teachers get. */
    breachSharing: async (): Promise<BreachSharing> => {
      const kept = await find('breach-sharing')
      return kept === null ? defaultBreachSharing : breachSharingSchema.parse(JSON.parse(kept))
    },

    keepBreachSharing: (sharing: BreachSharing, at: number): Promise<void> => keep('breach-sharing', JSON.stringify(sharing), at),

    /** What is added to the privacy list that ships. */
    privacyList: async (): Promise<PrivacyList> => {
      const kept = await find('privacy-list')
      return kept === null ? nothingAdded : privacyListSchema.parse(JSON.parse(kept))
    },

    keepPrivacyList: (list: PrivacyList, at: number): Promise<void> => keep('privacy-list', JSON.stringify(list), at),

    /** Where concerns are told by e-mail; null until somebody said so. */
    mail: async (): Promise<KeptMail | null> => {
      const kept = await find('mail')
      return kept === null ? null : keptMailSchema.parse(JSON.parse(kept))
    },

    keepMail: (mail: KeptMail, at: number): Promise<void> => keep('mail', JSON.stringify(mail), at),

    /** How reports are made. */
    reports: async (): Promise<KeptReports> => {
      const kept = await find('reports')
      return kept === null ? { scheduled: true, schoolName: '', answers: {} } : keptReportsSchema.parse(JSON.parse(kept))
    },

    keepReports: (reports: KeptReports, at: number): Promise<void> => keep('reports', JSON.stringify(reports), at),

    /** Where backups go, whom for, and how the last ones went. */
    backup: async (): Promise<KeptBackup> => {
      const kept = await find('backup')
      return kept === null ? noBackup : keptBackupSchema.parse(JSON.parse(kept))
    },

    keepBackup: (backup: KeptBackup, at: number): Promise<void> => keep('backup', JSON.stringify(backup), at),

    /** From which backup this hub was restored last; null when never. */
    restored: async (): Promise<KeptRestored | null> => {
      const kept = await find('restored')
      return kept === null ? null : keptRestoredSchema.parse(JSON.parse(kept))
    },

    keepRestored: (restored: KeptRestored): Promise<void> => keep('restored', JSON.stringify(restored), restored.at),

    untold: async (): Promise<Untold> => {
      const kept = await find('untold')
      return kept === null ? { stops: {}, lifted: {} } : untoldSchema.parse(JSON.parse(kept))
    },

    keepUntold: async (named: Partial<Untold>, at: number): Promise<void> => {
      const kept = await find('untold')
      const before: Untold = kept === null ? { stops: {}, lifted: {} } : untoldSchema.parse(JSON.parse(kept))
      await keep('untold', JSON.stringify({ ...before, ...named }), at)
    },

    /** Last added first. Their files lie beside the database. */
    consoleBuilds: async (): Promise<ConsoleBuild[]> => {
      const kept = await find('console-builds')
      return kept === null ? [] : z.array(consoleBuildSchema).parse(JSON.parse(kept))
    },

    keepConsoleBuilds: (builds: readonly ConsoleBuild[], at: number): Promise<void> => keep('console-builds', JSON.stringify(builds), at),

    /** The school's route matrices; null until it changed those that ship. */
    routes: async (): Promise<RouteBook | null> => {
      const kept = await find('routes')
      return kept === null ? null : routeBookSchema.parse(JSON.parse(kept))
    },

    keepRoutes: (routes: RouteBook, at: number): Promise<void> => keep('routes', JSON.stringify(routes), at),

    /** The school's templates of letters; null until it changed those that ship. */
    letterTemplates: async (): Promise<readonly LetterTemplate[] | null> => {
      const kept = await find('letter-templates')
      return kept === null ? null : letterTemplatesSchema.parse(JSON.parse(kept))
    },

    keepLetterTemplates: (templates: readonly LetterTemplate[], at: number): Promise<void> =>
      keep('letter-templates', JSON.stringify(templates), at),

    keepSchool: (settings: SchoolSettings, at: number): Promise<void> => keep('school', JSON.stringify(settings), at),
  }
}
