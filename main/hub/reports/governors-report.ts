import { type BreachState, breachStates } from '#shared/model/breach-review'
import type { LoggedChange } from '#shared/model/policy-change'
import { yearGroupWords } from '#shared/model/pupil-record'
import { termWords } from '#shared/model/school-term'
import { hideSmallNumber, hideSmallNumbers, smallestShown } from '#shared/model/small-numbers'
import { categories } from '#shared/policy/categories'
import { categoryWords } from '#shared/policy/category-words'
import { waits } from '../../store/breach-tallies'
import type { Bar } from '../documents/pdf-bars'
import { type PdfDocument, startDocument } from '../documents/pdf-document'
import { writeCoverage } from './coverage-part'
import type { TermFigures } from './term-figures'

export interface ReportPlace {
  /** Empty where nobody has said it. */
  readonly schoolName: string
  /** IANA name. */
  readonly timeZone: string
  readonly now: number
  /** The packs as people know them, by their ids. */
  readonly packTitle: (target: string) => string
}

const fewWords = `1 to ${smallestShown - 1}`
const hiddenWords = 'not shown'

const waitWords: Readonly<Record<(typeof waits)[number], string>> = {
  hour: 'Within an hour',
  day: 'Within a day',
  'three-days': 'Within three days',
  longer: 'Later',
  undecided: 'Nobody has yet',
}

const stateWords: Readonly<Record<BreachState, string>> = {
  new: 'Nobody has decided yet',
  'under-review': 'Under review',
  'false-positive': 'False positive',
  resolved: 'Resolved',
  escalated: 'Escalated',
}

interface Part {
  readonly label: string
  readonly count: number
}

/** Small counts are hidden, and others that would give them away; where all are too small for that, not even the range is told. */
const barsOf = (parts: readonly Part[]): readonly Bar[] => {
  const { counts, total } = hideSmallNumbers(parts.map(({ count }) => count))
  return parts.map(({ label, count }, at) => {
    const value = counts[at] ?? null
    if (value !== null) return { label, value, shown: String(value) }
    return { label, value, shown: count < smallestShown && total !== null ? fewWords : hiddenWords }
  })
}

const share = (part: number, whole: number): string => (whole === 0 ? '' : ` (${Math.round((part / whole) * 100)} %)`)

const summed = <Key>(figures: TermFigures, keyOf: (tally: TermFigures['tallies'][number]) => Key): ReadonlyMap<Key, number> => {
  const sums = new Map<Key, number>()
  for (const tally of figures.tallies) sums.set(keyOf(tally), (sums.get(keyOf(tally)) ?? 0) + tally.concerns)
  return sums
}

/** What was changed, without the phrases and groups in which a name may stand. */
const changeKindWords = (change: LoggedChange, packTitle: (target: string) => string): string => {
  switch (change.kind) {
    case 'limit':
      if (change.on === null) return `${packTitle(change.target)}: on for everybody again`
      return `${packTitle(change.target)}: ${change.on.length === 0 ? 'switched off' : 'limited to some years, groups or hours'}`
    case 'term':
      return `A phrase of the school’s own (${categoryWords[change.term.category]}, grade ${change.term.grade})`
    case 'remove-term':
      return 'A phrase of the school’s own removed'
    case 'exception':
      return `${packTitle(change.exception.target)}: an exception`
    case 'remove-exception':
      return 'An exception removed'
    case 'act':
      return `${packTitle(change.act.target)}: what a PC does by itself`
    case 'remove-act':
      return `${packTitle(change.target)}: a PC does nothing by itself any more`
    case 'typed-text':
      return change.on ? 'What pupils type is looked at' : 'What pupils type is not looked at'
    case 'second-person':
      return 'When a second person has to approve changes'
    case 'second-person-lists':
      return change.on ? 'Shared web lists wait for a second person' : 'Shared web lists no longer wait for a second person'
    case 'save-list':
      return `A shared list of sites changed: ${change.difference.added.count} added, ${change.difference.removed.count} removed`
    case 'delete-list':
      return 'A shared list of sites deleted'
    case 'save-scene':
      return 'A shared scene for the web changed'
    case 'delete-scene':
      return 'A shared scene for the web deleted'
  }
}

const changeStateWords = { waiting: 'Waits', 'in-force': 'In force', refused: 'Refused', withdrawn: 'Withdrawn' } as const

