import type { PackEntry } from '#shared/model/policy-view'
import type { SelfCheckItem } from '#shared/model/report'
import { roles } from '#shared/model/staff'
import type { Category } from '#shared/policy/categories'
import { categoryWords } from '#shared/policy/category-words'
import { memberListSlots } from '#shared/policy/member-lists'
import type { SchoolFacts } from './school-facts'

interface Question {
  readonly questionId: string
  readonly section: string
  readonly question: string
  /** What the hub knows of it; left out where only people can know. */
  readonly measure?: (facts: SchoolFacts, packs: readonly PackEntry[]) => string
}

const languages: Readonly<Record<string, string>> = { en: 'English', cy: 'Welsh' }

const packsAbout = (packs: readonly PackEntry[], categories: readonly Category[]): string => {
  const rules = packs.flatMap(({ rules: ofPack }) => ofPack).filter(({ category }) => categories.includes(category))
  const names = categories.map((category) => categoryWords[category]).join(', ')
  return rules.length === 0 ? `Nothing looks for this: ${names}.` : `Yes: ${rules.length} rules (${names}).`
}

const about =
  (...categories: Category[]): NonNullable<Question['measure']> =>
  (_facts, packs) =>
    packsAbout(packs, categories)

const days = (count: number): string => `${count} days`

/**
 * The questions of the UK Safer Internet Centre's "Appropriate Monitoring for Schools", put to the school's own hub: the three parts on
 * illegal content, on inappropriate content and on how monitoring works, and what the guide and Keeping Children Safe in Education ask of people.
 */
