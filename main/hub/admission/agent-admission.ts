import { type Refusal, refuse } from '#shared/protocol/refusal'
import { agreeVersion, type ProtocolVersion, protocolVersion, versionAdvice } from '#shared/protocol/version'

/** What the hub has heard of one agent connection. */
export type AgentAdmission =
  | { readonly state: 'awaiting-hello' }
  | { readonly state: 'live'; readonly protocol: ProtocolVersion; readonly lastSequence: number }
  | { readonly state: 'closed' }

export const awaitingHello: AgentAdmission = { state: 'awaiting-hello' }

export type Step<S extends AgentAdmission = AgentAdmission> =
  { readonly ok: true; readonly next: S } | { readonly ok: false; readonly refusal: Refusal }

const refused = (refusal: Refusal): Step<never> => ({ ok: false, refusal })

/** Whether a fact may be heard now (PR4, PR7); the caller keeps `next`. */
export const admitFact = (admission: AgentAdmission, event: string, sequence: number): Step => {
  switch (admission.state) {
    case 'closed':
      return refused(refuse('superseded', 'This connection is being closed.'))
    case 'awaiting-hello':
      if (event !== 'agent:hello') return refused(refuse('hello-first', 'Say agent:hello before anything else.'))
      return { ok: true, next: admission }
    case 'live':
      if (event === 'agent:hello') return refused(refuse('replayed', 'A connection says agent:hello once.'))
      if (sequence <= admission.lastSequence) {
        return refused(refuse('replayed', `Sequence ${sequence} does not follow ${admission.lastSequence}.`))
      }
      return { ok: true, next: { ...admission, lastSequence: sequence } }
  }
}

/** The connection after an admitted hello (PR8). */
export const greet = (sequence: number, theirs: ProtocolVersion): Step<Extract<AgentAdmission, { state: 'live' }>> => {
  const agreed = agreeVersion(protocolVersion, theirs)
  if (agreed === null) return refused(refuse('version-unsupported', versionAdvice(protocolVersion, theirs)))
  return { ok: true, next: { state: 'live', protocol: agreed, lastSequence: sequence } }
}
