import type { SelfTest } from '#shared/model/self-test'
import { startDocument } from '../documents/pdf-document'
import { faultWords } from './fault-words'

interface RecordPlace {
  readonly schoolName: string
  readonly timeZone: string
  readonly now: number
  readonly from: number
  readonly until: number
}

const resultWords: Readonly<Record<SelfTest['result'], string>> = { passed: 'Passed', failed: 'Failed', 'not-run': 'Not tested' }

/** How long all of its stages took, the PC's first and the hub's after them, in seconds. */
const tookWords = ({ stages }: SelfTest): string => {
  const longest = (names: readonly string[]): number =>
    Math.max(0, ...stages.filter(({ stage }) => names.includes(stage)).map(({ afterMs }) => afterMs))
  const allMs = longest(['window', 'sensor', 'policy', 'snapshot', 'browser']) + longest(['concern', 'picture', 'inbox'])
  return stages.length === 0 ? '' : `${(allMs / 1_000).toFixed(1)} s`
}

/** The dated record of checks that the DfE's standards for filtering and monitoring ask for. */
export const checkRecord = async (tests: readonly SelfTest[], place: RecordPlace): Promise<Uint8Array<ArrayBuffer>> => {
  const { schoolName, timeZone, now } = place
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone })
  const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'short', timeZone })
  const time = `${day.format(place.from)} to ${day.format(place.until - 1)}`
  const paper = await startDocument({
    title: 'Record of monitoring checks',
    subtitle: [schoolName, time].filter((one) => one !== '').join(' · '),
    marking: 'For the school and its governors. PCs only, no pupils',
    madeAt: now,
  })
  const count = (result: SelfTest['result']): string => String(tests.filter((test) => test.result === result).length)
  paper.facts([
    ['Checks that came through', count('passed')],
    ['Checks that failed', count('failed')],
    ['PCs that could not be tested', count('not-run')],
  ])
  paper.paragraph(
    'Each check shows a synthetic phrase on the PC and follows it through the sensor, the policies, the picture, the hub and the inbox of the e-safety officer.',
  )
  if (tests.length === 0) paper.paragraph('No check was made in this time.')
  else {
    paper.table(
      [
        { title: 'When', share: 0.15 },
        { title: 'PC', share: 0.2 },
        { title: 'By', share: 0.15 },
        { title: 'Result', share: 0.12 },
        { title: 'Took', share: 0.08 },
        { title: 'What was wrong', share: 0.3 },
      ],
      tests.map((test) => [
        moment.format(test.endedAt),
        `${test.deviceName}, ${test.roomName}`,
        test.scheduled ? `Schedule (${test.owner.displayName})` : test.owner.displayName,
        resultWords[test.result],
        tookWords(test),
        faultWords(test),
      ]),
    )
  }
  paper.lines('Seen by, date', 1)
  return paper.finish()
}
