/** A field as RFC 4180 has it; one that a spreadsheet would take for a formula is marked as text. */
const field = (value: string): string => `"${(/^[=+\-@\t\r]/u.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`

/** Comma-separated values (RFC 4180), the heads in the first row. */
export const csvOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')

/** A moment in UTC; empty where there is none. */
export const csvMoment = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())
