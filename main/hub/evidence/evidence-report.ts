import type { DocumentPicture, PdfDocument } from '../documents/pdf-document'
import { startDocument } from '../documents/pdf-document'
import { letterName, momentWords } from './evidence-tables'
import type { Gathered, GatheredConcern, GatheredLetter } from './gathered'

export interface ReportAbout {
  readonly packId: string
  readonly hubName: string
  /** SHA-256 of the hub's authority. */
  readonly hub: string
  readonly madeAt: number
  readonly madeBy: string
  readonly reason: string
}

/** A picture that is handed out, under its name in the archive. */
export interface HandedPicture {
  readonly breachId: string
  readonly name: string
  readonly part: string
  readonly takenAt: number
  readonly width: number
  readonly height: number
  readonly jpeg: Uint8Array
  readonly sha256: string
  /** Of the picture as the PC sent it, in the chain. */
  readonly recordSha256: string
}

const mostRows = 200

const partWords: Readonly<Record<string, string>> = { before: 'Before the match', match: 'At the match', after: 'After the match' }

const pictureOf = ({ name, part, takenAt, jpeg, width, height, sha256 }: HandedPicture): DocumentPicture => ({
  ...{ jpeg, width, height },
  caption: `${partWords[part] ?? part}, ${momentWords(takenAt)}. ${name}, SHA-256 ${sha256}`,
})

const factsOf = ({ breach, fact, decisions, sealed }: GatheredConcern): (readonly [string, string])[] => [
  [
    'When',
    breach.count > 1
      ? `${momentWords(breach.takenAt)}, ${breach.count} times until ${momentWords(breach.lastAt)}`
      : momentWords(breach.takenAt),
  ],
  ['Told to the hub', momentWords(breach.receivedAt)],
  ['PC', breach.deviceName],
  ['Account', breach.user ?? 'nobody was signed in'],
  ['Matched', `${fact.match.before}[${fact.match.text}]${fact.match.after}`],
  ['Where it stood', `${fact.source}; in front: ${fact.inFront}`],
  ['Window', fact.window === null ? '' : `${fact.window.application}: ${fact.window.title}`],
  ['Address', fact.url ?? ''],
  ['Rule', `${fact.rule.id}, version ${fact.rule.version}: ${fact.why}`],
  ['State', breach.state],
  ...decisions.map(({ at, by, to, note }) => ['Decision', `${momentWords(at)} ${by}: ${to}${note === '' ? '' : `. ${note}`}`] as const),
  ...(sealed === 0 ? [] : [['Pictures not in here', `${sealed} sealed away: they are shown, copied and handed out to nobody`] as const]),
]

const factOf = ({ letterNumber, title, issuedAt, issuedBy, approvedBy, pdf, pdfSha256 }: GatheredLetter): readonly [string, string] => [
  `Letter ${letterNumber}: ${title}`,
  [
    `${momentWords(issuedAt)} by ${issuedBy}${approvedBy === null ? '' : `, approved by ${approvedBy}`}.`,
    pdf === null ? 'Not in here: the file kept is not the one that went out.' : `${letterName(letterNumber)}, SHA-256 ${pdfSha256}`,
  ].join(' '),
]

/** What pupils told of it, word for word; names that were to stay closed stay closed. */
const writeReports = (page: PdfDocument, { reports, reportsLeftOut }: Gathered): void => {
  if (reports.length + reportsLeftOut === 0) return
  page.heading(`Told by pupils (${reports.length + reportsLeftOut})`)
  for (const { reportNumber, at, about, user, guest, deviceName, text, replyList } of reports) {
    page.subheading(`Report ${reportNumber}: about ${about === 'self' ? 'themselves' : 'somebody else'}`)
    page.facts([
      ['When', momentWords(at)],
      [
        'Who wrote it',
        user === null ? 'asked that the name stay closed; the school can say more' : `${user}${guest ? ', a guest account' : ''}`,
      ],
      ...(deviceName === null ? [] : [['PC', deviceName] as const]),
    ])
    page.paragraph(text)
    if (replyList.length > 0) page.facts(replyList.map((reply) => [`Reply, ${momentWords(reply.at)}, ${reply.by}`, reply.text]))
  }
  if (reportsLeftOut > 0)
    page.paragraph(`${reportsLeftOut} not in here: what pupils tell is for e-safety officers, who can make a pack with it.`)
}

