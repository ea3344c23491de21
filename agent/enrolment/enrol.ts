import { createPrivateKey, X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import { hostname } from 'node:os'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { type EnrolmentAnswer, enrolmentAnswerSchema, type EnrolmentBundle, type EnrolmentRequest } from '#shared/protocol/enrolment'
import { type RefusalCode, refusalSchema } from '#shared/protocol/refusal'
import { fail, ok, type Outcome } from '#shared/outcome'
import { findHubs, mostProofs } from '../announcements/find-hubs'
import { type Identity, saveIdentity } from '../identity/identity'
import { readMachine } from '../identity/machine'
import { checkHubCertificate } from '../link/connection'
import type { BundleCode } from './bundle'
import { makeCertificateRequest } from './certificate-request'
import { fetchAuthority, parseAddress, provesHub } from './hub-authority'

export type EnrolCode = BundleCode | 'hub-unreachable' | 'hub-untrusted' | 'bad-reply' | 'identity-unwritable' | RefusalCode

const answerWithinMs = 15_000
const answered = z.object({ ok: z.literal(true), value: enrolmentAnswerSchema })

/**
 * [EN2, EN3] Joins this PC to the hub of a bundle and keeps its new identity. Tries the addresses in turn; the token goes only over a connection
 * whose chain ends in the bundle's authority. Nothing on disk changes unless everything went well.
 */
export async function enrol(bundle: EnrolmentBundle, dataFolder: string, now: number): Promise<Outcome<Identity, EnrolCode>> {
  const hub = await findHub(bundle)
  if (!hub.ok) return hub
  const { address, authorityPem } = hub.value
  const { keyPem, certificateRequestPem } = await makeCertificateRequest(hostname())
  const answer = await post(address, authorityPem, { token: bundle.token, hostname: hostname().slice(0, 120), certificateRequestPem })
  if (!answer.ok) return answer
  const { deviceId, certificatePem, agentAddresses } = answer.value
  if (!fits(answer.value, authorityPem, keyPem)) {
    return fail('bad-reply', 'The hub answered with a certificate that does not belong to this PC: check the hub, then enrol again.')
  }
  const identity: Identity = {
    format: 'classwarden-identity-1',
    deviceId,
    keyPem,
    certificatePem,
    authorityPem,
    authorityFingerprint: bundle.authorityFingerprint,
    agentAddresses,
    room: bundle.room,
    enrolledAt: now,
    machine: await readMachine(),
  }
  try {
    await saveIdentity(dataFolder, identity)
  } catch (error) {
    return fail(
      'identity-unwritable',
      `The identity could not be written to ${dataFolder} (${messageOf(error)}): check its disk and owner, then enrol again.`,
    )
  }
  return ok(identity)
}

interface HubFound {
  readonly address: string
  readonly authorityPem: string
}

/**
 * The first address where the right hub answers; else the gravest reason: a wrong hub is worse than none. [AN4] Where none of the bundle's addresses is its hub,
 * one that announces itself here and proves to be it.
 */
async function findHub(bundle: EnrolmentBundle): Promise<Outcome<HubFound, 'hub-unreachable' | 'hub-untrusted'>> {
  let failure = fail<'hub-unreachable' | 'hub-untrusted'>('hub-unreachable', 'The bundle names no address of a hub.')
  for (const address of bundle.hubAddresses) {
    const authority = await fetchAuthority(address, bundle.authorityFingerprint)
    if (authority.ok) return ok({ address, authorityPem: authority.value })
    if (failure.code !== 'hub-untrusted') failure = authority
  }
  const heard = await hearHub(bundle.authorityFingerprint)
  return heard === null ? failure : ok(heard)
}

async function hearHub(fingerprint: string): Promise<HubFound | null> {
  const { hubs } = await findHubs()
  const claimed = hubs.filter(({ authorityFingerprint }) => authorityFingerprint === fingerprint).slice(0, mostProofs)
  for (const { address: host, consolePort: port } of claimed) {
    const address = `${host}:${port}`
    const authority = await fetchAuthority(address, fingerprint)
    // Anybody can show the authority's certificate; the hub alone has one of its own from it.
    if (authority.ok && (await provesHub({ host, port, ca: authority.value }))) return { address, authorityPem: authority.value }
  }
  return null
}

async function post(address: string, authorityPem: string, body: EnrolmentRequest): Promise<Outcome<EnrolmentAnswer, EnrolCode>> {
  const target = parseAddress(address)
  if (target === null) return fail('hub-unreachable', `"${address}" is no address of a hub.`)
  const sent = request({
    ...target,
    method: 'POST',
    path: '/enrol',
    headers: { 'Content-Type': 'application/json' },
    ca: authorityPem,
    checkServerIdentity: checkHubCertificate,
    timeout: answerWithinMs,
    agent: false,
  })
  sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerWithinMs / 1_000} s`)))
  try {
    const arrived = new Promise<string>((resolve, reject) => {
      sent.on('response', (response) => {
        text(response).then(resolve, reject)
      })
      sent.on('error', reject)
    })
    sent.end(JSON.stringify(body))
    const reply: unknown = JSON.parse(await arrived)
    const refusal = refusalSchema.safeParse(reply)
    if (refusal.success) return refusal.data
    const value = answered.safeParse(reply)
    return value.success
      ? ok(value.data.value)
      : fail('bad-reply', `${address} does not answer like a hub of this version: update the agent or the hub.`)
  } catch (error) {
    if (error instanceof SyntaxError) return fail('bad-reply', `${address} does not answer like a hub: check the address in the bundle.`)
    return fail('hub-unreachable', `The hub at ${address} gave no answer (${messageOf(error)}): try again.`)
  }
}

/** The certificate is for our key, from the pinned authority, and that is the authority the hub names. */
function fits({ certificatePem, authorityPem: named }: EnrolmentAnswer, authorityPem: string, keyPem: string): boolean {
  try {
    const certificate = new X509Certificate(certificatePem)
    const authority = new X509Certificate(authorityPem)
    return (
      new X509Certificate(named).fingerprint256 === authority.fingerprint256 &&
      certificate.verify(authority.publicKey) &&
      certificate.checkPrivateKey(createPrivateKey(keyPem))
    )
  } catch {
    // OpenSSL throws for text that is no certificate.
    return false
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
