import { mostToldReports, type PupilReportSummary } from '#shared/model/pupil-report'
import { samePupil } from '#shared/model/internet'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { ConsoleConnections } from '../admission/console-connections'
import type { Log } from '../log'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'
import { followSignedIn } from '../presence/signed-in'

/** As the audit log names it. */
export const reportSubject = ({ reportNumber }: Pick<PupilReportSummary, 'reportNumber'>): string => `report ${reportNumber}`

/** A report that is new, or has changed, without a name that is sealed; and how many wait now. */
export interface ReportNews {
  readonly isNew: boolean
  readonly report: PupilReportSummary
  readonly waiting: number
}

/** Tells officers of what pupils reported, and pupils of what came of it. */
export interface PupilReportDesk {
  tell(news: ReportNews): void
  /** [PU5] To every PC at which this account is signed in. */
  tellPupil(userName: string): void
}

interface PupilReportDeskParts {
  readonly store: Store
  readonly roster: Roster
  readonly links: AgentLinks
  readonly connections: ConsoleConnections
  readonly log: Log
}

export const createPupilReportDesk = ({ store, roster, links, connections, log }: PupilReportDeskParts): PupilReportDesk => {
  const tellPc = async (deviceId: string, userName: string, evenNothing: boolean): Promise<void> => {
    const link = links.get(deviceId)
    if (link?.capabilities.includes('pupil-report') !== true) return
    const told = await store.transact(async ({ pupilReports }) => ok(await pupilReports.told(userName, mostToldReports)))
    if (!told.ok) log.warn('pupil-report-not-told', { deviceId, code: told.code })
    else if (told.value.length > 0 || evenNothing) {
      const answer = await link.order('pupil-report:told', { userName, reports: told.value })
      if (!answer.ok) log.warn('pupil-report-not-told', { deviceId, code: answer.code })
    }
  }
  const tellSoon = (deviceId: string, userName: string, evenNothing: boolean): void => {
    tellPc(deviceId, userName, evenNothing).catch((error: unknown) => {
      log.error('pupil-report-not-told', error, { deviceId })
    })
  }

  followSignedIn(roster, ({ deviceId }, { name, guest }) => {
    if (!guest) tellSoon(deviceId, name, false)
  })

  return {
    tell: (news) => {
      connections.tellPupilReport(news)
    },
    tellPupil: (userName) => {
      for (const { deviceId, user, presence } of roster.all()) {
        if (presence.state === 'live' && user?.guest === false && samePupil(user.name, userName)) tellSoon(deviceId, userName, true)
      }
    },
  }
}
