import { describe, expect, it } from 'vitest'
import { csvOf, readCsv } from '#shared/model/csv'
import { fileText, type TextEncoding } from '#shared/model/file-text'

const cellsOf = (text: string) => readCsv(text).rows.map(({ cells }) => cells)

describe('tables', () => {
  it('[DV8] are read with commas, semicolons or tabs, any line end, a byte order mark or a named separator', () => {
    const table = [
      ['name', 'room'],
      ['a', 'Lab, 1'],
    ]
    for (const end of ['\n', '\r\n', '\r']) {
      for (const sign of [',', ';', '\t']) expect(cellsOf(`name${sign}room${end}a${sign}"Lab, 1"${end}`)).toEqual(table)
    }
    expect(cellsOf('\uFEFFsep=;\r\nname;room\r\na;"Lab, 1"')).toEqual(table)
    expect(readCsv('sep=;\r\nname;room').rows[0]?.line).toBe(2)
  })

  it('[DV8] keep quotes doubled, breaks within quotes and the line a record begins on', () => {
    expect(readCsv('a,"x\r\ny"\n\n"15"" screen",15" flat\n')).toEqual({
      rows: [
        { line: 1, cells: ['a', 'x\r\ny'] },
        { line: 4, cells: ['15" screen', '15" flat'] },
      ],
      openQuote: null,
    })
  })

  it('[DV8] say where a quotation mark is never closed', () => {
    expect(readCsv('a,b\nc,"d\ne,f\n')).toEqual({ rows: [{ line: 1, cells: ['a', 'b'] }], openQuote: 2 })
  })

  it('[DV8] go out so that no spreadsheet runs them, and come back as they were', () => {
    const rows = [
      ['=1+1', '+44', '-3', '@x', `it's`],
      ['"', 'a,b', 'c;d', '', 'é'],
    ]
    expect(csvOf(rows)).toContain(`"'=1+1","'+44","'-3","'@x"`)
    expect(cellsOf(csvOf(rows))).toEqual(rows)
  })

  it('[DV8] of ten thousand lines, and of nothing but quotation marks, are read at once', () => {
    expect(readCsv('pc,Lab\n'.repeat(10_000)).rows).toHaveLength(10_000)
    expect(readCsv('"\n'.repeat(10_001)).openQuote).not.toBeNull()
  })
})

describe('files', () => {
  const decode = (bytes: Uint8Array, encoding: TextEncoding): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      return null
    }
  }
  const read = (bytes: readonly number[] | Buffer) => fileText(Uint8Array.from(bytes), decode)

  it('[DV8] are read as UTF-8, as their mark says, or as Windows wrote them; what is no text is refused', () => {
    expect(read(Buffer.from('Siân'))).toEqual({ text: 'Siân', guessed: false })
    expect(read([0x53, 0x69, 0xe2, 0x6e])).toEqual({ text: 'Siân', guessed: true })
    expect(read([0xff, 0xfe, 0x61, 0, 0xe2, 0])).toEqual({ text: 'aâ', guessed: false })
    expect(read([0xfe, 0xff, 0, 0x61])).toEqual({ text: 'a', guessed: false })
    expect(read([0x50, 0x4b, 3, 4, 20, 0])).toBeNull()
    expect(read([0x61, 0, 0x62, 0])).toBeNull()
  })
})
