import type { AuditAction } from '#shared/model/audit'
import type { PupilReportDetail } from '#shared/model/pupil-report'
import { type Failure, fail, ok } from '#shared/outcome'
import type { Answer } from '#shared/protocol/bind'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { ReportAct, ReportRecord } from '../../store/pupil-reports'
import type { Records } from '../../store/store'
import { reportSubject } from '../pupil-reports/pupil-report-desk'
import type { Caller, CallsNamed } from './calls'
import type { CommandParts } from './parts'

type PupilReportCall =
  'pupil-report:count' | 'pupil-report:list' | 'pupil-report:get' | 'pupil-report:open-name' | 'pupil-report:reply' | 'pupil-report:decide'

const unknownReport = (): Failure<RefusalCode> => fail('not-found', 'There is no such report any more.')

/** What an officer does, and how the audit log tells it. */
interface Deed {
  readonly act: Pick<ReportAct, 'kind' | 'words'> | null
  readonly action: AuditAction
  readonly detail: string
}

/** [PU3] Looking at what pupils reported, and answering: for officers alone, and everything is written down. */
export const pupilReportCalls = ({ store, clock, pupilReports: desk }: CommandParts): CallsNamed<PupilReportCall> => {
  /** Does what the report as it stands asks for, then tells officers, and the pupil where there is something to tell. */
  const work = async (
    reportId: string,
    { actor, staff }: Caller,
    deedOn: (report: ReportRecord) => Deed | Failure<RefusalCode>,
  ): Promise<Answer<PupilReportDetail>> => {
    const done = await store.transact(async ({ pupilReports, audit }: Records) => {
      const found = await pupilReports.find(reportId)
      if (found === null) return unknownReport()
      const deed = deedOn(found)
      if ('ok' in deed) return deed
      const { act, action, detail } = deed
      const at = clock.now()
      const subject = reportSubject(found.summary)
      if (act !== null) await pupilReports.act(reportId, { ...act, at, staff: actor })
      await audit.append({ at, action, staff: actor, subject, detail, address: actor.address })
      const after = await pupilReports.find(reportId)
      const shown = await pupilReports.detail(reportId, staff.staffId)
      if (after === null || shown === null) return unknownReport()
      return ok({ shown, after, changed: act !== null, waiting: await pupilReports.waiting() })
    })
    if (!done.ok) return done
    const { shown, after, changed, waiting } = done.value
    if (changed) desk.tell({ isNew: false, report: after.summary, waiting })
    if (changed && !after.summary.guest) desk.tellPupil(after.user)
    return ok(shown)
  }

  return {
    'pupil-report:count': () => store.transact(async ({ pupilReports }) => ok({ waiting: await pupilReports.waiting() })),

    'pupil-report:list': ({ closed, before, limit }, { actor, staff }) =>
      store.transact(async ({ pupilReports, audit }) => {
        const reports = await pupilReports.list({ staffId: staff.staffId, closed, before, limit })
        const detail = `${reports.length} ${closed ? 'closed' : 'open'}`
        const entry = { at: clock.now(), action: 'pupil-report:list' as const, staff: actor, detail, address: actor.address }
        await audit.append({ ...entry, subject: 'reports of pupils' })
        return ok({ reports, waiting: await pupilReports.waiting() })
      }),

    'pupil-report:get': ({ reportId }, caller) =>
      work(reportId, caller, ({ summary }) => ({
        act: summary.state === 'new' ? { kind: 'read', words: '' } : null,
        action: 'pupil-report:view',
        detail: '',
      })),

    'pupil-report:open-name': ({ reportId, reason }, caller) =>
      work(reportId, caller, () => ({ act: { kind: 'open-name', words: reason }, action: 'pupil-report:name', detail: reason })),

    'pupil-report:reply': ({ reportId, text }, caller) =>
      work(reportId, caller, ({ summary }) =>
        summary.guest
          ? fail('not-found', 'It came from a guest account, which names nobody: there is no page a reply could go to.')
          : { act: { kind: 'reply', words: text }, action: 'pupil-report:reply', detail: '' },
      ),

    'pupil-report:decide': ({ reportId, state, note }, caller) =>
      work(reportId, caller, () => ({
        act: { kind: state, words: note },
        action: 'pupil-report:state',
        detail: note === '' ? state : `${state}, with a note`,
      })),
  }
}
