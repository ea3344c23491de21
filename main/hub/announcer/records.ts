import { type Answer, decode, encode, type Question } from 'dns-packet'
import { type Announcement, announcedService, announcementTexts } from '#shared/model/announcement'

export interface Naming extends Announcement {
  /** The card's own address on the network that is answered. */
  readonly address: string
}

/** A question this hub is an answer to. */
export interface HubQuestion {
  readonly id: number
  readonly question: Question
}

const mostQuestions = 8

/** Null for bytes that are no question for hubs. */
export const readQuestion = (bytes: Buffer): HubQuestion | null => {
  try {
    const { type, id, questions } = decode(bytes)
    if (type !== 'query' || questions === undefined || questions.length > mostQuestions) return null
    const question = questions.find(({ name, type: wanted }) => name.toLowerCase() === announcedService && wanted === 'PTR')
    return question === undefined ? null : { id: id ?? 0, question }
  } catch {
    // Anybody may send bytes that are no packet.
    return null
  }
}

/** Seconds: for a name that may move (RFC 6762, 10), and for who asked once and keeps no cache (6.7). */
const lifetimes = { kept: 120, oneShot: 10 } as const

/** The hub's records (RFC 6763, 4): service, place, texts and address. The names hold nothing of the computer or of a person. */
export const answerTo = ({ id, question }: HubQuestion, naming: Naming, isOneShot: boolean): Buffer => {
  const label = `classwarden-${naming.authorityFingerprint.slice(0, 8)}`
  const instance = `${label}.${announcedService}`
  const target = `${label}.local`
  const ttl = isOneShot ? lifetimes.oneShot : lifetimes.kept
  const own = { ttl, class: 'IN', flush: !isOneShot } as const
  const answers: Answer[] = [{ name: announcedService, type: 'PTR', ttl, class: 'IN', data: instance }]
  const additionals: Answer[] = [
    { ...own, name: instance, type: 'SRV', data: { port: naming.consolePort, target, priority: 0, weight: 0 } },
    { ...own, name: instance, type: 'TXT', data: announcementTexts(naming) },
    { ...own, name: target, type: 'A', data: naming.address },
  ]
  const authoritative = 1 << 10
  return encode({
    type: 'response',
    id: isOneShot ? id : 0,
    flags: authoritative,
    questions: isOneShot ? [{ name: question.name, type: question.type, class: 'IN' }] : [],
    answers,
    additionals,
  })
}
