import type { IncidentSummary } from '#shared/model/incident'
import { gapsIn, type LetterWords } from '#shared/model/letter'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { Records } from '../../store/store'
import { otherNames } from './other-names'

const listed = (words: readonly string[]): string => words.slice(0, 5).join(', ')

/**
 * Whether a letter may leave: nothing is left to fill in, and it names no other child as far as the roster and the incident tell. `notNames`: single
 * words somebody has read and says mean no child; full names and accounts are never let through.
 */
export const checkLetter = async (
  records: Records,
  { incidentId, person, displayName }: IncidentSummary,
  { addressee, title, text }: LetterWords,
  notNames: readonly string[],
): Promise<Outcome<null, RefusalCode>> => {
  const whole = [addressee, title, text].join('\n')
  const gaps = gapsIn(whole)
  if (gaps.length > 0) return fail('letter-unfinished', `Still to be filled in: ${listed(gaps)}.`)
  const near = (await records.breaches.ofIncident(incidentId)).flatMap(({ user }) => (user === null ? [] : [user]))
  const own = { userName: person ?? '', displayName: displayName ?? '' }
  const { certain, doubtful } = otherNames(whole, { own, near, pupils: await records.pupils.list() })
  if (certain.length > 0) return fail('names-another', `A letter names no other child. Take out: ${listed(certain)}.`)
  const allowed = new Set(notNames.map((word) => word.trim().toLowerCase()))
  const left = doubtful.filter((word) => !allowed.has(word))
  if (left.length === 0) return ok(null)
  return fail('names-another', `Another pupil of this incident is called so: ${listed(left)}. Take it out, or say that it is no name.`)
}
