import { type RefusalCode, refusalSchema } from '#shared/protocol/refusal'
import { fail, type Failure } from '#shared/outcome'

/** Why there is no link, as far as this side can tell; a hub that answers gives its own reason. */
export type LinkCode =
  | 'name-unknown'
  | 'unreachable'
  | 'nobody-listens'
  | 'hub-untrusted'
  | 'certificate-refused'
  | 'not-a-hub'
  | 'no-answer'
  | 'lost'
  | 'bad-reply'
  | RefusalCode
export type LinkTrouble = Failure<LinkCode>

/** The other side's own certificate does not chain to the pinned authority, is out of its dates, or is not one for a server. */
const untrusted = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const reasons: Readonly<Record<string, (address: string) => LinkTrouble>> = {
  ENOTFOUND: (address) => fail('name-unknown', `The name in ${address} cannot be resolved: check the PC's DNS and the hub's address.`),
  EAI_AGAIN: (address) => fail('name-unknown', `The name in ${address} cannot be resolved now: check the PC's network and DNS.`),
  ECONNREFUSED: (address) => fail('nobody-listens', `Nothing listens at ${address}: check that the hub runs and its port.`),
  CERT_NOT_YET_VALID: (address) =>
    fail('hub-untrusted', `The certificate of ${address} is not valid yet: check the clocks of this PC and of the hub.`),
  CERT_HAS_EXPIRED: (address) =>
    fail('hub-untrusted', `The certificate of ${address} has expired: check this PC's clock, or restart the hub to renew it.`),
}

/** Reads what Node, OpenSSL, ws or Socket.IO gave as the reason a connection failed. */
export function troubleFrom(error: unknown, address: string): LinkTrouble {
  const links = errorChain(error)
  for (const link of links) {
    const refusal = 'data' in link ? refusalSchema.safeParse(link.data) : null
    if (refusal?.success === true) return refusal.data
    const code = 'code' in link && typeof link.code === 'string' ? link.code : ''
    const known = reasons[code]
    if (known !== undefined) return known(address)
    if (untrusted.has(code)) {
      return fail(
        'hub-untrusted',
        `The hub at ${address} is not the one this PC was enrolled with. Nothing was sent to it. Enrol again if the hub was replaced.`,
      )
    }
    if (code.startsWith('ERR_SSL_') && code.includes('ALERT')) {
      return fail('certificate-refused', `The hub at ${address} does not accept this PC's certificate: enrol this PC again.`)
    }
    if (link.message.startsWith('Unexpected server response'))
      return fail('not-a-hub', `What answers at ${address} is not a hub for agents: check the port.`)
  }
  return fail(
    'unreachable',
    `${address} cannot be reached (${links.at(-1)?.message ?? 'no reason given'}): check the network and firewalls.`,
  )
}

/** The error and what caused it: Socket.IO wraps ws's event in `description`, which holds the error. */
function errorChain(error: unknown): Error[] {
  const chain: Error[] = []
  let next = error
  while (next instanceof Error && chain.length < 5) {
    chain.push(next)
    next = causeOf(next)
  }
  return chain
}

const causeOf = (error: Error): unknown => {
  if ('description' in error) {
    const { description } = error
    return typeof description === 'object' && description !== null && 'error' in description ? description.error : description
  }
  return 'context' in error ? error.context : error.cause
}
