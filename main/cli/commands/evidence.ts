import { writeFile } from 'node:fs/promises'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'

/** Has an evidence pack made of the incident of this number, and writes it into a new file that only its owner can read. */
export const makeEvidence = (context: Context, number: number, reason: string, file: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const listed = await link.ask('incident:list', { before: number + 1, limit: 1 })
    if (!listed.ok) return listed
    const [found] = listed.value.incidents
    if (found?.incidentNumber !== number) return fail('not-found', `There is no incident ${number}, or it is not for your account.`)
    const made = await link.ask('evidence:make', { incidentId: found.incidentId, reason })
    if (!made.ok) return made
    const parts: Uint8Array[] = []
    for (let part = 0; part < made.value.parts; part += 1) {
      const fetched = await link.ask('evidence:part', { packId: made.value.packId, part })
      if (!fetched.ok) return fetched
      parts.push(fetched.value.bytes)
    }
    const written = await writeFile(file, Buffer.concat(parts), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      () => false,
    )
    if (!written) return fail('malformed', `${file} is there already, or cannot be written. Name a new file.`)
    const { passphrase, pictures, picturesLeftOut, sha256 } = made.value
    const lines = [
      `${file}: ${pictures} pictures, ${picturesLeftOut} left out. SHA-256 ${sha256}`,
      `Passphrase, shown this once: ${passphrase}`,
    ]
    context.print(context.options.json ? JSON.stringify({ ...made.value, file }) : lines.join('\n'))
    return ok(null)
  })