const questions: readonly Question[] = [
  {
    questionId: 'iwf',
    section: 'Illegal content',
    question: 'Is monitoring helped by the Internet Watch Foundation’s list, of which only members may have a copy?',
    measure: () => `No: the place for “${memberListSlots[0].title}” is empty. A member of the IWF has to provide it.`,
  },
  {
    questionId: 'ctiru',
    section: 'Illegal content',
    question: 'Is the police assessed list of unlawful terrorist content (CTIRU) part of it?',
    measure: () => `No: the place for “${memberListSlots[1].title}” is empty. The Home Office gives it to providers.`,
  },
  {
    questionId: 'illegal-locked',
    section: 'Illegal content',
    question: 'Can nobody at the school switch off monitoring for illegal content?',
    measure: (_facts, packs) => {
      const locked = packs.filter((pack) => pack.locked).map(({ title }) => title)
      return locked.length === 0 ? 'No pack is locked.' : `Nobody can: locked for everybody are ${locked.join(', ')}.`
    },
  },
  {
    questionId: 'csa',
    section: 'Content',
    question: 'Illegal: child sexual abuse, and grooming',
    measure: about('illegal-content', 'grooming'),
  },
  { questionId: 'bullying', section: 'Content', question: 'Bullying', measure: about('bullying') },
  { questionId: 'discrimination', section: 'Content', question: 'Discrimination and hate', measure: about('hate') },
  { questionId: 'drugs', section: 'Content', question: 'Drugs and substance abuse', measure: about('drugs') },
  { questionId: 'extremism', section: 'Content', question: 'Extremism and terrorism', measure: about('extremism') },
  { questionId: 'gambling', section: 'Content', question: 'Gambling', measure: about('gambling') },
  { questionId: 'pornography', section: 'Content', question: 'Pornography and sexual content', measure: about('sexual-content') },
  {
    questionId: 'self-harm',
    section: 'Content',
    question: 'Self-harm and eating disorders',
    measure: about('self-harm', 'eating-disorder'),
  },
  { questionId: 'suicide', section: 'Content', question: 'Suicide', measure: about('suicide') },
  { questionId: 'violence', section: 'Content', question: 'Violence and weapons', measure: about('violence-weapons') },
  {
    questionId: 'age',
    section: 'How it works',
    question: 'Age appropriate: can monitoring differ by age?',
    measure: ({ pupils, pupilsWithYear, policies }) =>
      `Rules can be limited to year groups, groups and hours; ${policies.limits.length} are. Of ${pupils} pupils on the roster the year is known for ${pupilsWithYear}; of everybody else everything is looked for.`,
  },
  {
    questionId: 'alerts',
    section: 'How it works',
    question: 'Alert management: how are alerts dealt with, and how are the gravest told?',
    measure: ({ staff, mailOn }) =>
      `Concerns go to ${staff.officer.accounts} e-safety officer accounts, graded 1 to 5. E-mail for grade 5 is ${mailOn ? 'on' : 'off'}.`,
  },
  {
    questionId: 'audit',
    section: 'How it works',
    question: 'Audit: are changes to the monitoring logged?',
    measure: ({ policies }) =>
      `Yes. Every change has a reason and a date in a log that only grows, chained so that tampering is found; ${policies.revision} changes so far. A second person approves: ${policies.secondPerson === 'never' ? 'never' : policies.secondPerson === 'always' ? 'every change' : 'what takes from safeguarding'}.`,
  },
  {
    questionId: 'byod',
    section: 'How it works',
    question: 'Bring your own device: are pupils’ own devices monitored?',
    measure: () => 'No. Only PCs on which the school installed the program are monitored.',
  },
  {
    questionId: 'retention',
    section: 'How it works',
    question: 'Data retention: what is kept, and for how long?',
    measure: ({ settings }) =>
      `History of windows ${days(settings.usageDays)}, flags ${days(settings.flagDays)}, concerns ${days(settings.breachDays)}, false positives ${days(settings.falsePositiveDays)}, pictures ${days(settings.pictureDays)}. It is deleted by itself, and the deletion is logged.`,
  },
  {
    questionId: 'devices',
    section: 'How it works',
    question: 'Devices: which devices are monitored?',
    measure: ({ pcs, pcsHeard, rooms }) => `${pcs} PCs in ${rooms} rooms are enrolled; ${pcsHeard} of them were heard within seven days.`,
  },
  {
    questionId: 'flexibility',
    section: 'How it works',
    question: 'Flexibility: can the school change what is looked for?',
    measure: ({ policies }) =>
      `Yes: ${policies.terms.length} phrases of the school’s own and ${policies.exceptions.length} exceptions are in force.`,
  },
  {
    questionId: 'images',
    section: 'How it works',
    question: 'Harmful images: are images themselves recognised?',
    measure: () => 'No. Words, addresses and programs are looked at. Pictures are kept with a concern, for people to look at.',
  },
  {
    questionId: 'languages',
    section: 'How it works',
    question: 'Languages: in which languages is text understood?',
    measure: (_facts, packs) =>
      `${[...new Set(packs.map(({ language }) => languages[language] ?? language))].join(' and ')}. Text in other languages is not understood.`,
  },
  {
    questionId: 'priority',
    section: 'How it works',
    question: 'Prioritisation: do urgent alerts come first?',
    measure: () => 'Yes. Grades 4 and 5 sound at once on the officer’s console; a concern that waits too long is shown to the head.',
  },
  {
    questionId: 'remote',
    section: 'How it works',
    question: 'Remote monitoring: are devices monitored away from the school?',
    measure: () =>
      'The PC itself looks, with or without a network, and tells the hub when it is linked again. Nobody watches outside school hours.',
  },
  {
    questionId: 'typed',
    section: 'How it works',
    question: 'Privacy: is what pupils type looked at, and what is never looked at?',
    measure: ({ policies }) =>
      `Typed text is ${policies.typedText ? 'looked at in web pages, never in fields for passwords, cards and codes' : 'not looked at'}. Banks, health and helplines are on a privacy list: nothing there is evaluated or pictured.`,
  },
  {
    questionId: 'access',
    section: 'How it works',
    question: 'Access: who can see what was found, and how do they prove who they are?',
    measure: ({ staff }) =>
      roles.map((role) => `${role} ${staff[role].accounts} (${staff[role].secondFactors} with a second factor)`).join(', '),
  },
  {
    questionId: 'selftest',
    section: 'How it works',
    question: 'Checks: is it tested that monitoring works?',
    measure: ({ selfTests }) => `Self-tests that came through in the last 30 days: ${selfTests}.`,
  },
  {
    questionId: 'responsible',
    section: 'For the school to say',
    question: 'Who is responsible for filtering and monitoring among governors and in the senior leadership?',
  },
  { questionId: 'dsl', section: 'For the school to say', question: 'Who is the designated safeguarding lead, and who stands in?' },
  {
    questionId: 'reviewed',
    section: 'For the school to say',
    question: 'When were filtering and monitoring last reviewed, and by whom? (At least yearly.)',
  },
  {
    questionId: 'risk',
    section: 'For the school to say',
    question: 'Which risks of the school’s own pupils does monitoring answer to (age, SEND, EAL, Prevent)?',
  },
  {
    questionId: 'filtering',
    section: 'For the school to say',
    question: 'Which filtering system is used beside monitoring, and when was it last tested?',
  },
  {
    questionId: 'training',
    section: 'For the school to say',
    question: 'When were staff trained in what monitoring does and how concerns are reported?',
  },
  { questionId: 'parents', section: 'For the school to say', question: 'How are pupils and parents told about monitoring?' },
  { questionId: 'dpia', section: 'For the school to say', question: 'When was the data protection impact assessment last looked at?' },
  {
    questionId: 'byod-policy',
    section: 'For the school to say',
    question: 'What holds for pupils’ and visitors’ own devices on the network?',
  },
]

export const isQuestion = (questionId: string): boolean => questions.some((one) => one.questionId === questionId)

/** Each question with what the hub has measured and what the school says. */
export const selfCheck = (
  facts: SchoolFacts,
  packs: readonly PackEntry[],
  answers: Readonly<Record<string, string>>,
): readonly SelfCheckItem[] =>
  questions.map(({ questionId, section, question, measure }) => ({
    ...{ questionId, section, question },
    measured: measure?.(facts, packs).slice(0, 1_000) ?? null,
    answer: answers[questionId] ?? '',
  }))
