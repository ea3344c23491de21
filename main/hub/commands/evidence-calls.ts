import { randomUUID } from 'node:crypto'
import { fail, ok } from '#shared/outcome'
import { evidencePartBytes } from '#shared/protocol/evidence-calls'
import { subjectOf } from '../breaches/breach-access'
import { newPassphrase, sha256Of } from '../evidence/evidence-archive'
import { makePack } from '../evidence/evidence-pack'
import { createEvidenceShelf } from '../evidence/evidence-shelf'
import { gatherEvidence } from '../evidence/gathered'
import { openSigningKey } from '../identity/signing-key'
import { findIncidentFor, finish, tellAll } from '../incidents/incident-work'
import { noteLook } from '../staff-gate/note-look'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Evidence handed out: made from what the hub keeps, sealed, signed, and written down before anybody gets it. */
export const evidenceCalls = (parts: CommandParts): CallsNamed<'evidence:make' | 'evidence:part'> => {
  const { store, vault, clock, log, gate, hubName, authorityFingerprint: hub } = parts
  const evidence = createEvidenceShelf(clock)
  return {
    'evidence:make': async ({ incidentId, reason }, { staff, actor }) => {
      const madeAt = clock.now()
      const key = await openSigningKey(store, madeAt)
      if (!key.ok) return key
      const gathered = await store.transact(async (records) => {
        const found = await findIncidentFor(records, incidentId, staff)
        return found.ok ? ok(await gatherEvidence(records, found.value, staff)) : found
      })
      if (!gathered.ok) return gathered
      const [packId, passphrase] = [randomUUID(), newPassphrase()]
      const about = { packId, hubName, hub, madeAt, madeBy: actor.displayName, reason }
      const { archive, pictures, picturesLeftOut } = await makePack(gathered.value, about, { vault, key: key.value, passphrase })
      const sha256 = sha256Of(archive)
      const noted = await store.transact(async (records) => {
        const { concerns } = gathered.value
        // Whatever was sealed away while the pack was made is in nobody's hands.
        const sealed = new Set(await records.snapshots.quarantined())
        if (concerns.some(({ snapshots }) => snapshots.some(({ snapshotId }) => sealed.has(snapshotId))))
          return fail('quarantined', 'A picture was sealed away meanwhile. Make the pack again.')
        const found = await findIncidentFor(records, incidentId, staff)
        if (!found.ok) return found
        const deed = { kind: 'packed' as const, packId, sha256, pictures, picturesLeftOut, reason }
        await records.incidents.events.add(incidentId, deed, { staff: actor, at: madeAt })
        const worked = { detail: `pack ${packId}, SHA-256 ${sha256}, ${pictures} pictures: ${reason}`, moved: [] }
        const changed = await finish(records, { action: 'evidence:make', was: found.value.state, incidentId }, worked, { actor }, madeAt)
        for (const concern of concerns) {
          const authorisationId = gate.authorisationOf(concern.breach.breachId)
          await noteLook(records, { authorisationId, actor, subject: subjectOf(concern), at: madeAt })
        }
        return ok(changed)
      })
      if (!noted.ok) return noted
      tellAll([noted.value], parts)
      evidence.put(packId, staff.staffId, archive)
      log.info('evidence-made', { packId, bytes: archive.byteLength, pictures })
      const fileName = `evidence-${packId.slice(0, 8)}.zip`
      const partsOf = Math.ceil(archive.byteLength / evidencePartBytes)
      return ok({ packId, fileName, bytes: archive.byteLength, sha256, parts: partsOf, passphrase, pictures, picturesLeftOut })
    },

    'evidence:part': ({ packId, part }, { staff }) => {
      const archive = evidence.find(packId, staff.staffId)
      const bytes = archive?.subarray(part * evidencePartBytes, (part + 1) * evidencePartBytes)
      if (bytes === undefined || bytes.byteLength === 0)
        return fail('not-found', 'The pack is gone: it is kept for a quarter of an hour. Make it again.')
      // Buffer: msgpack gives it to browsers as bytes.
      return ok({ bytes: Buffer.from(bytes) })
    },
  }
}
