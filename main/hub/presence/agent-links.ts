import type { Outcome } from '#shared/outcome'
import type { AgentOrders } from '#shared/protocol/agent-hub'
import type { CallFailure } from '#shared/protocol/call'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { EventOf, PayloadIn, Reply } from '#shared/protocol/table'

/** The live connection of one PC whose hello was heard. */
export interface AgentLink {
  readonly deviceId: string
  readonly capabilities: readonly string[]
  /** When anything last came from the PC, an answer to a ping included. */
  heardAt(): number
  order<E extends EventOf<AgentOrders>>(event: E, payload: PayloadIn<AgentOrders, E>): Promise<Outcome<Reply<AgentOrders, E>, CallFailure>>
  /** Says why, then cuts. */
  cut(code: RefusalCode, detail: string): void
}

/** Who is connected: one link per device (LK6). */
export interface AgentLinks {
  get(deviceId: string): AgentLink | null
  /** Takes the new link; the one before is told and cut. */
  take(link: AgentLink): void
  /** Whether this was the device's present link; a superseded one lets go of nothing. */
  release(link: AgentLink): boolean
  all(): Iterable<AgentLink>
}

export const createAgentLinks = (): AgentLinks => {
  const links = new Map<string, AgentLink>()
  return {
    get: (deviceId) => links.get(deviceId) ?? null,
    all: () => links.values(),
    take: (link) => {
      const before = links.get(link.deviceId)
      links.set(link.deviceId, link)
      before?.cut('superseded', 'A newer connection of this device took over.')
    },
    release: (link) => {
      if (links.get(link.deviceId) !== link) return false
      links.delete(link.deviceId)
      return true
    },
  }
}
