import type { RetentionKind } from '#shared/model/retention'
import type { SchoolSettings } from '#shared/model/school-settings'
import type { RetentionEnds } from '../../store/retention'

const dayMs = 24 * 60 * 60_000

/** For how many days each kind is kept. */
export const keptDaysOf = (school: SchoolSettings): Readonly<Record<RetentionKind, number>> => ({
  history: school.usageDays,
  downloads: school.usageDays,
  flags: school.flagDays,
  concerns: school.breachDays,
  'false-positives': school.falsePositiveDays,
  pictures: school.pictureDays,
  incidents: school.incidentDays,
  'pupil-reports': school.breachDays,
})

/** The moments before which each kind is over. */
export const endsOf = (school: SchoolSettings, now: number): RetentionEnds => {
  const days = keptDaysOf(school)
  const before = (kind: RetentionKind): number => now - days[kind] * dayMs
  return {
    history: before('history'),
    downloads: before('downloads'),
    flags: before('flags'),
    concerns: before('concerns'),
    'false-positives': before('false-positives'),
    pictures: before('pictures'),
    incidents: before('incidents'),
    'pupil-reports': before('pupil-reports'),
  }
}
