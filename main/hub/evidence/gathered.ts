import type { AuditEntry } from '#shared/model/audit'
import type { BreachDecision } from '#shared/model/breach-review'
import { aroundMs } from '#shared/model/breach-review'
import type { IncidentDetail, IncidentSummary } from '#shared/model/incident'
import type { Usage } from '#shared/model/outbox'
import type { BreachRecord } from '../../store/breaches'
import type { ChainHead } from '../../store/chain'
import type { SnapshotRecord } from '../../store/snapshots'
import type { Records } from '../../store/store'
import { subjectOf } from '../breaches/breach-access'
import { detailOf } from '../incidents/incident-detail'
import { incidentSubject } from '../incidents/incident-work'

/** A concern with all that is handed out about it. */
export interface GatheredConcern extends BreachRecord {
  readonly decisions: readonly BreachDecision[]
  /** Those that may be handed out. */
  readonly snapshots: readonly SnapshotRecord[]
  /** Pictures sealed away: nobody gets them, in no way. */
  readonly sealed: number
}

/** Everything that an evidence pack is made of, but the pictures' bytes. */
export interface Gathered {
  readonly incident: IncidentDetail
  /** In the order they happened. */
  readonly concerns: readonly GatheredConcern[]
  /** Of the same account on the same PC around each concern, oldest first. */
  readonly history: readonly Usage[]
  /** Who did what with the incident and its concerns, oldest first. */
  readonly custody: readonly AuditEntry[]
  readonly chain: ChainHead
}

const mostDecisions = 200
const mostSpans = 5_000
const mostCustody = 2_000

export const gatherEvidence = async (records: Records, incident: IncidentSummary, roomIds: readonly string[] | null): Promise<Gathered> => {
  const detail = await detailOf(records, incident, roomIds)
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
  return {
    incident: detail,
    concerns,
    history: [...spans.values()].sort((left, right) => left.from - right.from),
    custody: await records.audit.ofSubjects([incidentSubject(incident), ...concerns.map(subjectOf)], mostCustody),
    chain: await records.chain.head(),
  }
}
