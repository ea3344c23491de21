import { X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { execFile } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { createServer, isIPv6 } from 'node:net'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import type { HubCheck } from '#shared/model/hub-check'
import { bad, good, skipped, warning } from './check'

const gigabyte = 1_000_000_000
const tightBytes = 5 * gigabyte
const fullBytes = gigabyte
/** Somebody waits for the answer. */
const answerWithinMs = 3_000

const inGigabytes = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB`

/** Room on the disk of the hub's data. */
export const checkDisk = async (dataFolder: string): Promise<HubCheck> => {
  const found = await statfs(dataFolder).catch(() => null)
  if (found === null) return bad('disk', `${dataFolder} cannot be read. Check that the disk is there, and its permissions.`)
  const free = found.bavail * found.bsize
  const words = `${inGigabytes(free)} free for ${dataFolder}`
  if (free < fullBytes) return bad('disk', `${words}: soon nothing can be kept. Free some space, or keep pictures for fewer days.`)
  return free < tightBytes ? warning('disk', `${words}: free some space soon.`) : good('disk', words)
}

/** Whether the clock is held right by the network, by systemd's word (timedatectl(1)). */
export const checkClock = async (): Promise<HubCheck> => {
  const asked = await promisify(execFile)('timedatectl', ['show', '-p', 'NTP', '-p', 'NTPSynchronized'], { timeout: answerWithinMs }).catch(
    () => null,
  )
  if (asked === null)
    return skipped('clock', 'This system does not say whether its clock is set by the network. Compare it with another one.')
  if (asked.stdout.includes('NTPSynchronized=yes')) return good('clock', 'set by the network')
  return warning(
    'clock',
    asked.stdout.includes('NTP=yes')
      ? 'The clock is to be set by the network, and no time server has answered yet. Check that one can be reached.'
      : 'Nothing sets the clock. Run: timedatectl set-ntp true. Certificates and records go by it.',
  )
}

type Answer = { readonly kind: 'hub' } | { readonly kind: 'other' } | { readonly kind: 'silent'; readonly why: string }

const wordOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'no answer')

/** Who answers there: this hub, by its authority, or somebody else. */
const askAddress = (host: string, port: number, authorityPem: string): Promise<Answer> =>
  new Promise((resolve) => {
    const name = host.replace(/^\[|\]$/gu, '')
    const socket = connect({ host: name, port, ca: authorityPem, timeout: answerWithinMs })
    const end = (answer: Answer): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('secureConnect', () => {
      end({ kind: 'hub' })
    })
    socket.once('timeout', () => {
      end({ kind: 'silent', why: 'no answer' })
    })
    socket.once('error', (error) => {
      const why = wordOf(error)
      const byCertificate = /^(ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|CERT_)/u.test(why)
      end(byCertificate ? { kind: 'other' } : { kind: 'silent', why })
    })
  })

/** [HD1] One name or address that PCs and consoles are told: it leads somewhere, and this hub answers there. */
export const checkAddress = async (hostAndPort: string, authorityPem: string): Promise<HubCheck> => {
  const at = hostAndPort.lastIndexOf(':')
  const host = hostAndPort.slice(0, at).replace(/^\[|\]$/gu, '')
  const found = await Promise.race([
    lookup(host).catch(() => null),
    new Promise<null>((resolve) => {
      setTimeout(resolve, answerWithinMs, null).unref()
    }),
  ])
  if (found === null)
    return bad('address', `${host} leads nowhere from here. Put it into the school's DNS, or start the hub with --address NAME.`)
  const answer = await askAddress(host, Number(hostAndPort.slice(at + 1)), authorityPem)
  if (answer.kind === 'hub') return good('address', `${hostAndPort} answers as this hub`)
  if (answer.kind === 'other')
    return bad('address', `${hostAndPort} is answered by something else than this hub. Look which program or computer has that address.`)
  return bad('address', `${hostAndPort} does not answer (${answer.why}). Look at the firewall of this computer, and whether the hub runs.`)
}

/** Whether a hub could take the port, while none runs. */
export const checkPort = (port: number, bindAddress: string): Promise<HubCheck> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => {
      resolve(
        wordOf(error) === 'EADDRINUSE'
          ? bad('port', `Another program has port ${port}. End it, or start the hub with another port.`)
          : bad('port', `Port ${port} of ${bindAddress} cannot be used (${wordOf(error)}). Choose another one.`),
      )
    })
    server.listen(port, isIPv6(bindAddress) || bindAddress !== '' ? bindAddress : undefined, () => {
      server.close(() => {
        resolve(good('port', `${port} is free for the hub`))
      })
    })
  })

const dayMs = 86_400_000

/** How long a certificate is good for. */
export const checkCertificate = (what: string, pem: string, warnDays: number, now: number): HubCheck => {
  const certificate = new X509Certificate(pem)
  const days = Math.floor((Date.parse(certificate.validTo) - now) / dayMs)
  if (now < Date.parse(certificate.validFrom)) return bad('certificate', `${what} is not valid yet: check the clock of this computer.`)
  if (days < 0) return bad('certificate', `${what} ended ${-days} days ago: check the clock of this computer, then restart the hub.`)
  const words = `${what}: ${days} days left`
  return days < warnDays ? warning('certificate', `${words}. Restart the hub, which makes a new one.`) : good('certificate', words)
}
