import { keyStageOf } from '#shared/model/agreement'
import type { IncidentDetail } from '#shared/model/incident'
import type { LetterField } from '#shared/model/letter'
import { yearGroupWords } from '#shared/model/pupil-record'
import { categoryWords } from '#shared/policy/category-words'
import type { Records } from '../../store/store'

/** A day as a letter writes it: 22 November 2026. */
export const letterDay = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(at)

const whenOf = ({ earliestAt, latestAt }: IncidentDetail, day: (at: number) => string): string => {
  if (earliestAt === null || latestAt === null) return ''
  const [first, last] = [day(earliestAt), day(latestAt)]
  return first === last ? `on ${first}` : `between ${first} and ${last}`
}

/** What an incident knows of each field; what it does not is left out. Titles and notes stay out of letters: they may name another child. */
export const knownFields = async (
  records: Records,
  incident: IncidentDetail,
  writer: string,
): Promise<Readonly<Partial<Record<LetterField, string>>>> => {
  const { school } = await records.settings.timeouts()
  const day = (at: number): string => letterDay(at, school.timeZone)
  const { displayName, yearGroup, categories, proposal, events } = incident
  const removal = events.findLast(({ deed }) => deed.kind === 'access-removed')
  const removed = removal?.deed.kind === 'access-removed' ? removal.deed : null
  const rules = (await records.agreements.current()).texts.find(({ keyStage }) => keyStage === keyStageOf(yearGroup))
  return {
    school: (await records.settings.reports()).schoolName,
    pupil: displayName ?? '',
    year: yearGroup === null ? '' : yearGroupWords(yearGroup),
    what: categories.map((category) => categoryWords[category].toLowerCase()).join(', '),
    when: whenOf(incident, day),
    route: incident.routeTitle ?? '',
    'removed-from': removal === undefined ? '' : day(removal.at),
    'removed-until': removed === null ? '' : day(removed.until),
    sites: removed === null ? '' : removed.exceptions.join(', '),
    earlier: proposal.repeats === 0 ? '' : proposal.repeats === 1 ? 'once before' : `${proposal.repeats} times before`,
    rules: rules?.title ?? '',
    writer,
  }
}
