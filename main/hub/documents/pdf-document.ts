import type PdfKit from 'pdfkit'
import { documentFonts } from './document-fonts'
import { drawBars, type Bar } from './pdf-bars'
import { colours, gap, type Sheet, sizes, startSheet } from './pdf-sheet'
import { type Column, drawTable } from './pdf-table'

export interface DocumentAbout {
  readonly title: string
  /** Whose it is and of what time, under the title. */
  readonly subtitle: string
  /** How it may be handed on; at the foot of every page. */
  readonly marking: string
  readonly madeAt: number
}

export interface DocumentPicture {
  /** JPEG (ITU-T T.81). */
  readonly jpeg: Uint8Array
  readonly width: number
  readonly height: number
  /** What is to be seen, for those who cannot see it; said under it too. */
  readonly caption: string
}

/** A document being written, from top to bottom: A4, tagged for screen readers, with the product's own typeface. */
export interface PdfDocument {
  heading(words: string): void
  subheading(words: string): void
  paragraph(words: string): void
  /** In small and quiet: how a figure was counted. */
  remark(words: string): void
  /** What is known, one fact a line. */
  facts(pairs: readonly (readonly [name: string, value: string])[]): void
  /** Its head stands again on every page it reaches. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void
  bars(title: string, bars: readonly Bar[]): void
  /** Room for handwriting. */
  lines(label: string, count: number): void
  picture(picture: DocumentPicture): void
  /** An empty line. */
  space(): void
  newPage(): void
  /** The whole file. Nothing can be written afterwards. */
  finish(): Promise<Uint8Array<ArrayBuffer>>
}

const foot = (sheet: Sheet, { title, marking }: DocumentAbout): void => {
  const { pdf, left, width } = sheet
  const { start, count } = pdf.bufferedPageRange()
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page)
    // Below the margin pdfkit would begin a page of its own.
    pdf.page.margins.bottom = 0
    pdf.markContent('Artifact', { type: 'Pagination' })
    pdf.font('regular').fontSize(sizes.small).fillColor(colours.quiet)
    const y = pdf.page.height - 44
    pdf.text(`${title} · ${marking}`, left, y, { width: width - 80, height: 12, ellipsis: true, lineBreak: false })
    pdf.text(`${page - start + 1} of ${count}`, left + width - 80, y, { width: 80, align: 'right', lineBreak: false })
    pdf.endMarkedContent()
  }
}

const collect = (pdf: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.once('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
    pdf.once('error', reject)
  })

/** Begins a document with its title. The library is loaded with the first one: most hubs make a document on few days of the year. */
export const startDocument = async (about: DocumentAbout): Promise<PdfDocument> => {
  const [{ default: Pdf }, fonts] = await Promise.all([import('pdfkit') as Promise<{ default: typeof PdfKit }>, documentFonts()])
  const sheet = startSheet(new Pdf(sheetOptions(about)), fonts)
  const { pdf, left, width } = sheet
  const whole = collect(pdf)

  const write = (tag: string, words: string, size: number, look: { readonly font: 'regular' | 'bold'; readonly colour: string }): void => {
    sheet.tagged(tag, () => {
      pdf.font(look.font).fontSize(size).fillColor(look.colour)
      pdf.text(sheet.clean(words), left, pdf.y, { width, lineGap: 2 })
    })
  }

  write('H1', about.title, sizes.title, { font: 'bold', colour: colours.accent })
  write('P', about.subtitle, sizes.subtitle, { font: 'regular', colour: colours.quiet })
  sheet.rule(colours.accent, 1.5)
  pdf.y += gap.block

  const ink = { font: 'regular', colour: colours.ink } as const
  return {
    heading: (words) => {
      sheet.keep(90)
      pdf.y += gap.block
      write('H2', words, sizes.heading, { font: 'bold', colour: colours.accent })
      pdf.y += gap.line
    },
    subheading: (words) => {
      sheet.keep(60)
      pdf.y += gap.line
      write('H3', words, sizes.subheading, { font: 'bold', colour: colours.ink })
      pdf.y += gap.line
    },
    paragraph: (words) => {
      write('P', words, sizes.body, ink)
      pdf.y += gap.line
    },
    remark: (words) => {
      write('P', words, sizes.small, { font: 'regular', colour: colours.quiet })
      pdf.y += gap.line
    },
    facts: (pairs) => {
      const columns = [
        { title: '', share: 0.4 },
        { title: '', share: 0.6 },
      ]
      drawTable(sheet, columns, pairs)
    },
    table: (columns, rows) => {
      drawTable(sheet, columns, rows)
    },
    bars: (title, bars) => {
      drawBars(sheet, title, bars)
    },
    lines: (label, count) => {
      sheet.keep(20 + count * 24)
      write('P', label, sizes.body, ink)
      for (let line = 0; line < count; line += 1) {
        pdf.y += 22
        sheet.rule(colours.line, 0.5)
      }
      pdf.y += gap.block
    },
    picture: ({ jpeg, width: across, height: down, caption }) => {
      const scale = Math.min(width / across, 300 / down, 1)
      sheet.keep(down * scale + 40)
      sheet.tagged(
        'Figure',
        () => {
          const top = pdf.y
          pdf.image(Buffer.from(jpeg), left, top, { width: across * scale, height: down * scale })
          pdf.y = top + down * scale + 4
        },
        caption,
      )
      write('P', caption, sizes.small, { font: 'regular', colour: colours.quiet })
      pdf.y += gap.block
    },
    space: () => {
      pdf.y += gap.block
    },
    newPage: () => {
      pdf.addPage()
    },
    finish: async () => {
      sheet.close()
      foot(sheet, about)
      pdf.end()
      return whole
    },
  }
}

const sheetOptions = ({ title, madeAt }: DocumentAbout): PDFKit.PDFDocumentOptions => ({
  size: 'A4',
  margins: { top: 60, bottom: 72, left: 56, right: 56 },
  bufferPages: true,
  pdfVersion: '1.7',
  tagged: true,
  lang: 'en-GB',
  displayTitle: true,
  // Helvetica otherwise, whose measures pdfkit would look for beside the program.
  font: '',
  info: { Title: title, Creator: 'Classwarden', Producer: 'Classwarden', CreationDate: new Date(madeAt) },
})
