import 'reflect-metadata'
import { X509Certificate, generateKeyPairSync, webcrypto } from 'node:crypto'
import { connect, createServer } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { describe, expect, it, vi } from 'vitest'
import { type Authority, openAuthority } from '../../../main/hub/identity/authority'
import { handClock } from '../../support/clock'
import { codeOf, must } from '../../support/outcome'
import { makeRequest } from '../../support/certificate-request'
import { temporaryStore } from '../../support/store'

/** Real hashing, keys and disks on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const dayMs = 86_400_000
const deviceId = '0b4a3c52-5d0b-4a39-9d0c-6a1f6f3d2b11'
const addresses = ['192.0.2.7', 'hub.school.test', '2001:db8:0:0::7']

const opened = async () => {
  const temporary = await temporaryStore()
  // TLS reads the computer's own clock; certificates know whole seconds.
  const clock = handClock(Math.floor(Date.now() / 1_000) * 1_000)
  return { temporary, clock, authority: must(await openAuthority(temporary.store, clock)) }
}

/** Serves with the hub's credentials, asking for a client certificate, and tells how a client fared. */
const shakeHands = async (authority: Authority, client: { key: string; cert: string } | null, servername: string): Promise<string> => {
  const hub = must(await authority.serverCredentials(addresses))
  const server = createServer({
    key: hub.keyPem,
    cert: hub.certificatePem,
    ca: authority.certificatePem,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
  })
  server.on('secureConnection', (socket) => socket.end(`hello ${String(socket.getPeerCertificate().subject.CN)}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const listening = server.address()
  const port = typeof listening === 'object' && listening !== null ? listening.port : 0
  try {
    return await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername, ca: authority.certificatePem, ...(client ?? {}) })
      socket.on('data', (data: Buffer) => resolve(data.toString()))
      socket.on('error', (error: Error) => resolve('code' in error ? String(error.code) : error.message))
      socket.on('close', () => resolve('cut'))
    })
  } finally {
    server.close()
  }
}

describe('the authority', () => {
  it('is made once and found again', async () => {
    const { temporary, clock, authority } = await opened()
    const again = must(await openAuthority(temporary.store, clock))
    expect(again.certificatePem).toBe(authority.certificatePem)
    const certificate = new X509Certificate(authority.certificatePem)
    expect(certificate.ca).toBe(true)
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(authority.fingerprint)
    await temporary[Symbol.asyncDispose]()
  })

  it('[LK2][LK3] certifies both ends of a mutual TLS 1.3 handshake', async () => {
    const { temporary, authority } = await opened()
    const request = await makeRequest()
    const device = must(await authority.certifyDevice(deviceId, request.pem))
    const client = { key: request.keyPem, cert: device.certificatePem }
    expect(await shakeHands(authority, client, 'hub.school.test')).toBe(`hello ${deviceId}`)
    expect(await shakeHands(authority, client, 'elsewhere.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(await shakeHands(authority, null, 'localhost')).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET|cut/u)
    await temporary[Symbol.asyncDispose]()
  })

  it('[LK2] of another hub vouches for nobody here', async () => {
    const mine = await opened()
    const other = await opened()
    const request = await makeRequest()
    const stranger = must(await other.authority.certifyDevice(deviceId, request.pem))
    const answer = await shakeHands(mine.authority, { key: request.keyPem, cert: stranger.certificatePem }, 'localhost')
    expect(answer).toMatch(/UNKNOWN_CA|ECONNRESET|cut/u)
    await Promise.all([mine, other].map(({ temporary }) => temporary[Symbol.asyncDispose]()))
  })
})

describe("the hub's certificate", () => {
  it('names the addresses given and this computer, and only serves', async () => {
    const { temporary, authority } = await opened()
    const certificate = new X509Certificate(must(await authority.serverCredentials(addresses)).certificatePem)
    expect(['192.0.2.7', '127.0.0.1', '2001:db8::7'].map((address) => certificate.checkIP(address))).toEqual([
      '192.0.2.7',
      '127.0.0.1',
      '2001:db8::7',
    ])
    expect(certificate.checkHost('hub.school.test')).toBe('hub.school.test')
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkIP('192.0.2.8')).toBeUndefined()
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(certificate.ca).toBe(false)
    await temporary[Symbol.asyncDispose]()
  })

  it('stays the same until an address is missing or its end is near', async () => {
    const { temporary, clock, authority } = await opened()
    const get = async (wanted: readonly string[]) => must(await authority.serverCredentials(wanted)).certificatePem
    const first = await get(addresses)
    expect(await get(['2001:0db8::7', 'HUB.school.test'])).toBe(first)
    const second = await get([...addresses, '198.51.100.1'])
    expect(second).not.toBe(first)
    clock.turn(334 * dayMs)
    expect(await get(addresses)).toBe(second)
    clock.turn(2 * dayMs)
    expect(await get(addresses)).not.toBe(second)
    await temporary[Symbol.asyncDispose]()
  })

  it('leaves out what no certificate can name', async () => {
    const { temporary, authority } = await opened()
    const odd = ['fe80::1%eth0', 'schüler.test', 'a b', '']
    const certificate = new X509Certificate(must(await authority.serverCredentials(odd)).certificatePem)
    expect(certificate.subjectAltName).toContain('xn--schler-5ya.test')
    expect(certificate.checkIP('fe80::1')).toBe('fe80::1')
    await temporary[Symbol.asyncDispose]()
  })
})

describe('a device certificate', () => {
  it('[EN2] is for the device alone, whatever the request asked for', async () => {
    const { temporary, clock, authority } = await opened()
    const request = await makeRequest({ subject: 'CN=admin, O=Somebody else' })
    const device = must(await authority.certifyDevice(deviceId, request.pem))
    const certificate = new X509Certificate(device.certificatePem)
    expect(certificate.subject).toBe(`CN=${deviceId}`)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(certificate.ca).toBe(false)
    expect(certificate.subjectAltName).toBeUndefined()
    expect(certificate.serialNumber.toLowerCase()).toBe(device.serial)
    expect(device.serial).toMatch(/^[0-9a-f]{32}$/u)
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(device.fingerprint)
    expect(device.expiresAt).toBe(clock.now() + 730 * dayMs)
    expect(certificate.verify(new X509Certificate(authority.certificatePem).publicKey)).toBe(true)
    const again = must(await authority.certifyDevice(deviceId, request.pem))
    expect(again.serial).not.toBe(device.serial)
    await temporary[Symbol.asyncDispose]()
  })

  it('is refused for a request that is not signed by its own key', async () => {
    const { temporary, authority } = await opened()
    const { pem } = await makeRequest()
    const der = Buffer.from(x509.PemConverter.decodeFirst(pem))
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1)
    const forged = x509.PemConverter.encode(der, 'CERTIFICATE REQUEST')
    const refused = await authority.certifyDevice(deviceId, forged)
    expect(refused).toMatchObject({ ok: false, code: 'request-invalid', detail: expect.stringContaining('not signed') as string })
    await temporary[Symbol.asyncDispose]()
  })

  it('is refused for keys other than ECDSA P-256', async () => {
    const { temporary, authority } = await opened()
    const rsa = await webcrypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    )
    const ofRsa = await x509.Pkcs10CertificateRequestGenerator.create({ keys: rsa, signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5' } })
    const ofP384 = await makeRequest({ namedCurve: 'P-384' })
    expect(codeOf(await authority.certifyDevice(deviceId, ofRsa.toString('pem')))).toBe('request-invalid')
    expect(codeOf(await authority.certifyDevice(deviceId, ofP384.pem))).toBe('request-invalid')
    await temporary[Symbol.asyncDispose]()
  })

  it('is refused for anything else, however large or odd', async () => {
    const { temporary, authority } = await opened()
    const { pem } = await makeRequest()
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const odd = [
      '',
      'hello',
      '\u0000',
      pem.repeat(40),
      'A'.repeat(10_000_000),
      pem.slice(0, 200),
      key,
      authority.certificatePem,
      '-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----',
    ]
    const codes = await Promise.all(odd.map(async (one) => codeOf(await authority.certifyDevice(deviceId, one))))
    expect(codes).toEqual(odd.map(() => 'request-invalid'))
    await temporary[Symbol.asyncDispose]()
  })
})
