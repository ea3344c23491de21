import 'reflect-metadata'
import { createHash } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { beforeAll, describe, expect, it } from 'vitest'
import { findCertificateFault } from '../../main/electron/hub-trust'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }
const now = Date.UTC(2031, 4, 1)
const dayMs = 86_400_000
const validity = { notBefore: new Date(now - dayMs), notAfter: new Date(now + dayMs) }

const makeKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function makeAuthority(name: string) {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name,
    ...validity,
    signingAlgorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  const pem = certificate.toString('pem')
  return { keys, certificate, pem, fingerprint: createHash('sha256').update(new Uint8Array(certificate.rawData)).digest('hex') }
}
type Authority = Awaited<ReturnType<typeof makeAuthority>>

async function issue(authority: Authority, usage = x509.ExtendedKeyUsage.serverAuth): Promise<string> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=hub',
    issuer: authority.certificate.subject,
    ...validity,
    signingAlgorithm,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.ExtendedKeyUsageExtension([usage]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        { type: 'dns', value: 'hub.school.test' },
      ]),
    ],
  })
  return certificate.toString('pem')
}

describe('trust in the hub', () => {
  let ours: Authority
  let leaf: string
  const pin = (host: string) => ({ host, authorityFingerprint: ours.fingerprint })
  const chain = (data: string, authority: Authority) => ({ data, issuerCert: { data: authority.pem } })

  beforeAll(async () => {
    ours = await makeAuthority('CN=Authority')
    leaf = await issue(ours)
  })

  it('is given to a certificate that the pinned authority signed for this address', () => {
    for (const host of ['127.0.0.1', '::1', 'hub.school.test'])
      expect(findCertificateFault(host, chain(leaf, ours), pin(host), now)).toBeNull()
    expect(findCertificateFault('[::1]', chain(leaf, ours), pin('::1'), now)).toBeNull()
  })

  it('is refused to every other host, and to all before a hub is known', () => {
    expect(findCertificateFault('example.org', chain(leaf, ours), pin('127.0.0.1'), now)).toBe('other-host')
    expect(findCertificateFault('127.0.0.1', chain(leaf, ours), null, now)).toBe('other-host')
  })

  it('[LK4] is refused to the chain of another authority, or none', async () => {
    const other = await makeAuthority('CN=Authority')
    expect(findCertificateFault('127.0.0.1', chain(await issue(other), other), pin('127.0.0.1'), now)).toBe('other-authority')
    expect(findCertificateFault('127.0.0.1', { data: leaf }, pin('127.0.0.1'), now)).toBe('other-authority')
  })

  it('is refused when the pinned certificate is only sent along with a foreign one', async () => {
    const namesake = await makeAuthority('CN=Authority')
    expect(findCertificateFault('127.0.0.1', chain(await issue(namesake), ours), pin('127.0.0.1'), now)).toBe('not-signed')
  })

  it('is refused to a pupil PC with its own certificate of the same authority', async () => {
    const device = await issue(ours, x509.ExtendedKeyUsage.clientAuth)
    expect(findCertificateFault('127.0.0.1', chain(device, ours), pin('127.0.0.1'), now)).toBe('not-a-server')
  })

  it('is refused to another name, outside the dates, and to what is no certificate', () => {
    expect(findCertificateFault('10.0.0.9', chain(leaf, ours), pin('10.0.0.9'), now)).toBe('other-name')
    expect(findCertificateFault('127.0.0.1', chain(leaf, ours), pin('127.0.0.1'), now + 2 * dayMs)).toBe('out-of-date')
    expect(findCertificateFault('127.0.0.1', chain(leaf, ours), pin('127.0.0.1'), now - 2 * dayMs)).toBe('out-of-date')
    expect(findCertificateFault('127.0.0.1', chain('no certificate', ours), pin('127.0.0.1'), now)).toBe('unreadable')
  })
})
