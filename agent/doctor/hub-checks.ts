import { lookup } from 'node:dns/promises'
import { request } from 'node:https'
import { connect } from 'node:net'
import type { Clock } from '#shared/clock'
import { clockToleranceMs } from '#shared/model/coverage-reason'
import { parseAddress } from '../enrolment/hub-authority'
import type { Identity } from '../identity/identity'
import { checkHubCertificate } from '../link/connection'
import { troubleFrom } from '../link/link-trouble'
import { describeOthers } from '../announcements/found-hub'
import { bad, type Finding, good, skipped } from './finding'

const answerWithinMs = 5_000

/** The hub from this PC outwards, address by address: name, port, TLS both ways, clock. Says no hello, so a running agent keeps its link. */
export async function examineHub(identity: Identity, clock: Clock): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const address of identity.agentAddresses) findings.push(...(await examineAddress(address, identity, clock)))
  const reached = findings.some(({ check, state }) => check.startsWith('TLS ') && state === 'good')
  return reached ? findings : [...findings, await examineAnnouncement(identity)]
}

/** [AN5] A hub that no address reaches may have another one now, and say so. */
async function examineAnnouncement(identity: Identity): Promise<Finding> {
  const { findPinnedHub } = await import('../announcements/find-hubs')
  const check = 'hub on this network'
  const found = await findPinnedHub(identity)
  const others = describeOthers(found)
  const detail =
    found.addresses.length > 0
      ? `it announces itself at ${found.addresses.join(', ')}, and proved to be the pinned one: a running agent goes there by itself.`
      : 'it is not heard here either: is it on, on this network, and allowed to announce itself (Settings)?'
  const told = others === null ? detail : `${detail} ${others}`
  return { check, state: found.addresses.length > 0 ? 'good' : 'skipped', detail: told }
}

async function examineAddress(address: string, identity: Identity, clock: Clock): Promise<Finding[]> {
  const target = parseAddress(address)
  if (target === null) return [bad('hub address', `"${address}" is no address: enrol again.`)]
  const [name, port, tls, time] = [`name ${target.host}`, `port ${address}`, `TLS ${address}`, 'clock']
  const resolved = await lookup(target.host).catch(() => null)
  if (resolved === null) {
    return [bad(name, "it cannot be resolved: check this PC's DNS."), skipped(port, name), skipped(tls, name), skipped(time, name)]
  }
  const connected = await reach(resolved.address, target.port)
  if (connected !== null) {
    const why = `it cannot be reached (${connected}): check the network, the firewalls, and that the hub runs.`
    return [good(name, resolved.address), bad(port, why), skipped(tls, port), skipped(time, port)]
  }
  const before = [good(name, resolved.address), good(port, 'it can be reached')]
  try {
    const hubNow = await askTime(target, identity)
    const hub = good(tls, 'it is the pinned hub, and it accepts this PC’s certificate')
    return [...before, hub, compareClocks(time, hubNow, clock.now())]
  } catch (error) {
    return [...before, bad(tls, troubleFrom(error, address).detail), skipped(time, tls)]
  }
}

/** Why a TCP connection fails; null when it succeeds. */
function reach(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: answerWithinMs })
    const finish = (why: string | null): void => {
      socket.destroy()
      resolve(why)
    }
    socket.once('connect', () => {
      finish(null)
    })
    socket.once('timeout', () => {
      finish('no answer')
    })
    socket.once('error', (error) => {
      finish(error.message)
    })
  })
}

/** The hub's clock as its answer's Date field (RFC 9110, 6.6.1) has it, whatever else it answers; null without one. Throws what TLS and the network throw. */
function askTime(target: { readonly host: string; readonly port: number }, identity: Identity): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const asked = request({
      ...target,
      path: '/',
      ca: identity.authorityPem,
      cert: identity.certificatePem,
      key: identity.keyPem,
      checkServerIdentity: checkHubCertificate,
      timeout: answerWithinMs,
      agent: false,
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    asked.once('error', reject)
    asked.once('response', (response) => {
      response.resume()
      asked.destroy()
      const { date } = response.headers
      resolve(date === undefined ? null : Date.parse(date))
    })
    asked.end()
  })
}

function compareClocks(check: string, hubNow: number | null, now: number): Finding {
  if (hubNow === null) return good(check, 'the hub did not tell its time')
  const offMs = now - hubNow
  if (Math.abs(offMs) <= clockToleranceMs) return good(check, 'it agrees with the hub')
  return bad(
    check,
    `it is ${Math.round(Math.abs(offMs) / 1_000)} s ${offMs > 0 ? 'ahead of' : 'behind'} the hub: set this PC's clock, best by NTP.`,
  )
}