/** The pack to be read and printed; the other files hold the same for machines. */
export const evidenceReport = async (
  gathered: Gathered,
  pictures: readonly HandedPicture[],
  { packId, hubName, hub, madeAt, madeBy, reason }: ReportAbout,
): Promise<Uint8Array> => {
  const { incident, concerns, letters, history, custody, chain } = gathered
  const page = await startDocument({
    title: `Evidence: incident ${incident.incidentNumber}`,
    subtitle: `Made on ${momentWords(madeAt)} by ${madeBy} at ${hubName}. All times are UTC.`,
    marking: incident.personKind === 'pupil' ? 'Confidential: about a child' : 'Confidential: about a member of staff',
    madeAt,
  })
  const person = [incident.displayName ?? '', incident.person ?? ''].filter((words) => words !== '').join(', account ')
  page.paragraph(
    'A concern is a match of a rule on a school PC. It says what stood on the screen, not what anybody meant, and it is no finding against anybody.',
  )
  page.facts([
    ['Incident', `${incident.incidentNumber}: ${incident.title}`],
    ['About', person === '' ? 'not known' : person],
    ['State', incident.state],
    ['Opened', `${momentWords(incident.openedAt)} by ${incident.openedBy}`],
    ['Handed out because', reason],
    ['Pack', packId],
    ['Hub (SHA-256 of its authority)', hub],
    ['Chain of records', `${chain.links} links, newest ${chain.hash}`],
  ])
  page.heading(`Concerns (${concerns.length})`)
  for (const concern of concerns) {
    const { breachId, breachNumber, category, grade } = concern.breach
    page.subheading(`Concern ${breachNumber}: ${category}, grade ${grade} of 5`)
    page.facts(factsOf(concern).filter(([, value]) => value !== ''))
    for (const picture of pictures) if (picture.breachId === breachId) page.picture(pictureOf(picture))
  }
  writeReports(page, gathered)
  if (letters.length > 0) {
    page.heading(`Letters to parents (${letters.length})`)
    page.facts(letters.map(factOf))
  }
  page.heading('What was open around it')
  if (history.length === 0) page.paragraph('The hub keeps no history of that time.')
  else
    page.table(
      [
        { title: 'From', share: 0.25 },
        { title: 'Until', share: 0.25 },
        { title: 'Application', share: 0.2 },
        { title: 'Window or site', share: 0.3 },
      ],
      history.slice(0, mostRows).map(({ from, until, application, title }) => [momentWords(from), momentWords(until), application, title]),
    )
  page.heading('Custody: who did what')
  page.table(
    [
      { title: 'Time', share: 0.25 },
      { title: 'Who', share: 0.2 },
      { title: 'What', share: 0.2 },
      { title: 'To what', share: 0.35 },
    ],
    custody
      .slice(-mostRows)
      .map(({ at, staffName, action, subject, detail }) => [
        momentWords(at),
        staffName,
        action,
        detail === '' ? subject : `${subject}: ${detail}`,
      ]),
  )
  page.remark(`The tables show ${mostRows} lines at most; history.csv and custody.csv hold all of them.`)
  page.heading('How this can be checked')
  page.paragraph(
    'manifest.json names every file with its SHA-256 and is signed by the hub (Ed25519). The command "classwarden-hub verify-pack FILE" checks all of it without the hub; the key it prints is the one the school tells by another way. Each picture is named with the hash under which the hub chained it when it came from the PC, each letter with the one it was issued under.',
  )
  return page.finish()
}
