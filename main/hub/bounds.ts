import { limits } from '#shared/protocol/limits'

/** How much the hub lets its peers cost. Defaults fit a school of 1,000 PCs; tests narrow them. */
export interface HubBounds {
  /** Connections on one listener, whatever their state. */
  readonly connections: number
  /** Connections that have not yet said who they are: on one listener in all, and from one address. */
  readonly anonymous: number
  readonly anonymousPerAddress: number
  /** TLS handshakes going on at once; later ones wait without costing a TLS state. */
  readonly handshakes: number
  readonly handshakesPerAddress: number
  readonly handshakeWithinMs: number
  readonly helloWithinMs: number
  /** How often a PC's link is tried, and how long an answer may take before it counts as dead (LK8). */
  readonly pingEveryMs: number
  readonly pingWithinMs: number
  /** Message rates (PR11): the long run, and a burst above it. */
  readonly agentMessagesPerSecond: number
  readonly consoleMessagesPerSecond: number
  readonly messageBurst: number
  /** Tries of `POST /enrol` from one address in one minute. */
  readonly enrolmentsPerMinute: number
  /**
   * Picture bytes per second from all watched PCs together: 5 MB/s (40 Mbit/s) leaves more than half of a 100 Mbit/s school link to
   * everything else.
   */
  readonly pictureBytesPerSecond: number
  /** Changes of a room are gathered this long before a patch goes out: long enough to fold a burst, too short to see. */
  readonly patchEveryMs: number
  /** How often leases past their end, and staff sessions that ran out, are looked for. */
  readonly expireEveryMs: number
  readonly sweepEveryMs: number
  /** How often it is written down how well PCs are watched. */
  readonly coverageEveryMs: number
  /** How often what the school keeps no longer is deleted. */
  readonly purgeEveryMs: number
  /** How often it is looked whether an e-mail is due, and the least time between two: what comes meanwhile goes together. */
  readonly mailEveryMs: number
  readonly mailGapMs: number
  /** How often it is looked whether a backup is due. */
  readonly backupEveryMs: number
  /** [UP6] Builds of the agent: bytes per second to all PCs together, and how many fetch at once. */
  readonly buildBytesPerSecond: number
  readonly buildsAtOnce: number
  /** How long the link of a new build has to hold before its PC takes it for good. */
  readonly buildSteadySeconds: number
}

export const defaultBounds: HubBounds = {
  connections: 4_096,
  anonymous: 1_024,
  anonymousPerAddress: 256,
  handshakes: 128,
  handshakesPerAddress: 32,
  handshakeWithinMs: 5_000,
  helloWithinMs: 10_000,
  pingEveryMs: limits.pingIntervalMs,
  pingWithinMs: limits.pingTimeoutMs,
  agentMessagesPerSecond: 50,
  consoleMessagesPerSecond: 30,
  messageBurst: 120,
  enrolmentsPerMinute: 60,
  pictureBytesPerSecond: 5_000_000,
  patchEveryMs: 12,
  expireEveryMs: 1_000,
  sweepEveryMs: 15_000,
  coverageEveryMs: 60_000,
  purgeEveryMs: 24 * 60 * 60_000,
  mailEveryMs: 2_000,
  mailGapMs: 60_000,
  backupEveryMs: 60_000,
  buildBytesPerSecond: 5_000_000,
  buildsAtOnce: 8,
  buildSteadySeconds: 30,
}
