import { describe, expect, it } from 'vitest'
import { startDocument } from '../../../main/hub/documents/pdf-document'
import { snapshotOf } from '../../support/breaches'
import { pdfText } from '../../support/pdf-text'

const about = { title: 'A paper', subtitle: 'Ysgol Tŷ Ffynnon', marking: 'For tests', madeAt: Date.UTC(2026, 10, 22) }

describe('a document', () => {
  it('says what was written, letters of Welsh and Polish too, with its title and page at the foot', async () => {
    const paper = await startDocument(about)
    paper.heading('In short')
    paper.paragraph('Łucja £5 “so”\u0007 Ŵyn')
    paper.facts([['Concerns', '12']])
    paper.lines('Signed', 1)
    const text = await pdfText(await paper.finish())
    expect(text).toContain('A paper Ysgol Tŷ Ffynnon In short Łucja £5 “so” Ŵyn Concerns 12 Signed')
    expect(text).toContain('A paper · For tests 1 of 1')
  })

  it('a table longer than a page has its head on each, and loses no row', async () => {
    const paper = await startDocument(about)
    const rows = Array.from({ length: 70 }, (_, at) => [`row-${at}`, at % 9 === 0 ? 'long words '.repeat(30) : 'short'])
    paper.table(
      [
        { title: 'Which', share: 0.3 },
        { title: 'Head of the table', share: 0.7 },
      ],
      rows,
    )
    const text = await pdfText(await paper.finish())
    const pages = Number(/1 of (\d+)/u.exec(text)?.[1])
    expect(pages).toBeGreaterThan(2)
    expect(text.match(/Head of the table/gu)).toHaveLength(pages)
    for (const [name = ''] of rows) expect(text).toContain(`${name} `)
  })

  it('a chart is drawn with its figures, a hidden one as such, and pictures are placed', async () => {
    const paper = await startDocument(about)
    paper.bars('By category', [
      { label: 'Games', value: 20, shown: '20' },
      { label: 'Suicide', value: null, shown: '1 to 4' },
      { label: 'Drugs', value: 0, shown: '0' },
    ])
    const before = (await pdfText(await paper.finish())).length
    expect(before).toBeGreaterThan(40)
    const pictured = await startDocument(about)
    const { jpeg, width, height } = snapshotOf('00000000-0000-4000-8000-000000000002', 'match')
    pictured.picture({ jpeg, width, height, caption: 'What was on the screen' })
    const file = await pictured.finish()
    expect(file.byteLength).toBeGreaterThan(jpeg.byteLength)
    expect(await pdfText(file)).toContain('What was on the screen')
  })

  it('is tagged in its language for those who listen', async () => {
    const paper = await startDocument(about)
    paper.heading('One')
    const file = Buffer.from(await paper.finish()).toString('latin1')
    expect(file).toContain('/MarkInfo')
    expect(file).toContain('/Lang (en-GB)')
    expect(file).toMatch(/\/S \/H2/u)
  })
})
