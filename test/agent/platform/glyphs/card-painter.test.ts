import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { paintCard } from '../../../../agent/platform/glyphs/card-painter'
import { drawGlyphs } from '../../../../agent/platform/glyphs/draw-glyphs'
import { type GlyphFaces, GlyphFile } from '../../../../agent/platform/glyphs/glyph-file'
import { layOutLockCard } from '../../../../agent/platform/lock-card'
import { fontFamily, registerFonts } from '../../../../agent/platform/notice-fonts'
import { noticeColours } from '../../../../agent/platform/notice-spec'
import { layOutSign } from '../../../../agent/platform/sign-card'

let folder: string
let faces: GlyphFaces

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-painter-'))
  await writeFile(path.join(folder, 'glyphs'), drawGlyphs([36, 14]))
  const opened = new GlyphFile(path.join(folder, 'glyphs')).faces
  if (opened === null) throw new Error('the glyph file does not open')
  faces = opened
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const words = (pixels: Uint8Array): Uint32Array => new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4)

it('paints a line as a canvas does, but for the smoothing', () => {
  const line = { text: 'gjÂ Ay', size: 36, weight: 400, colour: 0xffffff, align: 'left', x: 10, middleY: 40 } as const
  const painted = paintCard(faces, () => ({ width: 200, height: 80, ground: 0, bands: [], padlock: null, lines: [line] }))
  registerFonts()
  const context = createCanvas(200, 80).getContext('2d')
  context.font = `400 36px ${fontFamily}`
  context.fillStyle = '#fff'
  context.textBaseline = 'middle'
  context.fillText(line.text, line.x, line.middleY)
  const { data } = context.getImageData(0, 0, 200, 80)
  const inked = [...words(painted?.pixels ?? new Uint8Array())].map((pixel) => (pixel & 0xff) > 127)
  const expected = inked.map((_ink, at) => (data[4 * at + 3] ?? 0) > 127)
  const ink = expected.filter(Boolean).length
  expect(ink).toBeGreaterThan(300)
  expect(inked.filter((one, at) => one !== expected[at]).length).toBeLessThan(ink * 0.15)
})

it('paints a lock in its colours, and has none in letters it lacks', () => {
  const notice = { lockedBy: 'Ms Okafor', text: '', until: null }
  const size = { width: 800, height: 600 }
  const painted = paintCard(faces, (letters) => layOutLockCard(notice, size, letters))
  const colours = new Set(words(painted?.pixels ?? new Uint8Array()))
  expect(colours).toContain(noticeColours.lockGround)
  expect(colours).toContain(noticeColours.lockText)
  expect(paintCard(faces, (letters) => layOutLockCard({ ...notice, lockedBy: 'Ольга' }, size, letters))).toBeNull()
})

it('[TH5] makes a sign of each state, as wide as its words', () => {
  const widths = (['nobody', 'class', 'closely'] as const).map(
    (watched) => paintCard(faces, (letters) => layOutSign(watched, null, letters))?.width ?? 0,
  )
  expect(widths).toEqual(widths.toSorted((a, b) => a - b))
  const timed = paintCard(faces, (letters) => layOutSign('nobody', { of: 'lesson', minutes: 65 }, letters))
  expect(timed?.width).toBeGreaterThan(widths[0] ?? 0)
})
