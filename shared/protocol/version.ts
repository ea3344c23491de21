import { z } from 'zod'

export const protocolVersionSchema = z.object({
  /** Another major cannot be spoken. */
  major: z.number().int().min(1).max(999),
  /** A higher minor only adds; the lower of the two is spoken. */
  minor: z.number().int().min(0).max(999),
})
export type ProtocolVersion = z.infer<typeof protocolVersionSchema>

export const protocolVersion: ProtocolVersion = { major: 1, minor: 4 }

/** What a PC can do. An agent names its own; the hub asks nothing that was not named. */
export const capabilities = [
  'foreground',
  'user',
  'idle',
  'monitors',
  'thumbnail',
  'lock',
  'blank',
  'message',
  'outbox',
  'power',
  'browser',
  'timeouts',
  'internet',
  'tabs',
  'privacy',
  'scenes',
  'policy',
  'kept-for',
  'staff-gate',
  'lesson-end',
  'agreement',
  'pupil-report',
  'application',
  'health',
  'self-test',
  'wake',
  'inventory',
  'update',
] as const
export type Capability = (typeof capabilities)[number]
/** Names a later agent may add are kept as text, so that an older hub does not refuse it. */
export const capabilitySchema = z.string().max(40)

/** The version two sides speak, or null when their majors differ. */
export const agreeVersion = (mine: ProtocolVersion, theirs: ProtocolVersion): ProtocolVersion | null =>
  mine.major === theirs.major ? { major: mine.major, minor: Math.min(mine.minor, theirs.minor) } : null

/** Says which side to update when no version can be agreed. */
export const versionAdvice = (hub: ProtocolVersion, agent: ProtocolVersion): string =>
  agent.major < hub.major
    ? `The agent speaks protocol ${agent.major}, this hub ${hub.major}: update the agent on this PC.`
    : `The agent speaks protocol ${agent.major}, this hub ${hub.major}: update the hub.`
