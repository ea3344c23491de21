import { colours, gap, type Sheet, sizes } from './pdf-sheet'

export interface Column {
  /** Over the column; a table whose columns have none has no head. */
  readonly title: string
  /** Of the width, 0 to 1. */
  readonly share: number
  readonly align?: 'left' | 'right'
}

const inset = 5

interface Row {
  readonly cells: readonly string[]
  readonly isHead: boolean
}

/** Draws the rows with a thin rule under each; the head stands again at the top of every page. */
export const drawTable = (sheet: Sheet, columns: readonly Column[], rows: readonly (readonly string[])[]): void => {
  const { pdf, left, width } = sheet
  const hasHead = columns.some(({ title }) => title !== '')
  const head: Row = { cells: columns.map(({ title }) => title), isHead: true }
  const table = sheet.group('Table')

  const styled = (isHead: boolean, column: number): void => {
    const isBold = isHead || (!hasHead && column === 0)
    pdf
      .font(isBold ? 'bold' : 'regular')
      .fontSize(sizes.body - 0.5)
      .fillColor(colours.ink)
  }
  const widthOf = ({ share }: Column): number => share * width - 2 * inset
  const heightOf = ({ cells, isHead }: Row): number =>
    Math.max(
      ...columns.map((column, at) => {
        styled(isHead, at)
        return pdf.heightOfString(sheet.clean(cells[at] ?? ''), { width: widthOf(column), lineGap: 1 })
      }),
    ) +
    2 * inset

  const drawRow = (row: Row, height: number): void => {
    const top = pdf.y
    const bottom = top + height
    sheet.ornament(() => {
      if (row.isHead) pdf.rect(left, top, width, height).fill(colours.tint)
      pdf
        .moveTo(left, bottom)
        .lineTo(left + width, bottom)
        .lineWidth(0.5)
        .strokeColor(colours.line)
        .stroke()
    })
    const line = sheet.group('TR', table)
    let x = left
    columns.forEach((column, at) => {
      const words = sheet.clean(row.cells[at] ?? '')
      sheet.tagged(
        row.isHead ? 'TH' : 'TD',
        () => {
          styled(row.isHead, at)
          pdf.text(words === '' ? ' ' : words, x + inset, top + inset, {
            width: widthOf(column),
            align: column.align ?? 'left',
            lineGap: 1,
          })
        },
        undefined,
        line,
      )
      x += column.share * width
    })
    line.end()
    pdf.x = left
    pdf.y = bottom
  }

  const headHeight = hasHead ? heightOf(head) : 0
  sheet.keep(headHeight + 40)
  if (hasHead) drawRow(head, headHeight)
  for (const cells of rows) {
    const row: Row = { cells, isHead: false }
    const height = heightOf(row)
    const page = pdf.page
    sheet.keep(height)
    if (pdf.page !== page && hasHead) drawRow(head, headHeight)
    drawRow(row, height)
  }
  table.end()
  pdf.y += gap.block
}
