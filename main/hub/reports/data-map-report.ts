import { categoryWords } from '#shared/policy/category-words'
import { startDocument } from '../documents/pdf-document'
import type { ReportPlace } from './governors-report'
import type { SchoolFacts } from './school-facts'

interface DataKind {
  readonly what: string
  readonly why: string
  readonly who: string
  readonly keptFor: string
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)

const dataKinds = ({ settings, sharing, policies, mailOn }: SchoolFacts): readonly DataKind[] => {
  const shared = sharing.categories.map((category) => categoryWords[category]).join(', ')
  const typed = policies.typedText
    ? 'What pupils type in web pages is looked at on the PC and kept nowhere but in a match.'
    : 'What pupils type is not looked at.'
  return [
    {
      what: 'Live pictures of screens',
      why: 'Teaching and supervision of a class',
      who: 'Teachers of the room, head; the pupil sees that somebody looks',
      keptFor: 'Not kept',
    },
    {
      what: 'What was in front on a PC and when: program, title, site; downloads by site and file name',
      why: 'Supervision; “all internet usage is logged”',
      who: 'Teachers of the room, head; each look is logged',
      keptFor: days(settings.usageDays),
    },
    {
      what: `Concerns: the words that matched, up to 120 characters around them, account, PC, time. ${typed}`,
      why: 'Safeguarding (Keeping Children Safe in Education; Prevent)',
      who: `E-safety officer, head. Teachers of the room: ${shared === '' ? 'none' : shared}`,
      keptFor: `${days(settings.breachDays)}; false positives ${days(settings.falsePositiveDays)}; escalated ones as long as they are`,
    },
    {
      what: 'Up to three pictures around a concern',
      why: 'Evidence; to tell a false positive',
      who: `E-safety officer, head, each after a reason${sharing.pictures ? '; teachers where the concern is shared with them' : ''}; each look is logged`,
      keptFor: days(settings.pictureDays),
    },
    {
      what: 'Incidents: concerns under one review, with notes, route, decisions and what was done',
      why: 'Safeguarding; the school’s e-safety policy',
      who: 'E-safety officer, head',
      keptFor: `${days(settings.incidentDays)} after they are closed; longer under a legal hold`,
    },
    {
      what: 'What parents were told of an incident, when, by whom and how, or why not; letters to them',
      why: 'Parents are told of what involves their child, unless that puts the child at risk',
      who: 'E-safety officer, head',
      keptFor: 'As long as their incident',
    },
    {
      what: 'What pupils report to the e-safety officer, and the replies',
      why: 'Safeguarding: a child can ask for help',
      who: 'E-safety officers alone; a name asked to be kept back only with a reason, which is logged. The head sees that an incident has one',
      keptFor: `${days(settings.breachDays)} after they are closed; with their incident while one has them; longer under a legal hold`,
    },
    {
      what: 'Answers to the rules for acceptable use, and parents’ signatures',
      why: 'That everybody knows the rules',
      who: 'E-safety officer, head',
      keptFor: 'Not deleted; chained against tampering',
    },
    {
      what: 'Flags: monitoring stopped, clock changed, cable pulled, with the account signed in',
      why: 'That monitoring works',
      who: 'All staff; the account only teachers of the room and head',
      keptFor: days(settings.flagDays),
    },
    {
      what: 'Roster: account, name, year, groups of pupils',
      why: 'Rules by age; names instead of accounts',
      who: 'Technician, e-safety officer, head. A PC learns year and groups of who signs in there',
      keptFor: 'Until somebody removes it',
    },
    {
      what: 'Removals and grants of internet access by pupil, with a reason',
      why: 'Sanctions with an end; lessons',
      who: 'Who ordered it, e-safety officer, head; the pupil reads it',
      keptFor: 'In the audit log',
    },
    {
      what: 'Staff accounts: name, role, hashed password, second factor, sessions',
      why: 'That only those who may can see',
      who: 'Technician, head; never the password',
      keptFor: 'Accounts stay, disabled, for the log’s sake',
    },
    {
      what: 'Audit log: which member of staff did and saw what, when, from where',
      why: 'Accountability',
      who: 'E-safety officer, head',
      keptFor: 'Not deleted; chained against tampering',
    },
    {
      what: 'Counts of concerns by day, category, grade and year group, without names',
      why: 'Reports to governors',
      who: 'E-safety officer, head; governors as reports without small numbers',
      keptFor: 'Not deleted',
    },
    {
      what: 'E-mail about concerns of grade 5: category, grade, room, PC, time; no words and no names',
      why: 'What cannot wait',
      who: 'The addresses the officer or technician set',
      keptFor: mailOn ? 'By the mail system; not in the hub once sent' : 'Switched off: none is sent',
    },
  ]
}

/** What is kept of whom, why, who sees it and for how long, from the settings in force: for the data protection impact assessment. */
export const dataMapReport = async (facts: SchoolFacts, { schoolName, timeZone, now }: ReportPlace): Promise<Uint8Array<ArrayBuffer>> => {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(now)
  const paper = await startDocument({
    title: 'Data map of monitoring',
    subtitle: [schoolName, `settings of ${day}`].filter((one) => one !== '').join(' · '),
    marking: 'For the data protection impact assessment',
    madeAt: now,
  })
  paper.paragraph(
    'What Classwarden keeps at this school, as it is set up today. Make it anew when settings change. Lawful basis, necessity and the balance with pupils’ rights are for the school to state.',
  )
  paper.heading('Kinds of data')
  paper.table(
    [
      { title: 'What', share: 0.34 },
      { title: 'What for', share: 0.2 },
      { title: 'Who sees it', share: 0.26 },
      { title: 'Kept for', share: 0.2 },
    ],
    dataKinds(facts).map(({ what, why, who, keptFor }) => [what, why, who, keptFor]),
  )
  paper.heading('Where it is, and how it is kept safe')
  paper.facts([
    ['On the pupil PC', 'What was not yet told, and the rules, sealed with a key of that PC'],
    ['Between PC, hub and console', 'TLS 1.3 between PC and hub, with certificates on both sides; TLS to consoles and browsers'],
    ['In the hub', 'One encrypted database, pictures sealed singly; both on the school’s own computer'],
    ['Outside the school', 'Nothing, unless e-mail for grade 5 is on or somebody takes out a report, letter or pack, which is logged'],
    [
      'Decisions by the program alone',
      facts.policies.acts.length === 0
        ? 'None: people decide'
        : `${facts.policies.acts.length} rules lock a PC or close a tab by themselves`,
    ],
  ])
  paper.heading('Accounts that see it')
  paper.facts([
    ['Teachers', String(facts.staff.teacher.accounts)],
    ['E-safety officers', `${facts.staff.officer.accounts}, of them with a second factor ${facts.staff.officer.secondFactors}`],
    ['Heads', `${facts.staff.head.accounts}, of them with a second factor ${facts.staff.head.secondFactors}`],
    ['Technicians (none of the content)', String(facts.staff.technician.accounts)],
  ])
  paper.heading('For the school to state')
  for (const words of [
    'Lawful basis',
    'Why it is necessary, and what was weighed',
    'How pupils and parents are told and heard',
    'Next review',
  ])
    paper.lines(words, 2)
  return paper.finish()
}
