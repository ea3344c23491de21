import { colours, gap, type Sheet, sizes } from './pdf-sheet'

export interface Bar {
  readonly label: string
  /** Null: not shown, and drawn as such. */
  readonly value: number | null
  /** As it is written at the bar's end. */
  readonly shown: string
}

const barHeight = 12
const step = 18
const labelShare = 0.34
const valueWidth = 76

/** A chart of bars from left to right, drawn as vectors; what a screen reader meets is one sentence. */
export const drawBars = (sheet: Sheet, title: string, bars: readonly Bar[]): void => {
  const { pdf, left, width } = sheet
  const start = left + width * labelShare
  const room = width - width * labelShare - valueWidth
  const most = Math.max(1, ...bars.map(({ value }) => value ?? 0))
  sheet.keep(24 + bars.length * step)
  const sentence = `${title}: ${bars.map(({ label, shown }) => `${label} ${shown}`).join(', ')}.`
  sheet.tagged(
    'Figure',
    () => {
      pdf.font('bold').fontSize(sizes.body).fillColor(colours.ink).text(title, left, pdf.y, { width })
      let y = pdf.y + gap.line
      for (const { label, value, shown } of bars) {
        pdf.font('regular').fontSize(sizes.body - 1)
        pdf.fillColor(colours.ink).text(sheet.clean(label), left, y, { width: width * labelShare - 8, height: barHeight, ellipsis: true })
        const length = value === null ? 14 : (value / most) * room
        if (value === null) pdf.rect(start, y, length, barHeight).dash(2, { space: 2 }).strokeColor(colours.hidden).stroke().undash()
        else if (value > 0) pdf.rect(start, y, Math.max(1.5, length), barHeight).fill(colours.accent)
        pdf.fillColor(value === null ? colours.quiet : colours.ink)
        pdf.text(shown, start + length + 6, y, { width: valueWidth + room - length, lineBreak: false })
        y += step
      }
      pdf.x = left
      pdf.y = y
    },
    sentence,
  )
  pdf.y += gap.block
}
