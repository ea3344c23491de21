import type { z } from 'zod'
import type { Flag } from '#shared/model/outbox'
import type { Role } from '#shared/model/staff'
import type { consoleFeeds } from '#shared/protocol/console-hub'

export type SessionEnd = z.infer<(typeof consoleFeeds)['staff:session-ended']['payload']>['why']

export type HandOverNotice = z.infer<(typeof consoleFeeds)['lesson:handed-over']['payload']>

export type BreachNews = z.output<(typeof consoleFeeds)['breach:changed']['payload']>

export type IncidentNews = z.output<(typeof consoleFeeds)['incident:changed']['payload']>
export type PupilReportNews = z.output<(typeof consoleFeeds)['pupil-report:changed']['payload']>

interface Session {
  readonly sessionId: string
  readonly staffId: string
  readonly role: Role
  /** Rooms the account is held to; null for every room. */
  readonly roomIds: readonly string[] | null
}

/** One console connection, as far as the person at it goes. */
export interface ConsoleConnection {
  /** Whose session speaks on it; null while nobody is signed in. */
  session(): Session | null
  /** Tells the console and stops its feeds; the connection stays for signing in again. */
  endSession(why: SessionEnd): void
  /** Tells the person that another took over. */
  handOver(notice: HandOverNotice): void
  sendFlag(flag: Flag): void
  sendBreach(news: BreachNews): void
  sendIncident(news: IncidentNews): void
  sendPupilReport(news: PupilReportNews): void
  /** Tells the console that the first account exists by now. */
  firstRunDone(): void
}

/** Every console connection, so that a session that ends is cut wherever it speaks (ST2). */
export interface ConsoleConnections {
  add(connection: ConsoleConnection): void
  remove(connection: ConsoleConnection): void
  endSession(sessionId: string, why: SessionEnd): void
  /** Every session of the account, but the one excepted. */
  endStaff(staffId: string, why: SessionEnd, exceptSessionId: string | null): void
  endAll(why: SessionEnd): void
  /** Tells every console of this account. */
  handOver(staffId: string, notice: HandOverNotice): void
  /** Tells every console where nobody is signed in. */
  firstRunDone(): void
  /** Tells every console that may see the flag's room. */
  tellFlag(flag: Flag): void
  /** Tells every console whose account passes the test. */
  tellBreach(news: BreachNews, test: (session: Pick<Session, 'role' | 'roomIds'>) => boolean): void
  tellIncident(news: IncidentNews, test: (session: Pick<Session, 'role' | 'roomIds'>) => boolean): void
  /** [PU3] Tells the consoles of officers. */
  tellPupilReport(news: PupilReportNews): void
}

export const createConsoleConnections = (): ConsoleConnections => {
  const connections = new Set<ConsoleConnection>()
  const endWhere = (why: SessionEnd, test: (session: Session) => boolean): void => {
    for (const connection of connections) {
      const session = connection.session()
      if (session !== null && test(session)) connection.endSession(why)
    }
  }
  return {
    add: (connection) => void connections.add(connection),
    remove: (connection) => void connections.delete(connection),
    endSession: (sessionId, why) => {
      endWhere(why, (session) => session.sessionId === sessionId)
    },
    endStaff: (staffId, why, exceptSessionId) => {
      endWhere(why, (session) => session.staffId === staffId && session.sessionId !== exceptSessionId)
    },
    endAll: (why) => {
      endWhere(why, () => true)
    },
    handOver: (staffId, notice) => {
      for (const connection of connections) if (connection.session()?.staffId === staffId) connection.handOver(notice)
    },
    firstRunDone: () => {
      for (const connection of connections) if (connection.session() === null) connection.firstRunDone()
    },
    tellFlag: (flag) => {
      for (const connection of connections) {
        const session = connection.session()
        if (session !== null && session.roomIds?.includes(flag.roomId) !== false) connection.sendFlag(flag)
      }
    },
    tellBreach: (news, test) => {
      for (const connection of connections) {
        const session = connection.session()
        if (session !== null && test(session)) connection.sendBreach(news)
      }
    },
    tellIncident: (news, test) => {
      for (const connection of connections) {
        const session = connection.session()
        if (session !== null && test(session)) connection.sendIncident(news)
      }
    },
    tellPupilReport: (news) => {
      for (const connection of connections) if (connection.session()?.role === 'officer') connection.sendPupilReport(news)
    },
  }
}
