import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'

/** The authority a hub shows behind its certificate, as an enrolling PC fetches it: believed only when it has the known fingerprint. */
export async function fetchAuthority(address: string, fingerprint: string): Promise<string> {
  const { hostname, port } = new URL(`https://${address}`)
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const shown = socket.getPeerCertificate(true).issuerCertificate.raw
  socket.destroy()
  if (createHash('sha256').update(shown).digest('hex') !== fingerprint) throw new Error('another authority answers there')
  return new X509Certificate(shown).toString()
}
