import type { BreachState } from '#shared/model/breach-review'
import type { IncidentSummary } from '#shared/model/incident'
import type { ConsoleConnections } from '../admission/console-connections'

/** An incident that is new (`was` null) or has changed. */
export interface IncidentChange {
  readonly was: BreachState | null
  readonly incident: IncidentSummary
  /** Rooms of its concerns. */
  readonly roomIds: readonly string[]
}

/** Tells consoles of incidents. */
export interface IncidentDesk {
  /** Tells every officer and head whose rooms hold all of its concerns. */
  tell(change: IncidentChange): void
}

export const createIncidentDesk = (connections: ConsoleConnections): IncidentDesk => ({
  tell: ({ was, incident, roomIds }) => {
    connections.tellIncident(
      { was, incident },
      (session) =>
        (session.role === 'officer' || session.role === 'head') &&
        (session.roomIds === null || roomIds.every((roomId) => session.roomIds?.includes(roomId))),
    )
  },
})
