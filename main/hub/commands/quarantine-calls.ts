import { ok } from '#shared/outcome'
import type { IncidentSummary } from '#shared/model/incident'
import { findBreachesFor, subjectOf } from '../breaches/breach-access'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/**
 * Pictures that may show the sexual abuse of a child: one act, and nobody is shown, copies or exports them again. The act cannot be undone; a
 * picture sealed by mistake is lost to view and to nothing else.
 */
export const quarantineCalls = (parts: CommandParts): CallsNamed<'breach:quarantine'> => {
  const { store, vault, clock, log, breaches: desk, gate, incidents } = parts
  return {
    'breach:quarantine': async ({ breachIds, reason }, { staff, actor }) => {
      const sealed = await store.transact(async (records) => {
        const named = await findBreachesFor(records, breachIds, staff, desk.sharing(), gate)
        if (!named.ok) return named
        const at = clock.now()
        const covered = await records.snapshots.quarantine(breachIds, at)
        const ids = [...new Set([...breachIds, ...covered])]
        await records.breaches.quarantine(ids, at)
        const before = await records.breaches.those(ids)
        const files: string[] = []
        for (const record of before) {
          const { breachId, deviceId, state } = record.breach
          const pictures = await records.snapshots.ofBreach(deviceId, breachId)
          files.push(...pictures.map(({ snapshotId }) => snapshotId))
          if (state !== 'escalated') {
            await records.breaches.decide(breachId, { to: 'escalated', note: `Quarantined: ${reason}`, staff: actor, at })
          }
          const hashes = pictures.map(({ part, sha256 }) => `${part} ${sha256}`)
          const detail = `${reason}; ${hashes.join(', ')}`
          const entry = { at, action: 'breach:quarantine' as const, staff: actor, detail, address: actor.address }
          await records.audit.append({ ...entry, subject: subjectOf(record) })
        }
        const told: { readonly was: IncidentSummary['state']; readonly incident: IncidentSummary; readonly roomIds: readonly string[] }[] =
          []
        for (const incidentId of new Set(before.flatMap(({ breach }) => breach.incident?.incidentId ?? []))) {
          const own = before.filter(({ breach }) => breach.incident?.incidentId === incidentId)
          const breachNumbers = own.map(({ breach }) => breach.breachNumber)
          const pictures = own.reduce((sum, { breach }) => sum + breach.pictures, 0)
          await records.incidents.events.add(incidentId, { kind: 'quarantined', breachNumbers, pictures, reason }, { staff: actor, at })
          const incident = await records.incidents.settled(incidentId, at)
          told.push({ was: incident.state, incident, roomIds: own.map(({ breach }) => breach.roomId) })
        }
        const after = await records.breaches.those(ids)
        return ok({ files, told, moved: before.map(({ breach }) => breach), breaches: after.map(({ breach }) => breach) })
      })
      if (!sealed.ok) return sealed
      const { files, told, moved, breaches } = sealed.value
      const apart = await vault.sealAway(files)
      // The rows say already that nobody gets them; the next start moves the files.
      if (!apart.ok) log.warn('snapshots-not-sealed-away', { files: files.length, code: apart.code })
      const was = new Map(moved.map((breach) => [breach.breachId, breach.state]))
      for (const breach of breaches) desk.tell({ was: was.get(breach.breachId) ?? null, breach })
      for (const change of told) incidents.tell(change)
      return ok({ breaches, pictures: files.length })
    },
  }
}
