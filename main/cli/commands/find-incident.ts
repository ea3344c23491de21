import type { IncidentSummary } from '#shared/model/incident'
import { fail, ok } from '#shared/outcome'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'

/** The incident of this number: staff say numbers, the protocol ids. */
export const findIncident = async (link: HubLink, incidentNumber: number): Promise<CliOutcome<IncidentSummary>> => {
  const listed = await link.ask('incident:list', { before: incidentNumber + 1, limit: 1 })
  if (!listed.ok) return listed
  const [found] = listed.value.incidents
  if (found?.incidentNumber === incidentNumber) return ok(found)
  return fail('not-found', `There is no incident ${incidentNumber}, or it is not for your account.`)
}
