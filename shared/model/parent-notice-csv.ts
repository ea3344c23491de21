import { csvMoment, csvOf } from './csv'
import type { RegisteredNotice } from './parent-notice'

const columns = [
  ...['Incident', 'User name', 'Name', 'Written down at', 'By', 'Told', 'Told at', 'Who', 'Told by', 'How', 'Letter', 'Note or reason'],
  ...['Taken back at', 'Why'],
]

/** The register of what parents were told, times in UTC. */
export const parentNoticesCsv = (notices: readonly RegisteredNotice[]): string =>
  csvOf([
    columns,
    ...notices.map(({ incidentNumber, person, displayName, at, by, decision, takenBack }) => {
      const told = decision.kind === 'told' ? decision : null
      return [
        ...[String(incidentNumber), person ?? '', displayName ?? '', csvMoment(at), by, told === null ? 'no' : 'yes'],
        ...[csvMoment(told?.toldAt ?? null), told?.who ?? '', told?.toldBy ?? '', told?.how ?? ''],
        ...[String(told?.letterNumber ?? ''), decision.kind === 'told' ? decision.note : decision.reason],
        ...[csvMoment(takenBack?.at ?? null), takenBack?.reason ?? ''],
      ]
    }),
  ])
