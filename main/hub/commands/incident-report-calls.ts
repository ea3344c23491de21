import { mostIncidentReports } from '#shared/model/incident'
import { fail, ok } from '#shared/outcome'
import { workOn } from '../incidents/incident-work'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** [PU6] What a pupil told becomes part of an incident, or is taken out again. Neither its words nor who wrote them come along. */
export const incidentReportCalls = (parts: CommandParts): CallsNamed<'incident:link-report' | 'incident:unlink-report'> => ({
  'incident:link-report': ({ incidentId, reportId }, caller) =>
    workOn(parts, { incidentId, action: 'incident:link-report' }, caller, async (records, incident, doer) => {
      const report = await records.pupilReports.find(reportId)
      if (report === null) return fail('not-found', 'There is no such report any more.')
      const { reportNumber } = report.summary
      const detail = `report ${reportNumber}`
      const held = await records.incidentReports.incidentOf(reportId)
      if (held?.incidentId === incidentId) return ok({ detail, moved: [] })
      if (held !== null) return fail('in-use', `It belongs to incident ${held.incidentNumber}. Take it out there first.`)
      const own = await records.incidentReports.ofIncident(incidentId, mostIncidentReports)
      if (own.length >= mostIncidentReports) return fail('in-use', `An incident has ${mostIncidentReports} reports of pupils at most.`)
      await records.incidentReports.link(incidentId, reportId, doer.at)
      await records.incidents.events.add(incidentId, { kind: 'report-linked', reportNumber }, doer)
      const closed = incident.state === 'resolved' || incident.state === 'false-positive'
      return ok({ detail, moved: closed ? await records.incidents.decide(incident, 'under-review', '', doer) : [] })
    }),

  'incident:unlink-report': ({ incidentId, reportId }, caller) =>
    workOn(parts, { incidentId, action: 'incident:unlink-report' }, caller, async (records, _incident, doer) => {
      const own = await records.incidentReports.ofIncident(incidentId, mostIncidentReports)
      const report = own.find((one) => one.reportId === reportId)
      if (report === undefined) return fail('not-found', 'The incident has no such report any more.')
      const { reportNumber } = report
      await records.incidentReports.unlink(reportId)
      await records.incidents.events.add(incidentId, { kind: 'report-unlinked', reportNumber }, doer)
      return ok({ detail: `report ${reportNumber}`, moved: [] })
    }),
})
