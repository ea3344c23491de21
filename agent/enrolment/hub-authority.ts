import { connect, type DetailedPeerCertificate } from 'node:tls'
import { fail, ok, type Outcome } from '#shared/outcome'
import { checkHubCertificate } from '../link/connection'

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** `host:port` or `[v6]:port`; null for anything else. */
export function parseAddress(address: string): HostPort | null {
  const url = URL.canParse(`tls://${address}`) ? new URL(`tls://${address}`) : null
  if (url === null || url.hostname === '' || url.port === '' || url.pathname !== '' || url.username !== '') return null
  return { host: url.hostname.replace(/^\[|\]$/gu, ''), port: Number(url.port) }
}

const answerWithinMs = 10_000

/**
 * [EN3] The certificate of the authority at the end of the hub's chain, as PEM, if its SHA-256 is `fingerprint` (lower-case hex). The chain itself is
 * not checked here: the caller gives this PEM to TLS as the only authority for the connection that carries anything.
 */
export function fetchAuthority(address: string, fingerprint: string): Promise<Outcome<string, 'hub-unreachable' | 'hub-untrusted'>> {
  const target = parseAddress(address)
  if (target === null) return Promise.resolve(fail('hub-unreachable', `"${address}" is no address of a hub: it must read host:port.`))
  return new Promise((resolve) => {
    const socket = connect({ ...target, rejectUnauthorized: false, timeout: answerWithinMs })
    const finish = (outcome: Outcome<string, 'hub-unreachable' | 'hub-untrusted'>): void => {
      socket.destroy()
      resolve(outcome)
    }
    socket.once('secureConnect', () => {
      const root = rootOf(socket.getPeerCertificate(true))
      const trusted = root !== null && root.fingerprint256.replaceAll(':', '').toLowerCase() === fingerprint
      finish(
        trusted
          ? ok(pemOf(root.raw))
          : fail(
              'hub-untrusted',
              `What answers at ${address} is not the hub of this bundle: nothing was sent to it. Ask the technician for a new bundle.`,
            ),
      )
    })
    socket.once('timeout', () => {
      finish(fail('hub-unreachable', `${address} does not answer: check the address and the firewall.`))
    })
    socket.once('error', (error: Error) => {
      finish(fail('hub-unreachable', `${address} cannot be reached (${error.message}): check the network, and that the hub runs.`))
    })
  })
}

interface HubProof extends HostPort {
  /** PEM of the pinned authority, and of this PC's own certificate and key where it has them. */
  readonly ca: string
  readonly cert?: string
  readonly key?: string
}

/** Whether what listens there holds a hub's certificate of the pinned authority. Nothing is sent to one that does not. */
export function provesHub(proof: HubProof): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...proof, checkServerIdentity: checkHubCertificate, timeout: answerWithinMs })
    const finish = (proved: boolean): void => {
      socket.destroy()
      resolve(proved)
    }
    socket.once('secureConnect', () => {
      finish(true)
    })
    for (const event of ['timeout', 'error'] as const) {
      socket.on(event, () => {
        finish(false)
      })
    }
  })
}

/** Null when the hub sent its chain without the end. A chain of ours has two links; the bound ends one that goes round in circles. */
function rootOf(certificate: DetailedPeerCertificate, longest = 8): DetailedPeerCertificate | null {
  // Node's types promise an issuer that an incomplete chain does not have.
  const issuer = Object.hasOwn(certificate, 'issuerCertificate') ? certificate.issuerCertificate : null
  if (issuer === null || longest === 0) return null
  return issuer === certificate ? certificate : rootOf(issuer, longest - 1)
}

const pemOf = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`
