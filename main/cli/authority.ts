import type { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import { fail, ok } from '#shared/outcome'
import type { CliOutcome } from './failure'

export interface HubAddress {
  readonly host: string
  readonly port: number
}

/** `host`, `host:port` or `[v6]:port`; the port of consoles is 7443 unless said otherwise. */
export function parseHubAddress(address: string): CliOutcome<HubAddress> {
  try {
    const { hostname, port, pathname, username } = new URL(`tls://${address}`)
    if (hostname !== '' && (pathname === '' || pathname === '/') && username === '') {
      return ok({ host: hostname.replace(/^\[|\]$/gu, ''), port: port === '' ? 7443 : Number(port) })
    }
  } catch {
    // Told below like every other address that is none.
  }
  return fail('hub-unknown', `"${address}" is no hub address: write host or host:port.`)
}

const handshakeTimeoutMs = 10_000

/**
 * Fetches the authority's certificate from the hub and keeps it only when its SHA-256 is the pinned one (lower-case hex). The chain is not trusted
 * here: the caller hands the PEM to TLS as the only authority for the real connection.
 */
export async function fetchAuthority(hub: HubAddress, pinnedFingerprint: string): Promise<CliOutcome<string>> {
  return new Promise((resolve) => {
    const socket = connect({ host: hub.host, port: hub.port, rejectUnauthorized: false, timeout: handshakeTimeoutMs })
    const finish = (outcome: CliOutcome<string>): void => {
      socket.destroy()
      resolve(outcome)
    }
    const unreachable = `No hub answers at ${hub.host}:${hub.port}: check the address, that the hub runs, and the firewall.`
    socket.once('secureConnect', () => {
      const root = rootOf(socket.getPeerX509Certificate())
      finish(
        root !== null && fingerprintOf(root) === pinnedFingerprint
          ? ok(root.toString())
          : fail(
              'hub-untrusted',
              `What answers at ${hub.host}:${hub.port} is not the hub that was pinned: ask the technician before going on.`,
            ),
      )
    })
    socket.once('timeout', () => finish(fail('hub-unreachable', unreachable)))
    socket.once('error', () => finish(fail('hub-unreachable', unreachable)))
  })
}

/** The last certificate of the chain the peer sent, when it is its own issuer. */
function rootOf(leaf: X509Certificate | undefined): X509Certificate | null {
  let certificate = leaf
  // A chain of ours has two links; the bound ends one that goes on and on.
  for (let depth = 0; depth < 8 && certificate !== undefined; depth += 1) {
    if (certificate.checkIssued(certificate)) return certificate
    certificate = certificate.issuerCertificate
  }
  return null
}

const fingerprintOf = (certificate: X509Certificate): string => certificate.fingerprint256.replaceAll(':', '').toLowerCase()
