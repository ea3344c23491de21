// The decorators inside the certificate library need this first.
import 'reflect-metadata'
import { createPrivateKey, webcrypto } from 'node:crypto'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'

/** A new ECDSA P-256 key and a PKCS #10 request (RFC 2986) signed with it, both as PEM; the key as PKCS #8. */
export async function makeCertificateRequest(
  hostname: string,
): Promise<{ readonly keyPem: string; readonly certificateRequestPem: string }> {
  const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
  const keys = await webcrypto.subtle.generateKey(signing, true, ['sign', 'verify'])
  const request = await Pkcs10CertificateRequestGenerator.create({ name: [{ CN: [hostname] }], keys, signingAlgorithm: signing }, webcrypto)
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return { keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(), certificateRequestPem: request.toString('pem') }
}
