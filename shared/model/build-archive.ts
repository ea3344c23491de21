import { fail, ok, type Outcome } from '../outcome'
import { mostManifestBytes } from './agent-build'

/*
 * An update archive: eight letters, the signer's Ed25519 public key (32 bytes, RFC 8032), the signature (64 bytes) over the letters and the
 * manifest, the manifest's length (4 bytes, big-endian), the manifest (JSON), then the files in the manifest's order, each gzipped by itself, so that a
 * PC asks only for those it lacks.
 */

const magic = 'CWBUILD1'
const keyAt = magic.length
const signatureAt = keyAt + 32
const lengthAt = signatureAt + 64
/** Up to the manifest. */
export const archiveHeadBytes = lengthAt + 4

const letters = Uint8Array.from(magic, (letter) => letter.charCodeAt(0))

/** What the signature is over. */
export function signedPart(manifest: Uint8Array): Uint8Array<ArrayBuffer> {
  const signed = new Uint8Array(letters.length + manifest.length)
  signed.set(letters)
  signed.set(manifest, letters.length)
  return signed
}

export interface ArchiveHeader {
  /** Raw. */
  readonly key: Uint8Array
  readonly signature: Uint8Array
  readonly manifest: Uint8Array
}

/** What comes before the files. */
export function writeArchiveHeader({ key, signature, manifest }: ArchiveHeader): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(archiveHeadBytes + manifest.length)
  header.set(letters)
  header.set(key, keyAt)
  header.set(signature, signatureAt)
  new DataView(header.buffer).setUint32(lengthAt, manifest.length)
  header.set(manifest, archiveHeadBytes)
  return header
}

/** Bytes of the whole header of an archive that begins like this. */
export function headerBytesOf(head: Uint8Array): Outcome<number, 'malformed'> {
  if (head.length < archiveHeadBytes || letters.some((letter, at) => head[at] !== letter))
    return fail('malformed', 'This is no update archive.')
  const manifestBytes = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(lengthAt)
  if (manifestBytes === 0 || manifestBytes > mostManifestBytes) return fail('malformed', 'The archive’s manifest is empty or too long.')
  return ok(archiveHeadBytes + manifestBytes)
}

/** Takes the header apart. Nothing of it is believed before its signature is checked. */
export function readArchiveHeader(bytes: Uint8Array): Outcome<ArchiveHeader, 'malformed'> {
  const length = headerBytesOf(bytes)
  if (!length.ok) return length
  if (bytes.length < length.value) return fail('malformed', 'The archive ends before its manifest does.')
  return ok({
    key: bytes.subarray(keyAt, signatureAt),
    signature: bytes.subarray(signatureAt, lengthAt),
    manifest: bytes.subarray(archiveHeadBytes, length.value),
  })
}
