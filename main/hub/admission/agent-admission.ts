import { agreeVersion, type ProtocolVersion, protocolVersion, versionAdvice } from '#shared/protocol/version'
import { type Refusal, refuse } from '#shared/protocol/refusal'

/** What the hub has heard of one agent connection. */
export type AgentAdmission =
  | { readonly state: 'awaiting-hello' }
  | { readonly state: 'live'; readonly protocol: ProtocolVersion; readonly lastSequence: number }
  | { readonly state: 'closed' }

export type Admitted = { readonly next: AgentAdmission } | { readonly refusal: Refusal }

export const awaitingHello: AgentAdmission = { state: 'awaiting-hello' }
export const closed: AgentAdmission = { state: 'closed' }

/**
 * Whether a fact may be heard now (PR4, PR7, PR8). `protocol` is what the hello names, null for every other fact. The caller keeps `next`.
 */
export const admitFact = (admission: AgentAdmission, event: string, sequence: number, protocol: ProtocolVersion | null): Admitted => {
  switch (admission.state) {
    case 'closed':
      return { refusal: refuse('superseded', 'This connection is being closed.') }
    case 'awaiting-hello': {
      if (event !== 'agent:hello' || protocol === null) return { refusal: refuse('hello-first', 'Say agent:hello before anything else.') }
      const agreed = agreeVersion(protocolVersion, protocol)
      if (agreed === null) return { refusal: refuse('version-unsupported', versionAdvice(protocolVersion, protocol)) }
      return { next: { state: 'live', protocol: agreed, lastSequence: sequence } }
    }
    case 'live':
      if (sequence <= admission.lastSequence) {
        return { refusal: refuse('replayed', `Sequence ${sequence} does not follow ${admission.lastSequence}.`) }
      }
      if (event === 'agent:hello') return { refusal: refuse('replayed', 'A connection says agent:hello once.') }
      return { next: { ...admission, lastSequence: sequence } }
  }
}
