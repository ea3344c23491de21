import type { Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'

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
   * computer's name. The one kept is used again until it is near its end or lacks an address.
   */
  serverCredentials(addresses: readonly string[]): Promise<Outcome<ServerCredentials, StoreFaultCode>>
  /**
   * Certifies the key of a PKCS #10 request (RFC 2986, PEM) for one device: its own signature is checked, the subject it asks for is
   * passed over. `request-invalid`: no such request, a bad signature, or a key that is not ECDSA P-256.
   */
  certifyDevice(deviceId: string, certificateRequestPem: string): Promise<Outcome<DeviceCertificate, 'request-invalid'>>
}