const writeConcerns = (paper: PdfDocument, figures: TermFigures): void => {
  const total = figures.tallies.reduce((sum, { concerns }) => sum + concerns, 0)
  const byState = summed(figures, ({ state }) => state)
  const states = barsOf(breachStates.map((state) => ({ label: stateWords[state], count: byState.get(state) ?? 0 })))
  // The same as in the chart below: two ways of hiding would tell what either hides.
  const falsePositives = states[breachStates.indexOf('false-positive')] ?? { value: 0, shown: '0' }

  paper.heading('Concerns')
  paper.paragraph(
    'A concern is a moment at which something on a pupil’s screen matched a rule, so that a person looks at it. It is a question, and says nothing about what a child has done. These are counts of concerns, not of children.',
  )
  if (hideSmallNumber(total) === null) {
    paper.facts([['Concerns in all', fewWords]])
    paper.paragraph('So few are not told apart: what they were about could tell of one child.')
    return
  }
  paper.facts([
    ['Concerns in all', String(total)],
    ['Of them false positives', `${falsePositives.shown}${falsePositives.value === null ? '' : share(falsePositives.value, total)}`],
  ])
  if (total === 0) return
  const byCategory = summed(figures, ({ category }) => category)
  paper.bars(
    'By category',
    barsOf(categories.map((category) => ({ label: categoryWords[category], count: byCategory.get(category) ?? 0 }))),
  )
  const byGrade = summed(figures, ({ grade }) => grade)
  const gradeWords = ['1, for the class teacher', '2', '3', '4', '5, cannot wait until tomorrow']
  paper.bars('By grade', barsOf(gradeWords.map((words, at) => ({ label: `Grade ${words}`, count: byGrade.get(at + 1) ?? 0 }))))
  const byYear = summed(figures, ({ yearGroup }) => yearGroup)
  const years = [...byYear.keys()].filter((year) => year !== null).sort((left, right) => left - right)
  paper.bars(
    'By year group',
    barsOf([
      ...years.map((year) => ({ label: yearGroupWords(year), count: byYear.get(year) ?? 0 })),
      { label: 'Year not known', count: byYear.get(null) ?? 0 },
    ]),
  )
  paper.bars('What became of them', states)
  const byWait = summed(figures, ({ waited }) => waited)
  paper.bars('How soon a person decided', barsOf(waits.map((wait) => ({ label: waitWords[wait], count: byWait.get(wait) ?? 0 }))))
  paper.remark(
    `Counts from 1 to ${smallestShown - 1} are not told apart, and some others are left out with them, so that no child can be recognised. Years are those of the roster when the report was made. Self-tests are not counted.`,
  )
}

const writeChanges = (paper: PdfDocument, { changes, done }: TermFigures, { timeZone, packTitle }: ReportPlace): void => {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone })
  paper.heading('Changes to what is looked for')
  if (changes.length === 0) paper.paragraph('Nothing was changed: the rules are as they were.')
  else {
    paper.table(
      [
        { title: 'When', share: 0.18 },
        { title: 'What', share: 0.5 },
        { title: 'State', share: 0.14 },
        { title: 'Second person', share: 0.18 },
      ],
      changes.map(({ proposedAt, change, state, decidedBy, proposedBy }) => [
        day.format(proposedAt),
        changeKindWords(change, packTitle),
        changeStateWords[state],
        decidedBy === null || decidedBy.staffId === proposedBy.staffId ? 'no' : 'yes',
      ]),
    )
  }
  paper.facts([
    ['Changes of the privacy list', String(done.get('privacy:write') ?? 0)],
    ['Lists of sites saved by staff', String(done.get('sites:save') ?? 0)],
    ['Changes of what teachers are shown', String(done.get('breach:share') ?? 0)],
  ])
}

const writeChecks = (paper: PdfDocument, { done, selfTests }: TermFigures): void => {
  const times = (action: Parameters<typeof done.get>[0]): string => String(done.get(action) ?? 0)
  paper.heading('Checks and oversight')
  paper.facts([
    ['Self-tests that came through', String(selfTests)],
    ['Changes tried on the past first', times('policy:replay')],
    ['Tests of the e-mail for grade 5', times('mail:test')],
    ['Reads of the audit log', times('audit:read')],
    ['Looks of the head at who looked at what', times('oversight:view')],
    ['Concerns whose pictures were shown to somebody, with a reason', times('breach:reveal')],
    ['Tries of staff that their role does not allow', times('role:refused')],
  ])
}

/** The termly paper (F10): counts alone, without names and without numbers small enough to name somebody. */
export const governorsReport = async (figures: TermFigures, place: ReportPlace): Promise<Uint8Array<ArrayBuffer>> => {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: place.timeZone })
  const time = `${day.format(figures.from)} to ${day.format(figures.until - 1)}`
  const words = [place.schoolName, termWords(figures.term), figures.isOver ? time : `${time}, so far`]
  const paper = await startDocument({
    title: 'E-safety report for governors',
    subtitle: words.filter((one) => one !== '').join(' · '),
    marking: 'For governors. No names, no small numbers',
    madeAt: place.now,
  })
  writeConcerns(paper, figures)
  writeCoverage(paper, figures)
  writeChanges(paper, figures, place)
  writeChecks(paper, figures)
  paper.heading('For the minutes')
  paper.lines('Questions asked, and what was agreed', 5)
  return paper.finish()
}
