import type { SelfCheckItem } from '#shared/model/report'
import { startDocument } from '../documents/pdf-document'
import type { ReportPlace } from './governors-report'

/** The filled sheet: what is measured beside what the school says, and lines where it has said nothing yet. */
export const selfCheckReport = async (
  items: readonly SelfCheckItem[],
  { schoolName, timeZone, now }: ReportPlace,
): Promise<Uint8Array<ArrayBuffer>> => {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(now)
  const paper = await startDocument({
    title: 'Self-check of monitoring',
    subtitle: [schoolName, `as of ${day}`].filter((one) => one !== '').join(' · '),
    marking: 'For the school and its governors',
    madeAt: now,
  })
  paper.paragraph(
    'By the questions of the UK Safer Internet Centre, Appropriate Monitoring for Schools. What the hub has measured is filled in; the rest only people can say. A “no” here is meant to be read.',
  )
  for (const section of new Set(items.map((item) => item.section))) {
    const ofSection = items.filter((item) => item.section === section)
    const measured = ofSection.filter((item) => item.measured !== null)
    paper.heading(section)
    if (measured.length > 0) {
      paper.table(
        [
          { title: 'Question', share: 0.32 },
          { title: 'What the hub has measured', share: 0.4 },
          { title: 'What the school says', share: 0.28 },
        ],
        measured.map(({ question, measured: words, answer }) => [question, words ?? '', answer]),
      )
    }
    for (const { question, answer } of ofSection.filter((item) => item.measured === null)) {
      if (answer === '') paper.lines(question, 2)
      else {
        paper.subheading(question)
        paper.paragraph(answer)
      }
    }
  }
  paper.heading('Signed')
  paper.lines('Safeguarding lead, date', 1)
  paper.lines('Governor responsible, date', 1)
  return paper.finish()
}
