import type { BreachSummary } from '#shared/model/breach-review'
import { categoryWords } from '#shared/policy/category-words'

export interface MailMessage {
  readonly subject: string
  readonly text: string
}

/** What leaves the school of a concern by e-mail. */
export interface MailedBreach extends Pick<BreachSummary, 'breachNumber' | 'category' | 'grade' | 'deviceName' | 'takenAt'> {
  readonly roomName: string
}

const hint = 'Please open Classwarden, Concerns, to see what it is about. Nothing of it stands in this e-mail.'

/** Category, grade, place and time, and nothing of what was written or who wrote it: mail is read on many screens. */
export const mailMessage = (breaches: readonly MailedBreach[], timeZone: string): MailMessage => {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const lines = breaches.map(
    ({ breachNumber, category, grade, deviceName, roomName, takenAt }) =>
      `- No. ${breachNumber}: ${categoryWords[category]}, grade ${grade}, ${roomName}, ${deviceName}, ${format.format(takenAt)}`,
  )
  const subject = breaches.length === 1 ? 'Classwarden: a concern of grade 5' : `Classwarden: ${breaches.length} concerns of grade 5`
  return { subject, text: `${lines.join('\n')}\n\n${hint}\n` }
}

export const testMessage: MailMessage = {
  subject: 'Classwarden: a test',
  text: 'This is a test from Classwarden. Concerns of grade 5 are told to this address.\n',
}
