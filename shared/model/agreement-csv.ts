import { type AgreementEntry, schoolYearWords } from './agreement'
import { csvMoment, csvOf } from './csv'
import { yearGroupWords } from './pupil-record'

const columns = ['User name', 'Name', 'Year', 'School year', 'Standing', 'Version', 'Answered at', 'Parent signed', 'Recorded by', 'Note']

/** The register as a file of comma-separated values (RFC 4180), times in UTC. */
export const registerCsv = (schoolYear: number, entries: readonly AgreementEntry[]): string =>
  csvOf([
    columns,
    ...entries.map(({ userName, displayName, yearGroup, standing, version, at, parent }) => [
      ...[userName, displayName, yearGroup === null ? '' : yearGroupWords(yearGroup), schoolYearWords(schoolYear), standing],
      ...[version === null ? '' : String(version), csvMoment(at)],
      ...[csvMoment(parent?.at ?? null), parent?.recordedBy ?? '', parent?.note ?? ''],
    ]),
  ])
