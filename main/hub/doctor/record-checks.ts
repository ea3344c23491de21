import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { HubCheck } from '#shared/model/hub-check'
import type { Records } from '../../store/store'
import { backupHealth } from '../backup/backup-state'
import { hubVersion } from '../version'
import { bad, good, skipped, warning } from './check'
import { checkCertificate } from './place-checks'

const hourMs = 3_600_000
const credentialsSchema = z.object({ certificatePem: z.string() })
/** The hub renews its own with 30 days left, at a start. */
const serverWarnDays = 20
const authorityWarnDays = 365

/** [HD1] How backups stand. */
const checkBackup = async ({ settings }: Records, now: number): Promise<HubCheck> => {
  const kept = await settings.backup()
  const newest = kept.runs.find(({ failure }) => failure === null)
  const age =
    newest === undefined ? 'there is no good one' : `the newest good one is ${Math.round((now - newest.startedAt) / hourMs)} hours old`
  switch (backupHealth(kept, now)) {
    case 'unset':
      return bad(
        'backup',
        'Backups are not set up: a broken disk would take every record along. Set them up in the console, Settings, Backup.',
      )
    case 'off':
      return warning('backup', `Backups are made by hand alone; ${age}. Let the clock make them in the console, Settings, Backup.`)
    case 'due':
      return good('backup', 'set up; the first is made by the clock')
    case 'late':
      return bad('backup', `Backups are late: ${age}. ${kept.runs[0]?.failure?.detail ?? 'Look at the console, Settings, Backup.'}`)
    case 'failed':
      return bad('backup', `The last backup failed; ${age}. ${kept.runs[0]?.failure?.detail ?? ''}`)
    case 'good':
      return good('backup', age)
  }
}

const checkMail = async ({ settings }: Records): Promise<HubCheck> => {
  const mail = await settings.mail()
  if (mail?.settings.on !== true) return skipped('mail', 'Nobody is told by e-mail: it is not set up, or off.')
  const { failure } = mail.progress
  return failure === null
    ? good('mail', `through ${mail.settings.host}`)
    : bad('mail', `The mail server did not take the last e-mail: ${failure.detail} Test it in the console, Settings.`)
}

/** PCs whose agent is of another version than the hub. */
const checkAgents = async ({ devices }: Records): Promise<HubCheck> => {
  const all = (await devices.list()).filter(({ revokedAt }) => revokedAt === null)
  const behind = all.filter(({ facts }) => facts !== null && facts.agentVersion !== hubVersion)
  const silent = all.filter(({ facts }) => facts === null).length
  const never = silent === 0 ? '' : ` ${silent} were enrolled and never came.`
  if (behind.length === 0) return good('agents', `${all.length} PCs, all of them of the hub's version ${hubVersion}.${never}`)
  const names = behind.slice(0, 5).map(({ name }) => name)
  return warning(
    'agents',
    `${behind.length} of ${all.length} PCs run another version than ${hubVersion} (${names.join(', ')}): update them.${never}`,
  )
}

/** The authority's certificate as it is kept; null before the first start. */
export const keptAuthority = async ({ settings }: Records): Promise<string | null> => {
  const kept = await settings.find('authority')
  return kept === null ? null : credentialsSchema.parse(JSON.parse(kept)).certificatePem
}

const checkCertificates = async (records: Records, now: number): Promise<HubCheck[]> => {
  const authority = await keptAuthority(records)
  const server = await records.settings.find('server-certificate')
  if (authority === null || server === null) return [skipped('certificate', 'The hub makes its certificates at its first start.')]
  const own = credentialsSchema.parse(JSON.parse(server)).certificatePem
  return [
    checkCertificate('Certificate of the hub', own, serverWarnDays, now),
    checkCertificate('Authority of the school', authority, authorityWarnDays, now),
    ...(new X509Certificate(own).verify(new X509Certificate(authority).publicKey)
      ? []
      : [bad('certificate', "The hub's certificate is not from its own authority. Restart the hub, which makes a new one.")]),
  ]
}

/** [HD1] What the hub's own records say of it. */
export const checkRecords = async (records: Records, now: number): Promise<HubCheck[]> => [
  ...(await checkCertificates(records, now)),
  await checkBackup(records, now),
  await checkMail(records),
  await checkAgents(records),
]
