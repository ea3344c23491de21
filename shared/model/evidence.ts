import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u)

const evidenceFileSchema = z.object({
  /** Path inside the archive; numbers, never a name of a person. */
  name: z.string().regex(/^[a-z0-9][a-z0-9./-]{0,99}$/u),
  bytes: z.number().int().nonnegative(),
  sha256: sha256Schema,
  /** Of a picture or a letter, the hash of its record in the chain: a picture's is another one where metadata was taken out. */
  recordSha256: sha256Schema.nullable(),
})

/** What an evidence pack holds, signed by the hub that made it. */
export const evidenceManifestSchema = z.object({
  format: z.literal('classwarden-evidence-1'),
  packId: idSchema,
  /** SHA-256 of the hub's authority, lower-case hex: which hub. */
  hub: sha256Schema,
  incidentNumber: z.number().int().positive(),
  madeAt: timestampSchema,
  /** Where the hub's chain ended when it was made: the making itself is the next link. */
  chain: z.object({ links: z.number().int().nonnegative(), hash: sha256Schema }),
  files: z.array(evidenceFileSchema).max(2_000),
  /** Ed25519: SubjectPublicKeyInfo (RFC 8410), base64. */
  publicKey: z.base64().max(200),
  /** Base64, of `evidenceWords`. */
  signature: z.base64().max(200),
})
export type EvidenceManifest = z.infer<typeof evidenceManifestSchema>

/** What is signed: every field but the signature, in this order. */
export const evidenceWords = (manifest: Omit<EvidenceManifest, 'signature'>): string => {
  const { format, packId, hub, incidentNumber, madeAt, chain, files, publicKey } = manifest
  const listed = files.map(({ name, bytes, sha256, recordSha256 }) => [name, bytes, sha256, recordSha256])
  return JSON.stringify([format, packId, hub, incidentNumber, madeAt, chain.links, chain.hash, listed, publicKey])
}

/** Why it is handed out, and to whom. */
export const longestEvidenceReason = 300
export const evidenceReasonSchema = z.string().trim().min(5).pipe(textSchema(longestEvidenceReason))

/** A pack as it was made; the archive is to be fetched within `keptForMs`. */
export const madeEvidenceSchema = z.object({
  packId: idSchema,
  fileName: textSchema(80),
  /** Of the archive, and how many parts it is fetched in. */
  bytes: z.number().int().positive(),
  sha256: sha256Schema,
  parts: z.number().int().positive(),
  /** Opens it; told this once and kept nowhere. */
  passphrase: textSchema(80),
  pictures: z.number().int().nonnegative(),
  /** Pictures that are sealed away or damaged, and not in it. */
  picturesLeftOut: z.number().int().nonnegative(),
})
