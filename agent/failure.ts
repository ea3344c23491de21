import type { Failure } from '#shared/outcome'
import type { PolicyFailure } from './browser/policy/browser-policy'
import type { EnrolCode } from './enrolment/enrol'

/** Why a command of the agent ended without doing what it was asked. */
export type AgentFailure =
  EnrolCode | 'not-enrolled' | 'identity-unreadable' | 'agent-not-running' | 'status-unreadable' | 'platform-unsupported' | PolicyFailure

/**
 * What the shell gets, so that a roll-out script can tell what to do: 1 is a fault of the agent itself, 2 a wrong command line, 3 this PC's set-up,
 * 4 the bundle, 5 the network, 6 a hub that is not the one meant, 7 a refusal by the hub.
 */
function exitCodeOf(code: AgentFailure): number {
  switch (code) {
    case 'not-enrolled':
    case 'identity-unreadable':
    case 'identity-unwritable':
    case 'agent-not-running':
    case 'status-unreadable':
    case 'platform-unsupported':
    case 'not-root':
    case 'not-built':
    case 'not-installed':
    case 'disk':
      return 3
    case 'bundle-unreadable':
    case 'bundle-invalid':
      return 4
    case 'hub-unreachable':
      return 5
    case 'hub-untrusted':
    case 'bad-reply':
      return 6
    default:
      return 7
  }
}

/** Tells the person or script, in one line, and sets the exit code. */
export function endWith({ code, detail }: Failure<AgentFailure>): void {
  process.stderr.write(`classwarden-agent: ${detail} (${code})\n`)
  process.exitCode = exitCodeOf(code)
}
