import type * as Docx from 'docx'
import { startDocument } from '../documents/pdf-document'

export interface LetterToWrite {
  /** Empty where the school has not said its name. */
  readonly schoolName: string
  /** As it is written: 22 November 2026. */
  readonly day: string
  readonly at: number
  readonly incidentNumber: number
  readonly addressee: string
  readonly title: string
  readonly text: string
}

const marking = 'Private: for the addressee'

const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n{2,}/u)
    .map((paragraph) => paragraph.trimEnd())
    .filter((paragraph) => paragraph !== '')

const headOf = ({ schoolName }: LetterToWrite): string => (schoolName === '' ? 'Letter from school' : schoolName)
const underHeadOf = ({ day, incidentNumber }: LetterToWrite): string => `${day} · Our reference: ${incidentNumber}`

/** The letter to be printed. It has words alone: nothing here can place a picture. */
export const letterPdf = async (letter: LetterToWrite): Promise<Uint8Array<ArrayBuffer>> => {
  const paper = await startDocument({ title: headOf(letter), subtitle: underHeadOf(letter), marking, madeAt: letter.at })
  paper.paragraph(letter.addressee)
  paper.heading(letter.title)
  for (const paragraph of paragraphsOf(letter.text)) {
    paper.paragraph(paragraph)
    paper.space()
  }
  return paper.finish()
}

/** The same to be sent on by other programs (Office Open XML, ECMA-376). */
export const letterDocx = async (letter: LetterToWrite): Promise<Uint8Array<ArrayBuffer>> => {
  // Loaded with the first letter: most hubs write one on few days of the year.
  const { Document, Footer, HeadingLevel, Packer, Paragraph, TextRun } = await import('docx')
  const runs = (text: string): Docx.TextRun[] =>
    text.split('\n').map((line, at) => new TextRun(at === 0 ? { text: line } : { text: line, break: 1 }))
  const spaced = (text: string): Docx.Paragraph => new Paragraph({ children: runs(text), spacing: { after: 200, line: 276 } })
  const file = new Document({
    creator: 'Classwarden',
    lastModifiedBy: 'Classwarden',
    title: letter.title,
    styles: { default: { document: { run: { font: 'Arial', size: 22, language: { value: 'en-GB' } } } } },
    sections: [
      {
        footers: { default: new Footer({ children: [new Paragraph({ children: [new TextRun({ text: marking, size: 16 })] })] }) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun({ text: headOf(letter), font: 'Arial', color: '0c6661' })] }),
          spaced(underHeadOf(letter)),
          spaced(letter.addressee),
          new Paragraph({
            heading: HeadingLevel.HEADING_1,
            spacing: { before: 200, after: 200 },
            children: [new TextRun({ text: letter.title, font: 'Arial', color: '0c6661' })],
          }),
          ...paragraphsOf(letter.text).map(spaced),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toArrayBuffer(file))
}
