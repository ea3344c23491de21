/** What a spreadsheet would take for a formula when a cell begins with it. */
const formulaSigns = /^[=+\-@\t\r]/u

/** A field as RFC 4180 has it; one that a spreadsheet would take for a formula is marked as text. */
const field = (value: string): string => `"${(formulaSigns.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`

/** Comma-separated values (RFC 4180), the heads in the first row. */
export const csvOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')

/** A moment in UTC; empty where there is none. */
export const csvMoment = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())

/** One record of a table, at the line it begins on, counted from 1; its cells are trimmed, and the mark of `csvOf` is taken off. */
interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvRead {
  readonly rows: readonly CsvRow[]
  /** The line of a quotation mark that is never closed: nothing from there on was read. */
  readonly openQuote: number | null
}

const separators = ['\t', ';', ','] as const

/** The sign that parts cells most often in the first line that is not empty, outside of quotation marks. */
const separatorOf = (text: string): string => {
  const first = (/^[^\S\r\n]*\S.*$/mu.exec(text)?.[0] ?? '').replaceAll(/"[^"]*"/gu, '')
  const counts = separators.map((sign) => ({ sign, count: first.split(sign).length }))
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).count === 1
    ? ','
    : counts.reduce((most, one) => (one.count > most.count ? one : most)).sign
}

const plainCell = (cell: string): string => {
  const trimmed = cell.trim()
  return trimmed.startsWith("'") && formulaSigns.test(trimmed.slice(1)) ? trimmed.slice(1) : trimmed
}

/**
 * Reads a table as spreadsheets save it: RFC 4180 with commas, semicolons or tabs, any kind of line end, with or without a byte order mark or a
 * first line that names the separator (`sep=;`). Empty lines are passed over.
 */
export const readCsv = (typed: string): CsvRead => {
  const unmarked = typed.startsWith('\uFEFF') ? typed.slice(1) : typed
  const named = /^sep=(.)\r?\n/iu.exec(unmarked)
  const text = named === null ? unmarked : unmarked.slice(named[0].length)
  const separator = named?.[1] ?? separatorOf(text)
  const rows: CsvRow[] = []
  let [at, line] = [0, named === null ? 1 : 2]
  while (at < text.length) {
    const begins = line
    const cells: string[] = []
    let cell = ''
    let quoted = false
    for (;;) {
      const sign = text[at]
      if (quoted) {
        if (sign === undefined) return { rows, openQuote: begins }
        if (sign === '"' && text[at + 1] === '"') {
          cell += '"'
          at += 2
          continue
        }
        if (sign === '"') quoted = false
        else cell += sign
        if (sign === '\n' || (sign === '\r' && text[at + 1] !== '\n')) line += 1
        at += 1
        continue
      }
      if (sign === undefined || sign === '\n' || sign === '\r') break
      if (sign === separator) {
        cells.push(cell)
        cell = ''
      } else if (sign === '"' && cell.trim() === '') {
        cell = ''
        quoted = true
      } else cell += sign
      at += 1
    }
    cells.push(cell)
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    line += 1
    const plain = cells.map(plainCell)
    if (plain.some((one) => one !== '')) rows.push({ line: begins, cells: plain })
  }
  return { rows, openQuote: null }
}
