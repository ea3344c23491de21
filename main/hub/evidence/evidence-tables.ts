import type { PupilReportDetail } from '#shared/model/pupil-report'
import type { Gathered } from './gathered'

const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`
/** Lines as RFC 4180 wants them. */
const csv = (rows: readonly (readonly (string | number)[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

const moment = (at: number): string => new Date(at).toISOString()
/** The same to be read by people: UTC, to the second. */
export const momentWords = (at: number): string => moment(at).slice(0, 19).replace('T', ' ')

/** A letter's file in the archive: its number, never a name. */
export const letterName = (letterNumber: number): string => `letters/letter-${String(letterNumber).padStart(4, '0')}.pdf`

export const historyTable = ({ history }: Gathered): string =>
  csv([
    ['from', 'until', 'account', 'application', 'window or site'],
    ...history.map(({ from, until, user, application, title }) => [moment(from), moment(until), user, application, title]),
  ])

export const custodyTable = ({ custody }: Gathered): string =>
  csv([
    ['time', 'who', 'what', 'to what', 'detail', 'from'],
    ...custody.map(({ at, staffName, action, subject, detail, address }) => [moment(at), staffName, action, subject, detail, address]),
  ])

const reportText = ({
  reportNumber,
  at,
  about,
  confidential,
  user,
  guest,
  deviceName,
  state,
  text,
  replyList,
  openings,
  acts,
}: PupilReportDetail) => ({
  ...{ number: reportNumber, toldAt: moment(at), about, confidential, user, guest, pc: deviceName, state, text },
  ...{ replies: replyList, openings, acts },
})

/** The concerns as the PCs told them, what pupils told, and what was decided, for whoever reads them by machine. */
export const concernsText = ({ concerns, letters, reports, incident }: Gathered): string => {
  const { incidentNumber, state, person, displayName, yearGroup, events, actions } = incident
  const told = concerns.map(({ breach, fact, decisions, snapshots, sealed }) => ({
    number: breach.breachNumber,
    pc: breach.deviceName,
    receivedAt: moment(breach.receivedAt),
    state: breach.state,
    times: breach.count,
    lastAt: moment(breach.lastAt),
    fact,
    decisions,
    pictures: snapshots.map(({ part, takenAt, sha256 }) => ({ part, takenAt: moment(takenAt), sha256 })),
    picturesSealedAway: sealed,
  }))
  const about = { incidentNumber, state, person, displayName, yearGroup }
  const issued = letters.map(({ pdf, letterNumber, ...letter }) => ({
    ...{ ...letter, letterNumber },
    file: pdf === null ? null : letterName(letterNumber),
  }))
  const whole = { incident: { ...about, events, actions }, concerns: told, letters: issued, pupilReports: reports.map(reportText) }
  return `${JSON.stringify(whole, null, 2)}\n`
}
