import { readCsv } from './csv'
import { type PupilRecord, pupilRecordSchema } from './pupil-record'

export interface RosterFault {
  /** Counted from 1. */
  readonly line: number
  readonly why: 'columns' | 'user-name' | 'year' | 'twice' | 'quote' | 'other'
}

export interface RosterRead {
  readonly pupils: readonly PupilRecord[]
  readonly faults: readonly RosterFault[]
}

/** "Year 7", "Y7", "7", "Reception", "R"; nothing for none, NaN for what is no year. */
const yearOf = (cell: string): number | null => {
  if (cell === '') return null
  if (/^(?:r|reception)$/iu.test(cell)) return 0
  return Number(/^(?:y|yr|year)?\s*(\d{1,2})$/iu.exec(cell)?.[1] ?? Number.NaN)
}

const isHeading = (cells: readonly string[]): boolean => /^(user|user ?name|login|account)$/iu.test(cells[0] ?? '')

/**
 * Reads pupils from a table of text: user name, display name, year, then groups, in further columns or parted by `|`. A first line of headings
 * is passed over. Lines that do not fit are named, and the others read; behind a quotation mark that is never closed (`quote`) nothing is.
 */
export const readRoster = (text: string): RosterRead => {
  const pupils = new Map<string, PupilRecord>()
  const faults: RosterFault[] = []
  const { rows, openQuote } = readCsv(text)
  for (const [index, { line, cells }] of rows.entries()) {
    if (index === 0 && isHeading(cells)) continue
    const [userName = '', displayName = '', year = '', ...groups] = cells
    const yearGroup = yearOf(year)
    const record = pupilRecordSchema.safeParse({
      userName,
      displayName: displayName === '' ? userName : displayName,
      yearGroup,
      groups: groups.flatMap((cell) => cell.split('|').map((group) => group.trim())).filter((group) => group !== ''),
    })
    const fault = (why: RosterFault['why']): void => void faults.push({ line, why })
    if (cells.length < 2) fault('columns')
    else if (userName === '') fault('user-name')
    else if (yearGroup !== null && !(yearGroup >= 0 && yearGroup <= 13)) fault('year')
    else if (!record.success) fault('other')
    else if (pupils.has(userName.toLowerCase())) fault('twice')
    else pupils.set(userName.toLowerCase(), record.data)
  }
  if (openQuote !== null) faults.push({ line: openQuote, why: 'quote' })
  return { pupils: [...pupils.values()], faults }
}
