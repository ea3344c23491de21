import type { Clock } from '#shared/clock'
import type { Tamper } from '#shared/model/outbox'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'

/** How a connection ended that nobody ended in an orderly way. `closed`: by the PC's system, so the PC and its network are there. */
export type SuddenEnd = 'closed' | 'timed-out'

/** What Socket.IO says of an end without a word; null for the ends either side chose. */
export const suddenEnd = (reason: string): SuddenEnd | null => {
  if (reason === 'transport close' || reason === 'transport error') return 'closed'
  return reason === 'ping timeout' ? 'timed-out' : null
}

/** Raises flags of PCs that fall silent without a word while others of their room are there (OB4). */
export interface SilenceWatch {
  fell(deviceId: string, how: SuddenEnd): void
  /** The device is back: what was still to be found out about its silence is told with its end. */
  back(deviceId: string): void
  stop(): void
}

export interface SilenceWatchParts {
  readonly roster: Roster
  readonly links: AgentLinks
  readonly clock: Clock
  /** Within this time every live PC has answered a ping. */
  readonly everybodyHeardMs: number
  /** A PC that answers no ping was last heard this long before that shows. */
  readonly pingWithinMs: number
  readonly raise: (deviceId: string, fact: Tamper) => void
}

const lookEveryMs = 1_000

export const createSilenceWatch = (parts: SilenceWatchParts): SilenceWatch => {
  const { roster, links, clock, everybodyHeardMs, pingWithinMs, raise } = parts
  const waiting = new Map<string, { readonly at: number; backAt: number | null }>()
  let timer: NodeJS.Timeout | null = null

  /** Others of the room whose last word came after `since`. */
  const othersHeard = (deviceId: string, since: number): number => {
    const roomId = roster.get(deviceId)?.roomId
    if (roomId === undefined) return 0
    return roster.inRoom(roomId).filter((other) => other.deviceId !== deviceId && (links.get(other.deviceId)?.heardAt() ?? 0) >= since)
      .length
  }
  const words = (others: number): string =>
    `${others} other ${others === 1 ? 'PC' : 'PCs'} of the room ${others === 1 ? 'was' : 'were'} there.`

  /** A dead switch silences the whole room: only a PC heard after this one fell silent shows that it is this one's own link. */
  const look = (): void => {
    for (const [deviceId, { at, backAt }] of waiting) {
      const others = othersHeard(deviceId, at - pingWithinMs + 1)
      if (others > 0) {
        const detail = `The link was lost while ${words(others)}`
        raise(deviceId, { kind: 'tamper', tamper: 'link-lost', from: at, until: backAt, detail })
      }
      if (others > 0 || clock.now() - at > everybodyHeardMs) waiting.delete(deviceId)
    }
    if (waiting.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }

  return {
    fell: (deviceId, how) => {
      const at = clock.now()
      if (how === 'closed') {
        const others = othersHeard(deviceId, 0)
        if (others === 0) return
        const detail = `The agent ended without a word while ${words(others)}`
        raise(deviceId, { kind: 'tamper', tamper: 'agent-killed', from: at, until: null, detail })
        return
      }
      waiting.set(deviceId, { at, backAt: null })
      timer ??= setInterval(look, lookEveryMs)
      look()
    },
    back: (deviceId) => {
      const silence = waiting.get(deviceId)
      if (silence !== undefined) silence.backAt ??= clock.now()
    },
    stop: () => {
      if (timer !== null) clearInterval(timer)
      timer = null
      waiting.clear()
    },
  }
}
