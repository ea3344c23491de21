import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawGlyphs } from '../../../../agent/platform/glyphs/draw-glyphs'
import { type FaceMeasures, GlyphFile, type GlyphFaces, packGlyphFile, pairKey } from '../../../../agent/platform/glyphs/glyph-file'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-glyphs-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function open(bytes: Buffer): Promise<GlyphFaces> {
  const file = path.join(folder, 'glyphs.bin')
  await writeFile(file, bytes)
  const { faces } = new GlyphFile(file)
  if (faces === null) throw new Error('the file was not taken')
  return faces
}

describe('a glyph file', () => {
  const characters = ['A', 'V', ' ', 'ŵ']
  const face: FaceMeasures = {
    sizes: [20, 10],
    characters,
    advances: [600, 700, 250, 800],
    pairs: [pairKey(0, 1, 4), pairKey(1, 0, 4)],
    kerning: [-100, -80],
  }
  const padlock: FaceMeasures = { ...face, characters: ['🔒'], advances: [1_000], pairs: [], kerning: [] }
  /** Each glyph's picture names it. */
  const packed = packGlyphFile({ 400: face, 700: face, padlock }, (name, size, character) => {
    const alpha = character === ' ' ? Buffer.alloc(0) : Buffer.from(`${name} ${size} ${character}`.padEnd(16))
    return { width: alpha.length === 0 ? 0 : 4, height: alpha.length / 4, left: -1, top: size, alpha }
  })

  it('sets letters by their advances and pairs, in every size alike', async () => {
    const regular = (await open(packed))[400]
    expect(regular.width('A', 20)).toBe(12)
    expect(regular.width('AV A', 20)).toBeCloseTo(12 - 2 + 14 + 5 + 12)
    expect(regular.width('AVA', 10)).toBeCloseTo(6 - 1 + 7 - 0.8 + 6)
    expect(regular.place('AVŵ', 20)).toEqual([
      { index: 0, x: 0 },
      { index: 1, x: 10 },
      { index: 3, x: 24 },
    ])
  })

  it('gives each letter of each face and size its own picture', async () => {
    const faces = await open(packed)
    const pictureOf = (name: '400' | '700', index: number, size: number): string => faces[name].glyph(index, size).alpha.toString().trim()
    expect(pictureOf('400', 0, 20)).toBe('400 20 A')
    expect(pictureOf('400', 3, 10)).toBe('400 10 ŵ')
    expect(pictureOf('700', 1, 10)).toBe('700 10 V')
    expect(faces.padlock.glyph(0, 10)).toMatchObject({ left: -1, top: 10 })
    expect(faces[700].glyph(2, 20)).toMatchObject({ width: 0, height: 0 })
  })

  it('knows what it cannot write', async () => {
    const regular = (await open(packed))[400]
    expect(regular.covers('ŵ VA')).toBe(true)
    expect(regular.covers('Ва')).toBe(false)
    expect(regular.covers('A😀')).toBe(false)
  })

  it.each([
    ['is not there', null],
    ['is empty', Buffer.alloc(0)],
    ['is of something else', Buffer.from('{"faces": 3}'.repeat(20))],
    ['says it has a head of 4 GB', Buffer.from('ffffffff7b7d', 'hex')],
  ])('that %s is none', async (_case, bytes) => {
    const file = path.join(folder, 'bad.bin')
    await rm(file, { force: true })
    if (bytes !== null) await writeFile(file, bytes)
    expect(new GlyphFile(file).faces).toBeNull()
  })

  it('cut short in its pictures is told when one is wanted', async () => {
    const file = path.join(folder, 'short.bin')
    await writeFile(file, packed)
    await truncate(file, packed.length - 20)
    const { faces } = new GlyphFile(file)
    expect(() => faces?.padlock.glyph(0, 10)).toThrow('cut short')
    expect(await readFile(file)).toHaveLength(packed.length - 20)
  })
})

describe('the glyphs of the agent', () => {
  it('are there for English, Welsh and what is typed between, and stand where a line’s letters stand', async () => {
    const faces = await open(drawGlyphs([48]))
    for (const face of [faces[400], faces[700]]) {
      expect(face.covers('Need help? Tell your teacher, or Childline 0800 1111')).toBe(true)
      expect(face.covers('Ẅẃŵŷïôâêẁỳ “Bore da” – naïve façade, Łódź, Müller… 5 × £3.50 = €17')).toBe(true)
    }
    const [x = 0, g = 0] = faces[400].place('xg', 48).map(({ index }) => index)
    const [letter, descender] = [faces[400].glyph(x, 48), faces[400].glyph(g, 48)]
    expect(letter.width % 4).toBe(0)
    expect(Math.max(...letter.alpha)).toBeGreaterThan(200)
    // The middle of a line runs through a small letter, and a descender reaches further below it.
    expect(letter.top).toBeGreaterThan(0)
    expect(letter.top - letter.height).toBeLessThan(0)
    expect(descender.top - descender.height).toBeLessThan(letter.top - letter.height - 5)
  })
})
