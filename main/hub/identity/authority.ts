// The decorators inside the certificate library need this first.
import 'reflect-metadata'
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { domainToASCII } from 'node:url'
import * as x509 from '@peculiar/x509'
import { z } from 'zod'
import type { Clock } from '#shared/clock'
import { type Outcome, fail, ok } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { SettingName } from '../../store/settings'
import type { Store } from '../../store/store'

/** A key and its certificate, as node:tls takes them. */
export interface ServerCredentials {
  readonly certificatePem: string
  readonly keyPem: string
  readonly expiresAt: number
}

/** What a device is given, and what the hub knows it by. */
export interface DeviceCertificate {
  readonly certificatePem: string
  /** Random 128 bits, lower-case hex. */
  readonly serial: string
  /** SHA-256 of the DER form, lower-case hex. */
  readonly fingerprint: string
  readonly expiresAt: number
}

/** The hub's own certificate authority (ECDSA P-256), made at the first start and kept in the encrypted store. */
export interface Authority {
  readonly certificatePem: string
  /** SHA-256 of the DER form, lower-case hex: what agents pin. */
  readonly fingerprint: string
  /**
   * The certificate of both listeners, good for these addresses (names or IP addresses) and for localhost, 127.0.0.1, ::1 and this
   * computer's name. The one kept is used again until it has less than 30 days left or lacks an address: ask again once a day.
   */
  serverCredentials(addresses: readonly string[]): Promise<Outcome<ServerCredentials, StoreFaultCode>>
  /**
   * Certifies the key of a PKCS #10 request (RFC 2986, PEM) for one device, for two years: its own signature is checked, the subject
   * it asks for is passed over. `request-invalid`: no such request, a bad signature, or a key that is not ECDSA P-256.
   */
  certifyDevice(deviceId: string, certificateRequestPem: string): Promise<Outcome<DeviceCertificate, 'request-invalid'>>
}

const dayMs = 86_400_000
const authorityDays = 20 * 365
const serverDays = 365
const deviceDays = 2 * 365
const renewBeforeMs = 30 * dayMs
/** PCs whose clock is behind shall not find a new certificate not yet valid. */
const backdateMs = dayMs
const longestRequest = 8_000

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const
const credentialsSchema = z.object({ certificatePem: z.string(), keyPem: z.string() })
type Credentials = z.infer<typeof credentialsSchema>

interface Signer {
  readonly certificate: x509.X509Certificate
  readonly privateKey: webcrypto.CryptoKey
}

/** RFC 5280 wants serial numbers positive, so the upper bit is fixed and the rest random. */
const randomSerial = (): string => {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])

const toPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')

const fingerprintOf = (certificate: x509.X509Certificate): string =>
  createHash('sha256').update(new Uint8Array(certificate.rawData)).digest('hex')

const validity = (now: number, days: number) => ({ notBefore: new Date(now - backdateMs), notAfter: new Date(now + days * dayMs) })

const makeAuthority = async (now: number): Promise<Credentials> => {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomSerial(),
      // Two hubs of one school shall not look alike in a list of certificates.
      name: `CN=Classwarden authority ${randomBytes(4).toString('hex')}`,
      ...validity(now, authorityDays),
      signingAlgorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { certificatePem: certificate.toString('pem'), keyPem: await toPem(keys.privateKey) }
}

const readSigner = async ({ certificatePem, keyPem }: Credentials): Promise<Signer> => ({
  certificate: new x509.X509Certificate(certificatePem),
  privateKey: await webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(keyPem), keyAlgorithm, false, ['sign']),
})

interface LeafOrder {
  readonly commonName: string
  readonly publicKey: x509.PublicKey
  readonly usage: x509.ExtendedKeyUsage
  readonly names: x509.JsonGeneralNames
  readonly days: number
}

const certify = async (signer: Signer, order: LeafOrder, now: number): Promise<x509.X509Certificate> =>
  x509.X509CertificateGenerator.create(
    {
      serialNumber: randomSerial(),
      subject: [{ CN: [order.commonName] }],
      issuer: signer.certificate.subject,
      ...validity(now, order.days),
      signingAlgorithm,
      publicKey: order.publicKey,
      signingKey: signer.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([order.usage]),
        ...(order.names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(order.names)]),
        await x509.SubjectKeyIdentifierExtension.create(order.publicKey, false, webcrypto),
        await x509.AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )

/** Names as a certificate carries them: IP addresses apart, others in their ASCII form (RFC 5890); what cannot be one is left out. */
const alternativeNames = (addresses: readonly string[]): { readonly type: 'dns' | 'ip'; readonly value: string }[] => {
  const all = [...addresses, 'localhost', '127.0.0.1', '::1', hostname()]
  // An IPv6 zone (`fe80::1%eth0`) means something on one computer only.
  const plain = all
    .map((address) => (isIP(address) === 0 ? domainToASCII(address) : address.split('%', 1).join('')))
    .filter((address) => address !== '')
  return [...new Set(plain)].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))
}

