/** Bounds both ends know. The hub enforces them; the agent and the console keep within them. */
export const limits = {
  /** Largest message an agent may send: a picture of a breach with its envelope. */
  agentMessageBytes: 640 * 1024,
  /** Largest message a console may send. */
  consoleMessageBytes: 64 * 1024,
  /** Refused messages after which a connection is dropped. */
  refusalsPerConnection: 10,
  /** Time from TCP accept to a finished hello or sign-in attempt. */
  helloWithinMs: 10_000,
  /** An acknowledgement later than this counts as lost. */
  ackTimeoutMs: 10_000,
  /** How often the hub pings, and how long silence means a dead link. */
  pingIntervalMs: 25_000,
  pingTimeoutMs: 10_000,
} as const
