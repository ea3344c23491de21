import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** The one hub the console talks to: `host` as the pages dial it, without brackets and port. */
export interface HubPin {
  readonly host: string
  /** SHA-256 of the authority's DER form, lower-case hex. */
  readonly authorityFingerprint: string
}

/** A certificate as Electron hands it over: PEM, with the one that is said to have issued it. */
export interface PresentedCertificate {
  readonly data: string
  readonly issuerCert?: PresentedCertificate | undefined
}

export type CertificateFault =
  /** Not the hub's host: the console has business with nobody else. */
  | 'other-host'
  | 'unreadable'
  /** The chain does not end in the pinned authority. */
  | 'other-authority'
  /** The pinned authority is shown, but did not sign this certificate. */
  | 'not-signed'
  /** Signed for another use: a pupil PC's certificate has the same authority. */
  | 'not-a-server'
  | 'other-name'
  | 'out-of-date'

const serverAuth = '1.3.6.1.5.5.7.3.1'

/** Milliseconds by which this computer's clock may be behind the hub's when the hub has just made its certificate. */
const clockLeewayMs = 5 * 60_000

/**
 * Whether a presented chain is the pinned hub's. The presented issuer proves nothing by being there, since anyone can send the authority's
 * public certificate along: the signature, use (RFC 5280, 4.2.1.12), name and dates are checked here.
 */
export const findCertificateFault = (
  hostname: string,
  presented: PresentedCertificate,
  pin: HubPin | null,
  now: number,
): CertificateFault | null => {
  if (pin?.host !== hostname.replace(/^\[|\]$/gu, '')) return 'other-host'
  const chain = readChain(presented)
  if (chain === null) return 'unreadable'
  const { leaf, authority } = chain
  if (authority === null || fingerprintOf(authority) !== pin.authorityFingerprint) return 'other-authority'
  if (!leaf.checkIssued(authority) || !leaf.verify(authority.publicKey)) return 'not-signed'
  if (!leaf.keyUsage.includes(serverAuth)) return 'not-a-server'
  const named = isIP(pin.host) === 0 ? leaf.checkHost(pin.host, { subject: 'never' }) : leaf.checkIP(pin.host)
  if (named === undefined) return 'other-name'
  if (now < Date.parse(leaf.validFrom) - clockLeewayMs || now > Date.parse(leaf.validTo)) return 'out-of-date'
  return null
}

const readChain = (presented: PresentedCertificate): { leaf: X509Certificate; authority: X509Certificate | null } | null => {
  try {
    const leaf = new X509Certificate(presented.data)
    const authority = presented.issuerCert === undefined ? null : new X509Certificate(presented.issuerCert.data)
    return { leaf, authority }
  } catch {
    return null
  }
}

const fingerprintOf = (certificate: X509Certificate): string => certificate.fingerprint256.replaceAll(':', '').toLowerCase()
