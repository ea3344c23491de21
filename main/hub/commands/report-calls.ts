import { fail, ok } from '#shared/outcome'
import { isQuestion } from '../reports/self-check'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

type ReportCall = 'report:list' | 'report:make' | 'report:fetch' | 'report:set-up' | 'report:self-check' | 'report:answer'

/** Papers about the school's monitoring: made, listed and taken out, each time with a word in the audit log. */
export const reportCalls = ({ store, clock, reports: desk }: CommandParts): CallsNamed<ReportCall> => ({
  'report:list': () =>
    store.transact(async ({ reports, settings }) => {
      const { scheduled, schoolName } = await settings.reports()
      return ok({ reports: await reports.list(), terms: [...desk.terms()], settings: { scheduled, schoolName } })
    }),

  'report:make': ({ kind, term }, { actor }) => desk.make({ kind, term }, actor),

  'report:fetch': ({ reportId }, { actor }) =>
    store.transact(async ({ reports, audit }) => {
      const found = await reports.find(reportId)
      if (found === null) return fail('not-found', 'That report is no longer kept. Make it again.')
      const { kind, term, madeAt } = found.report
      const subject = [kind, term].filter((one) => one !== null).join(' ')
      const detail = `made ${new Date(madeAt).toISOString().slice(0, 16)}`
      await audit.append({ at: clock.now(), action: 'report:fetch', staff: actor, subject, detail, address: actor.address })
      return ok({ pdf: found.pdf })
    }),

  'report:set-up': ({ scheduled, schoolName }, { actor }) =>
    store.transact(async ({ settings, audit }) => {
      const at = clock.now()
      await settings.keepReports({ ...(await settings.reports()), scheduled, schoolName }, at)
      const detail = `termly report ${scheduled ? 'by itself' : 'only on demand'}, school ${schoolName}`
      await audit.append({ at, action: 'report:set-up', staff: actor, subject: 'reports', detail, address: actor.address })
      return ok(null)
    }),

  'report:self-check': () => store.transact(async (records) => ok([...(await desk.selfCheck(records))])),

  'report:answer': ({ questionId, answer }, { actor }) =>
    store.transact(async ({ settings, audit }) => {
      if (!isQuestion(questionId)) return fail('not-found', 'The self-check has no such question.')
      const at = clock.now()
      const kept = await settings.reports()
      await settings.keepReports({ ...kept, answers: { ...kept.answers, [questionId]: answer } }, at)
      await audit.append({ at, action: 'report:answer', staff: actor, subject: questionId, detail: answer, address: actor.address })
      return ok(null)
    }),
})
