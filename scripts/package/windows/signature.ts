import { rename } from 'node:fs/promises'
import { runTool } from '../workspace'

/** Files in PEM: a code signing certificate with its chain, and its key. */
export interface WindowsSignature {
  readonly certificate: string
  readonly key: string
  /** A time stamping service (RFC 3161); without one the signature ends with the certificate. */
  readonly timestampUrl: string | null
}

/** Signs a program, library or installer in its place (Authenticode). */
export async function signForWindows(file: string, { certificate, key, timestampUrl }: WindowsSignature): Promise<void> {
  const signed = `${file}.signed`
  const stamp = timestampUrl === null ? [] : ['-ts', timestampUrl]
  const about = ['-h', 'sha256', '-n', 'Classwarden agent', ...stamp]
  await runTool('osslsigncode', ['sign', '-certs', certificate, '-key', key, ...about, '-in', file, '-out', signed])
  await rename(signed, file)
}
