import { type AgreementEntry, schoolYearWords } from './agreement'
import { yearGroupWords } from './pupil-record'

const columns = ['User name', 'Name', 'Year', 'School year', 'Standing', 'Version', 'Answered at', 'Parent signed', 'Recorded by', 'Note']

/** A field as RFC 4180 has it; one that a spreadsheet would take for a formula is marked as text. */
const field = (value: string): string => `"${(/^[=+\-@\t\r]/u.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`

const moment = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())

/** The register as a file of comma-separated values (RFC 4180), times in UTC. */
export const registerCsv = (schoolYear: number, entries: readonly AgreementEntry[]): string =>
  [
    columns,
    ...entries.map(({ userName, displayName, yearGroup, standing, version, at, parent }) => [
      ...[userName, displayName, yearGroup === null ? '' : yearGroupWords(yearGroup), schoolYearWords(schoolYear), standing],
      ...[version === null ? '' : String(version), moment(at)],
      ...[moment(parent?.at ?? null), parent?.recordedBy ?? '', parent?.note ?? ''],
    ]),
  ]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('')