const namesIn = (certificate: x509.X509Certificate): Set<string> =>
  new Set(certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items.map(({ type, value }) => nameKey(type, value)))

/** One IPv6 address has many spellings. */
const nameKey = (type: string, value: string): string =>
  type === 'ip' ? new URL(`http://${value.includes(':') ? `[${value}]` : value}`).host : value

const coversAll = (certificate: x509.X509Certificate, addresses: readonly string[]): boolean => {
  const present = namesIn(certificate)
  return alternativeNames(addresses).every(({ type, value }) => present.has(nameKey(type, value)))
}

/** What a setting holds, or what `make` makes and the setting holds from then on. */
const keepOrMake = (
  store: Store,
  clock: Clock,
  name: SettingName,
  good: (kept: Credentials) => boolean,
  make: () => Promise<Credentials>,
): Promise<Outcome<Credentials, StoreFaultCode>> =>
  store.transact(async ({ settings }) => {
    const text = await settings.find(name)
    const kept = text === null ? null : credentialsSchema.parse(JSON.parse(text))
    if (kept !== null && good(kept)) return ok(kept)
    const made = await make()
    await settings.keep(name, JSON.stringify(made), clock.now())
    return ok(made)
  })

const invalid = (detail: string) => fail('request-invalid', detail)

/** The key a request asks to have certified, when the request is sound. */
const readRequest = async (pem: string): Promise<Outcome<x509.PublicKey, 'request-invalid'>> => {
  if (pem.length > longestRequest) return invalid('The certificate request is too long.')
  try {
    const request = new x509.Pkcs10CertificateRequest(pem)
    const { name, namedCurve } = z.object({ name: z.string(), namedCurve: z.string().optional() }).parse(request.publicKey.algorithm)
    if (name !== keyAlgorithm.name || namedCurve !== keyAlgorithm.namedCurve)
      return invalid("The certificate request's key is not ECDSA P-256.")
    return (await request.verify(webcrypto)) ? ok(request.publicKey) : invalid('The certificate request is not signed by its own key.')
  } catch {
    // The library throws on whatever is no PKCS #10 request, in many ways.
    return invalid('The certificate request cannot be read.')
  }
}

/** Takes the hub's authority from the store, or makes it at the first start. */
export const openAuthority = async (store: Store, clock: Clock): Promise<Outcome<Authority, StoreFaultCode>> => {
  const kept = await keepOrMake(
    store,
    clock,
    'authority',
    () => true,
    () => makeAuthority(clock.now()),
  )
  if (!kept.ok) return kept
  const signer = await readSigner(kept.value)

  const makeServer = async (addresses: readonly string[]): Promise<Credentials> => {
    const keys = await makeKeys()
    const order: LeafOrder = {
      commonName: 'Classwarden hub',
      publicKey: await x509.PublicKey.create(keys.publicKey, webcrypto),
      usage: x509.ExtendedKeyUsage.serverAuth,
      names: alternativeNames(addresses),
      days: serverDays,
    }
    const certificate = await certify(signer, order, clock.now())
    return { certificatePem: certificate.toString('pem'), keyPem: await toPem(keys.privateKey) }
  }

  return ok({
    certificatePem: kept.value.certificatePem,
    fingerprint: fingerprintOf(signer.certificate),

    serverCredentials: async (addresses) => {
      const good = ({ certificatePem }: Credentials): boolean => {
        const certificate = new x509.X509Certificate(certificatePem)
        return (
          certificate.issuer === signer.certificate.subject &&
          certificate.notAfter.getTime() - clock.now() > renewBeforeMs &&
          coversAll(certificate, addresses)
        )
      }
      const credentials = await keepOrMake(store, clock, 'server-certificate', good, () => makeServer(addresses))
      if (!credentials.ok) return credentials
      return ok({ ...credentials.value, expiresAt: new x509.X509Certificate(credentials.value.certificatePem).notAfter.getTime() })
    },

    certifyDevice: async (deviceId, certificateRequestPem) => {
      const publicKey = await readRequest(certificateRequestPem)
      if (!publicKey.ok) return publicKey
      const order: LeafOrder = {
        commonName: deviceId,
        publicKey: publicKey.value,
        usage: x509.ExtendedKeyUsage.clientAuth,
        names: [],
        days: deviceDays,
      }
      const certificate = await certify(signer, order, clock.now())
      return ok({
        certificatePem: certificate.toString('pem'),
        serial: certificate.serialNumber,
        fingerprint: fingerprintOf(certificate),
        expiresAt: certificate.notAfter.getTime(),
      })
    },
  })
}
