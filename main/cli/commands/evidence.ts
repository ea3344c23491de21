import { open, rm } from 'node:fs/promises'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { findIncident } from './find-incident'

const fetchPack = async (link: HubLink, incidentId: string, reason: string) => {
  const made = await link.ask('evidence:make', { incidentId, reason })
  if (!made.ok) return made
  const parts: Uint8Array[] = []
  for (let part = 0; part < made.value.parts; part += 1) {
    const fetched = await link.ask('evidence:part', { packId: made.value.packId, part })
    if (!fetched.ok) return fetched
    parts.push(fetched.value.bytes)
  }
  return ok({ pack: made.value, archive: Buffer.concat(parts) })
}

/** Has an evidence pack made of the incident of this number, and writes it into a new file that only its owner can read. */
export const makeEvidence = (context: Context, number: number, reason: string, out: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const found = await findIncident(link, number)
    if (!found.ok) return found
    // Before the pack: one that cannot be written would be logged as handed out.
    const file = await open(out, 'wx', 0o600).catch(() => null)
    if (file === null) return fail('file-unwritable', `${out} is there already, or cannot be written. Name a new file.`)
    const fetched = await fetchPack(link, found.value.incidentId, reason)
    if (fetched.ok) await file.writeFile(fetched.value.archive)
    await file.close()
    if (!fetched.ok) {
      await rm(out)
      return fetched
    }
    const { passphrase, pictures, picturesLeftOut, sha256 } = fetched.value.pack
    const lines = [
      `${out}: ${pictures} pictures, ${picturesLeftOut} left out. SHA-256 ${sha256}`,
      `Passphrase, shown this once: ${passphrase}`,
    ]
    context.print(context.options.json ? JSON.stringify({ ...fetched.value.pack, file: out }) : lines.join('\n'))
    return ok(null)
  })
