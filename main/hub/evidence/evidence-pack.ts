import { type EvidenceManifest, evidenceWords } from '#shared/model/evidence'
import type { SigningKey } from '../identity/signing-key'
import type { Vault } from '../../store/vault'
import { type ArchiveFile, sha256Of, writeArchive } from './evidence-archive'
import { evidenceReport, type HandedPicture, type ReportAbout } from './evidence-report'
import { concernsText, custodyTable, historyTable, letterName } from './evidence-tables'
import type { Gathered } from './gathered'
import { withoutMetadata } from './plain-jpeg'

interface PackParts {
  readonly vault: Vault
  readonly key: SigningKey
  readonly passphrase: string
}

export interface MadePack {
  readonly archive: Uint8Array
  readonly pictures: number
  /** Sealed away, damaged, or no JPEG. */
  readonly picturesLeftOut: number
}

const text = new TextEncoder()

const readMe = `Evidence of a school, made by Classwarden.

report.pdf      everything to be read and printed
pictures/       screens of the school's PCs, without metadata
letters/        letters to parents, as they went out
concerns.json   the concerns as the PCs told them, what pupils told, and what was decided
history.csv     what was open around them
custody.csv     who did what with them
manifest.json   every file with its SHA-256, signed by the school's hub (Ed25519)

To check it: classwarden-hub verify-pack FILE --passphrase-file FILE
`

const readPictures = async ({ concerns }: Gathered, vault: Vault): Promise<HandedPicture[]> => {
  const pictures: HandedPicture[] = []
  for (const { breach, snapshots } of concerns) {
    for (const { snapshotId, part, takenAt, width, height, sha256: recordSha256 } of snapshots) {
      const opened = await vault.open(snapshotId)
      const jpeg = opened.ok && sha256Of(opened.value) === recordSha256 ? withoutMetadata(opened.value) : null
      if (jpeg === null) continue
      const name = `pictures/concern-${String(breach.breachNumber).padStart(4, '0')}-${part}.jpg`
      pictures.push({ breachId: breach.breachId, name, part, takenAt, width, height, jpeg, sha256: sha256Of(jpeg), recordSha256 })
    }
  }
  return pictures
}

/** Makes the archive: report, pictures, letters, tables, and over all of them the signed manifest. */
export const makePack = async (gathered: Gathered, about: ReportAbout, { vault, key, passphrase }: PackParts): Promise<MadePack> => {
  const pictures = await readPictures(gathered, vault)
  const files: (ArchiveFile & { readonly recordSha256?: string })[] = [
    { name: 'report.pdf', content: await evidenceReport(gathered, pictures, about) },
    { name: 'concerns.json', content: text.encode(concernsText(gathered)) },
    { name: 'history.csv', content: text.encode(historyTable(gathered)) },
    { name: 'custody.csv', content: text.encode(custodyTable(gathered)) },
    { name: 'read-me.txt', content: text.encode(readMe) },
    ...pictures.map(({ name, jpeg, recordSha256 }) => ({ name, content: jpeg, recordSha256 })),
    ...gathered.letters.flatMap(({ letterNumber, pdf, pdfSha256 }) =>
      pdf === null ? [] : [{ name: letterName(letterNumber), content: pdf, recordSha256: pdfSha256 }],
    ),
  ]
  const unsigned: Omit<EvidenceManifest, 'signature'> = {
    format: 'classwarden-evidence-1',
    packId: about.packId,
    hub: about.hub,
    incidentNumber: gathered.incident.incidentNumber,
    madeAt: about.madeAt,
    chain: gathered.chain,
    files: files.map(({ name, content, recordSha256 }) => ({
      ...{ name, bytes: content.byteLength, sha256: sha256Of(content) },
      recordSha256: recordSha256 ?? null,
    })),
    publicKey: key.publicKey,
  }
  const manifest: EvidenceManifest = { ...unsigned, signature: key.sign(evidenceWords(unsigned)) }
  const signed = { name: 'manifest.json', content: text.encode(`${JSON.stringify(manifest, null, 2)}\n`) }
  const told = gathered.concerns.reduce((sum, { snapshots, sealed }) => sum + snapshots.length + sealed, 0)
  return {
    archive: await writeArchive([...files, signed], passphrase, about.madeAt),
    pictures: pictures.length,
    picturesLeftOut: told - pictures.length,
  }
}
