import type { AuditEntry } from '#shared/model/audit'
import type { BreachDecision } from '#shared/model/breach-review'
import { aroundMs } from '#shared/model/breach-review'
import type { IncidentDetail, IncidentSummary } from '#shared/model/incident'
import type { Letter } from '#shared/model/letter'
import type { Usage } from '#shared/model/outbox'
import type { PupilReportDetail } from '#shared/model/pupil-report'
import type { Staff } from '#shared/model/staff'
import type { BreachRecord } from '../../store/breaches'
import type { ChainHead } from '../../store/chain'
import type { SnapshotRecord } from '../../store/snapshots'
import type { Records } from '../../store/store'
import { subjectOf } from '../breaches/breach-access'
import { detailOf } from '../incidents/incident-detail'
import { incidentSubject } from '../incidents/incident-work'
import { reportSubject } from '../pupil-reports/pupil-report-desk'
import { sha256Of } from './evidence-archive'

/** A concern with all that is handed out about it. */
export interface GatheredConcern extends BreachRecord {
  readonly decisions: readonly BreachDecision[]
  /** Those that may be handed out. */
  readonly snapshots: readonly SnapshotRecord[]
  /** Pictures sealed away: nobody gets them, in no way. */
  readonly sealed: number
}

/** A letter as it went out; null where the file kept is not the one that was chained. */
export interface GatheredLetter extends Letter {
  readonly pdf: Uint8Array | null
}

/** Everything that an evidence pack is made of, but the pictures' bytes. */
export interface Gathered {
  readonly incident: IncidentDetail
  /** In the order they happened. */
  readonly concerns: readonly GatheredConcern[]
  /** Issued ones, oldest first. */
  readonly letters: readonly GatheredLetter[]
  /** What pupils told, oldest first, never with a name that was to stay closed. Empty for the head, who does not read reports [PU3]. */
  readonly reports: readonly PupilReportDetail[]
  readonly reportsLeftOut: number
  /** Of the same account on the same PC around each concern, oldest first. */
  readonly history: readonly Usage[]
  /** Who did what with the incident and its concerns, oldest first. */
  readonly custody: readonly AuditEntry[]
  readonly chain: ChainHead
}

const mostDecisions = 200
const mostSpans = 5_000
const mostCustody = 2_000

/** Nobody has opened a name by this: what is handed out leaves closed ones closed, whoever makes the pack. */
const nobody = ''

const lettersOf = async (records: Records, { incidentId, letters }: IncidentDetail): Promise<GatheredLetter[]> => {
  const gathered: GatheredLetter[] = []
  for (const letter of letters.toReversed()) {
    const files = await records.letters.files(incidentId, letter.letterId)
    gathered.push({ ...letter, pdf: files !== null && sha256Of(files.pdf) === letter.pdfSha256 ? files.pdf : null })
  }
  return gathered
}

const reportsOf = async (records: Records, { reports }: IncidentDetail): Promise<PupilReportDetail[]> => {
  const gathered: PupilReportDetail[] = []
  for (const { reportId } of reports) {
    const report = await records.pupilReports.detail(reportId, nobody)
    if (report !== null) gathered.push(report)
  }
  return gathered
}

/** Everything of the incident that this member of staff may hand out. */
export const gatherEvidence = async (
  records: Records,
  incident: IncidentSummary,
  { roomIds, role }: Pick<Staff, 'roomIds' | 'role'>,
): Promise<Gathered> => {
  const detail = await detailOf(records, incident, roomIds)
  const reports = role === 'officer' ? await reportsOf(records, detail) : []
  const concerns: GatheredConcern[] = []
  const spans = new Map<string, Usage>()
  for (const { breachId, deviceId } of detail.breaches) {
    const found = await records.breaches.find(breachId)
    if (found === null) continue
    const snapshots = await records.snapshots.ofBreach(deviceId, breachId)
    const open = found.breach.quarantined ? [] : snapshots.filter(({ quarantinedAt }) => quarantinedAt === null)
    const decisions = await records.breaches.decisions(breachId, mostDecisions)
    concerns.push({ ...found, decisions, snapshots: open, sealed: snapshots.length - open.length })
    const { takenAt, user } = found.breach
    const around = { deviceIds: [deviceId], from: takenAt - aroundMs, until: takenAt + aroundMs, limit: mostSpans }
    for (const { span } of await records.usage.within(around)) {
      // Another's history on the same PC is no part of it.
      if (user !== null && span.user === user) spans.set(`${deviceId} ${span.from} ${span.title}`, span)
    }
  }
  concerns.sort((left, right) => left.breach.takenAt - right.breach.takenAt)
  const subjects = [incidentSubject(incident), ...concerns.map(subjectOf), ...reports.map(reportSubject)]
  return {
    incident: detail,
    concerns,
    letters: await lettersOf(records, detail),
    reports,
    reportsLeftOut: detail.reports.length - reports.length,
    history: [...spans.values()].sort((left, right) => left.from - right.from),
    custody: await records.audit.ofSubjects(subjects, mostCustody),
    chain: await records.chain.head(),
  }
}
