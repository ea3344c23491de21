import { percentOf, sumByDay } from '#shared/model/coverage-order'
import { type CoverageReason, coverageReasons } from '#shared/model/coverage-reason'
import type { TamperKind } from '#shared/model/outbox'
import reasonWords from '../../../assets/locales/reasons-en.json'
import type { PdfDocument } from '../documents/pdf-document'
import type { TermFigures } from './term-figures'

const flagWords: Readonly<Record<TamperKind, string>> = {
  'agent-stopped': 'Monitoring was stopped in an orderly way',
  'agent-killed': 'Monitoring ended by force or crashed, and came back',
  'clock-moved': 'A PC’s clock was changed',
  'link-lost': 'A PC lost its link',
  'disk-full': 'A PC’s disk was full',
  'capture-blocked': 'A screen could not be pictured',
  'lock-broken': 'A lock was broken for a moment',
  'history-dropped': 'A part of the history is missing',
  'browser-unwatched': 'A browser ran without its monitoring, and was closed',
  'application-stopped': 'A program was closed by a rule for applications',
  'program-elsewhere': 'A program outside the approved folders was closed',
  'hub-restored': 'Records of a PC went with a hub that was lost',
  'self-test-failed': 'A self-test of a PC did not come through',
  'hardware-missing': 'A PC had less memory or a disk less than before',
}

/** How well the PCs were watched, of the days on which any was heard at all: others are holidays. */
const writeDays = (paper: PdfDocument, coverage: TermFigures['coverage']): void => {
  const days = sumByDay(coverage).filter(({ reporting }) => reporting > 0)
  if (days.length === 0) {
    paper.paragraph('Nothing is written down yet of how well PCs were watched, day by day.')
    return
  }
  const sum = (of: (day: (typeof days)[number]) => number): number => days.reduce((total, day) => total + of(day), 0)
  const heard = percentOf(
    sum(({ reporting }) => reporting),
    sum(({ expected }) => expected),
  )
  const watched = percentOf(
    sum(({ watchedMinutes }) => watchedMinutes),
    sum(({ linkedMinutes }) => linkedMinutes),
  )
  paper.facts([
    ['Days on which PCs were heard', String(days.length)],
    ['PCs heard on such a day', heard === null ? 'not known' : `${heard} % of those expected`],
    ['PCs linked, all together', `${Math.round(sum(({ linkedMinutes }) => linkedMinutes) / 60)} hours`],
    ['Of that time watched', watched === null ? 'not known' : `${watched} %`],
  ])
  const roomDays = (reason: CoverageReason): number => coverage.filter(({ worst }) => worst === reason).length
  const rows = coverageReasons
    .filter((reason) => roomDays(reason) > 0)
    .map((reason) => [reasonWords[reason].what, String(roomDays(reason))])
  if (rows.length === 0) paper.paragraph('On none of these days did anything but being off keep a PC from being watched.')
  else {
    paper.table(
      [
        { title: 'The most urgent thing that kept a PC from being watched', share: 0.8 },
        { title: 'Rooms and days', share: 0.2, align: 'right' },
      ],
      rows,
    )
  }
}

/** What the hub knows of the PCs themselves, and of how well they were watched (CO6). */
export const writeCoverage = (paper: PdfDocument, { pcs, flags, coverage }: TermFigures): void => {
  paper.heading('Coverage, as far as the hub knows')
  paper.paragraph(
    'The hub knows the PCs that were enrolled with it, and those the school’s register expects. It cannot know of a device that is in neither.',
  )
  const share = percentOf(pcs.heardLately, pcs.enrolled)
  paper.facts([
    ['PCs enrolled', String(pcs.enrolled)],
    ['Heard in the last week', `${pcs.heardLately}${share === null ? '' : ` (${share} %)`}`],
    ['Never heard', String(pcs.neverHeard)],
    ['Expected, and never enrolled', String(pcs.neverEnrolled)],
    ['Taken out of use', String(pcs.revoked)],
  ])
  writeDays(paper, coverage)
  const rows = flags.toSorted((left, right) => right.count - left.count).map(({ tamper, count }) => [flagWords[tamper], String(count)])
  if (rows.length === 0) paper.paragraph('No PC told of any trouble with the monitoring itself.')
  else {
    paper.table(
      [
        { title: 'Trouble with the monitoring itself', share: 0.8 },
        { title: 'Times', share: 0.2, align: 'right' },
      ],
      rows,
    )
  }
}
