export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type TextEncoding = (typeof textEncodings)[number]

/** What is read of a file: `guessed` where only its bytes say how it is written, so that letters with accents want a look. */
export interface FileText {
  readonly text: string
  readonly guessed: boolean
}

/** What `decode` answers null to is not written so. */
type Decode = (bytes: Uint8Array, encoding: TextEncoding) => string | null

const begins = (bytes: Uint8Array, ...signs: readonly number[]): boolean => signs.every((sign, index) => bytes[index] === sign)

/**
 * The text of a table that a spreadsheet saved: by its byte order mark, else as UTF-8, else as older programs write on Windows. Null for what is no
 * text, such as the spreadsheet's own format.
 */
export const fileText = (bytes: Uint8Array, decode: Decode): FileText | null => {
  const marked = begins(bytes, 0xff, 0xfe) ? 'utf-16le' : begins(bytes, 0xfe, 0xff) ? 'utf-16be' : null
  const utf8 = marked === null ? decode(bytes, 'utf-8') : decode(bytes, marked)
  const text = utf8 ?? decode(bytes, 'windows-1252')
  if (text === null || text.includes('\u0000') || begins(bytes, 0x50, 0x4b, 3, 4)) return null
  return { text, guessed: utf8 === null }
}
