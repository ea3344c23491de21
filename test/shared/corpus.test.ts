import { describe, expect, it } from 'vitest'
import { corpusCategories, corpusFileNames, isHeldOut, readCorpusFile } from '../support/corpus'

const fileNames = corpusFileNames()
const linesByFile = new Map(fileNames.map((name) => [name, readCorpusFile(name)]))
const corpus = [...linesByFile.values()].flat()
const harmful = corpus.filter((line) => line.label.harmful)
const heldOut = corpus.filter((line) => isHeldOut(line.id))

/** What every address begins with is no part of what it says. */
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/^https:\/\/(www\.)?/, '')
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Keys that more than `limit` of the entries have. */
const commonerThan = (keys: readonly string[], limit: number): string[] => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].filter(([, count]) => count > limit).map(([key]) => key)
}

describe('the labelled corpus for the policies', () => {
  it('has a file for each category, and files of innocent look-alikes beside them', () => {
    const categoryFiles = fileNames.filter((name) => !name.startsWith('innocent-'))
    expect(categoryFiles).toEqual([...corpusCategories].sort())
    expect(fileNames.length).toBeGreaterThan(categoryFiles.length + 10)
  })

  it.each(fileNames)('numbers its lines by file, and labels each as its file says: %s', (name) => {
    const lines = linesByFile.get(name) ?? []
    expect(lines.map((line) => line.id)).toEqual(lines.map((_, at) => `${name}-${String(at + 1).padStart(3, '0')}`))
    expect(new Set(lines.map((line) => line.label.category ?? 'innocent'))).toEqual(
      new Set([name.startsWith('innocent-') ? 'innocent' : name]),
    )
  })

  it('says nothing twice, not even in other letter case, punctuation or word order', () => {
    expect(
      commonerThan(
        corpus.map((line) => wordsOf(line.text).sort().join(' ')),
        1,
      ),
    ).toEqual([])
  })

  it('has no sentence used as a mould: at most three lines differ by one word', () => {
    const moulds = corpus.flatMap((line) => {
      const words = wordsOf(line.text)
      return words.length < 4 ? [] : words.map((_, blank) => words.with(blank, '*').join(' '))
    })
    expect(commonerThan(moulds, 3)).toEqual([])
  })

  it('holds enough of every category, and at least as many innocent lines as harmful ones', () => {
    for (const category of corpusCategories) expect(linesByFile.get(category)?.length, category).toBeGreaterThanOrEqual(60)
    expect(corpus.length).toBeGreaterThanOrEqual(2_500)
    expect(corpus.length - harmful.length).toBeGreaterThanOrEqual(harmful.length)
  })

  it('comes from every place that the engine reads', () => {
    for (const side of [harmful, corpus.filter((line) => !line.label.harmful)])
      expect(new Set(side.map((line) => line.source)).size).toBe(6)
  })

  it('holds out about a third, of every category and of the innocent lines', () => {
    expect(heldOut.length / corpus.length).toBeGreaterThan(0.28)
    expect(heldOut.length / corpus.length).toBeLessThan(0.38)
    for (const category of corpusCategories)
      expect(heldOut.filter((line) => line.label.category === category).length, category).toBeGreaterThanOrEqual(15)
    expect(heldOut.filter((line) => !line.label.harmful).length).toBeGreaterThanOrEqual(heldOut.filter((line) => line.label.harmful).length)
  })
})
