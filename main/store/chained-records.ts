import { createHash } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import { type ChainedContent, type RecordKind, chainRecords, partOf } from './chain'
import type { Tables } from './tables'

/** A record as its link was made from it. */
export interface ChainedRecord {
  readonly recordId: string
  readonly content: ChainedContent
  readonly at: number
  /** The file in the vault that belongs to it, and its SHA-256. */
  readonly file: { readonly name: string; readonly sha256: string } | null
}

const hashOfFile = (file: ArrayBuffer): string => createHash('sha256').update(new Uint8Array(file)).digest('hex')

type Row<Name extends keyof Tables> = Selectable<Tables[Name]>

export const auditRecord = (row: Row<'audit'>): ChainedRecord => ({
  recordId: String(row.auditId),
  content: [row.at, row.action, row.staffId, row.staffName, row.subject, row.detail, row.address],
  at: row.at,
  file: null,
})

/** As the PC told it: count and state move on, and the decisions have links of their own. */
export const breachRecord = (row: Pick<Row<'breaches'>, 'breachId' | 'deviceId' | 'receivedAt' | 'factJson'>): ChainedRecord => ({
  recordId: row.breachId,
  content: [row.deviceId, row.receivedAt, row.factJson],
  at: row.receivedAt,
  file: null,
})

export const snapshotRecord = (row: Row<'snapshots'>): ChainedRecord => ({
  recordId: partOf(row.breachId, row.snapshotId),
  content: [row.deviceId, row.part, row.takenAt, row.monitor, row.width, row.height, row.sha256, row.receivedAt],
  at: row.receivedAt,
  file: { name: row.snapshotId, sha256: row.sha256 },
})

export const decisionRecord = (row: Row<'breachDecisions'>): ChainedRecord => ({
  recordId: partOf(row.breachId, row.decisionId),
  content: [row.at, row.staffId, row.staffName, row.fromState, row.toState, row.note],
  at: row.at,
  file: null,
})

export const revealRecord = (row: Row<'breachReveals'>): ChainedRecord => ({
  recordId: partOf(row.breachId, row.staffId),
  content: [row.at, row.staffName, row.reason],
  at: row.at,
  file: null,
})

/** What was done to an incident, as it was written down. */
export const incidentEventRecord = (row: Row<'incidentEvents'>): ChainedRecord => ({
  recordId: partOf(row.incidentId, row.eventId),
  content: [row.at, row.staffId, row.staffName, row.deedJson],
  at: row.at,
  file: null,
})

export const agreementRecord = (row: Row<'agreementAnswers'>): ChainedRecord => ({
  recordId: String(row.answerId),
  content: [row.user, row.versionId, row.schoolYear, row.answer, row.guest, row.at, row.deviceId],
  at: row.at,
  file: null,
})

/** As the pupil told it: its state moves on by acts that have links of their own. */
export const pupilReportRecord = (row: Omit<Row<'pupilReports'>, 'reportNumber' | 'state'>): ChainedRecord => ({
  recordId: row.reportId,
  content: [row.deviceId, row.user, row.guest, row.confidential, row.about, row.text, row.at, row.receivedAt],
  at: row.receivedAt,
  file: null,
})

export const pupilReportActRecord = (row: Row<'pupilReportActs'>): ChainedRecord => ({
  recordId: partOf(row.reportId, row.actId),
  content: [row.kind, row.at, row.staffId, row.staffName, row.words],
  at: row.at,
  file: null,
})

/** A letter with both its files as they are now: a changed byte of either changes it. */
export const letterRecord = (row: Row<'letters'>): ChainedRecord => ({
  recordId: partOf(row.incidentId, row.letterNumber),
  content: [
    ...[row.letterId, row.templateName, row.addressee, row.title, row.text, row.issuedAt, row.issuedBy, row.approvedBy],
    ...[row.pdfSha256, row.docxSha256, hashOfFile(row.pdf), hashOfFile(row.docx)],
  ],
  at: row.issuedAt,
  file: null,
})

