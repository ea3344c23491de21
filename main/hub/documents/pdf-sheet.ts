import type { DocumentFonts } from './document-fonts'

/** The one look of everything the hub makes to be printed; the pages' colours. */
export const colours = { ink: '#15191b', quiet: '#4a5459', accent: '#0c6661', line: '#c3cbcd', tint: '#e6f4f3', hidden: '#9aa5a9' } as const
export const sizes = { title: 22, subtitle: 11.5, heading: 14, subheading: 11.5, body: 10.5, small: 8.5 } as const
/** In points, as everything here: 1/72 inch. */
export const gap = { line: 4, block: 10 } as const

type Struct = PDFKit.PDFStructureElement

/** Pages being drawn on, with what every kind of block needs. */
export interface Sheet {
  readonly pdf: PDFKit.PDFDocument
  readonly left: number
  readonly width: number
  /** Begins a new page unless so much of this one is left. */
  keep(height: number): void
  /** Draws something that a screen reader meets under this tag (ISO 32000-1, 14.8.4), inside `parent`. */
  tagged(tag: string, draw: () => void, alternative?: string, parent?: Struct): void
  /** A tag that holds others; to be ended. */
  group(tag: string, parent?: Struct): Struct
  /** Draws something that only decorates. */
  ornament(draw: () => void): void
  rule(colour: string, thickness: number): void
  /** What the typeface can draw of it. */
  clean(words: string): string
  /** Ends the tags. */
  close(): void
}

export const startSheet = (pdf: PDFKit.PDFDocument, fonts: DocumentFonts): Sheet => {
  pdf.registerFont('regular', fonts.regular)
  pdf.registerFont('bold', fonts.bold)
  pdf.font('regular')
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const { left, right } = pdf.page.margins
  const width = pdf.page.width - left - right

  const ornament: Sheet['ornament'] = (draw) => {
    pdf.markContent('Artifact', { type: 'Layout' })
    draw()
    pdf.endMarkedContent()
  }
  return {
    pdf,
    left,
    width,
    keep: (height) => {
      if (pdf.y + height > pdf.page.height - pdf.page.margins.bottom) pdf.addPage()
    },
    tagged: (tag, draw, alternative, parent = root) => {
      const options = alternative === undefined ? {} : { alt: alternative }
      parent.add(pdf.struct(tag, options, draw))
    },
    group: (tag, parent = root) => {
      const group = pdf.struct(tag)
      parent.add(group)
      return group
    },
    ornament,
    rule: (colour, thickness) => {
      ornament(() => {
        const y = pdf.y + 3
        pdf
          .moveTo(left, y)
          .lineTo(left + width, y)
          .lineWidth(thickness)
          .strokeColor(colour)
          .stroke()
        pdf.y = y + 3
      })
    },
    clean: (words) => words.replace(/\r\n?/gu, '\n').replace(/(?!\n)\p{Cc}/gu, ' '),
    close: () => {
      root.end()
    },
  }
}
