import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

export interface CertificateRequest {
  readonly pem: string
  readonly keyPem: string
}

/** A PKCS #10 request with a key of its own, as an agent makes it. */
export const makeRequest = async ({ subject = 'CN=pc-1', namedCurve = 'P-256' } = {}): Promise<CertificateRequest> => {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify'])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { pem: request.toString('pem'), keyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') }
}