/** How a PC left the school. */
export const disposalRecord = (row: Row<'disposals'>): ChainedRecord => ({
  recordId: row.deviceId,
  content: [...[row.name, row.roomName, row.assetTag, row.serial, row.how, row.note], ...[row.enrolledAt, row.at, row.staffId, row.byName]],
  at: row.at,
  file: null,
})

/** A check of one PC, as it ended. */
export const selfTestRecord = (row: Row<'selfTests'>): ChainedRecord => ({
  recordId: row.testId,
  content: [row.deviceId, row.deviceName, row.roomName, row.orderedAt, row.endedAt, row.result, row.recordJson],
  at: row.endedAt,
  file: null,
})

/** Records of a kind that have a link of one of these names, and those that have none. */
interface Source {
  readonly named: (db: Kysely<Tables>, recordIds: readonly string[]) => Promise<readonly ChainedRecord[]>
  readonly unchained: (db: Kysely<Tables>) => Promise<readonly ChainedRecord[]>
}

/** Reads a table whose records are called `name` (SQL) in the chain. */
const source = <Name extends keyof Tables>(
  kind: RecordKind,
  table: Name,
  name: string,
  order: string,
  toRecord: (row: Row<Name>) => ChainedRecord,
): Source => {
  const read = async (db: Kysely<Tables>, condition: ReturnType<typeof sql<boolean>>): Promise<ChainedRecord[]> => {
    const { rows } = await sql<Row<Name>>`select * from ${sql.table(table)} where ${condition} order by ${sql.ref(order)}`.execute(db)
    return rows.map(toRecord)
  }
  const named = sql.raw(name)
  return {
    named: (db, recordIds) => read(db, sql<boolean>`${named} in (select value from json_each(${JSON.stringify(recordIds)}))`),
    unchained: (db) =>
      read(db, sql<boolean>`not exists (select 1 from chain where chain."kind" = ${kind} and chain."recordId" = ${named})`),
  }
}

export const chainedSources: Readonly<Record<RecordKind, Source>> = {
  audit: source('audit', 'audit', `cast("auditId" as text)`, 'auditId', auditRecord),
  breach: source('breach', 'breaches', `"breachId"`, 'breachNumber', breachRecord),
  snapshot: source('snapshot', 'snapshots', `"breachId" || '/' || "snapshotId"`, 'receivedAt', snapshotRecord),
  decision: source('decision', 'breachDecisions', `"breachId" || '/' || "decisionId"`, 'decisionId', decisionRecord),
  reveal: source('reveal', 'breachReveals', `"breachId" || '/' || "staffId"`, 'at', revealRecord),
  incident: source('incident', 'incidentEvents', `"incidentId" || '/' || "eventId"`, 'eventId', incidentEventRecord),
  agreement: source('agreement', 'agreementAnswers', `cast("answerId" as text)`, 'answerId', agreementRecord),
  'pupil-report': source('pupil-report', 'pupilReports', `"reportId"`, 'reportNumber', pupilReportRecord),
  'pupil-report-act': source('pupil-report-act', 'pupilReportActs', `"reportId" || '/' || "actId"`, 'actId', pupilReportActRecord),
  'self-test': source('self-test', 'selfTests', `"testId"`, 'endedAt', selfTestRecord),
  letter: source('letter', 'letters', `"incidentId" || '/' || "letterNumber"`, 'letterNumber', letterRecord),
  disposal: source('disposal', 'disposals', `"deviceId"`, 'at', disposalRecord),
}

/** Takes up records made before there was a chain. */
export const chainUnchained = async (db: Kysely<Tables>, kinds: readonly RecordKind[]): Promise<void> => {
  const chain = chainRecords(db)
  for (const kind of kinds) {
    for (const { recordId, content, at } of await chainedSources[kind].unchained(db)) await chain.append(kind, recordId, content, at)
  }
}
