import type { Activity } from '#shared/model/activity'
import type { Source } from '#shared/policy/categories'
import type { Sighting } from '#shared/policy/match'
import { searchQueryOf } from './search-query'

export interface Seen {
  readonly sighting: Sighting
  /** The same for what is seen of one stay at one place: a rule speaks once of it, whichever of its texts matched. */
  readonly visit: string
}

/** [BC1, BC4] The texts of what is in front, those that say most of the pupil first; none of a page on the privacy list. */
export function sightingsOf(front: Activity, now: Date): readonly Seen[] {
  const { page, process, application, title } = front
  if (page?.withheld === true) return []
  const pid = process?.pid ?? 0
  const circumstances = {
    application,
    ...(page === null || page.site === '' ? {} : { domain: page.site }),
    localTime: localTimeOf(now),
  }
  const seen = (source: Source, text: string | null, visit: string): Seen[] =>
    text === null || text === '' ? [] : [{ sighting: { ...circumstances, source, text }, visit }]
  const program = seen('application', application, `application ${pid} ${application}`)
  if (page === null) return [...seen('title', title, `title ${pid} ${title}`), ...program]
  const visit = `page ${page.since} ${page.url}`
  return [
    ...seen('search', searchQueryOf(page.url), visit),
    ...seen('page-title', page.title, visit),
    ...(page.site === '' ? [] : seen('url', page.url, visit)),
    ...program,
  ]
}

export const localTimeOf = (now: Date): { readonly day: number; readonly minutes: number } => ({
  day: now.getDay(),
  minutes: now.getHours() * 60 + now.getMinutes(),
})
