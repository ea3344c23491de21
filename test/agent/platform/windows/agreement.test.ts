import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Monitor } from '#shared/model/screen'
import { agreementButtons, agreementCard } from '../../../../agent/platform/agreement-place'
import { drawGlyphs } from '../../../../agent/platform/glyphs/draw-glyphs'
import { GlyphFile } from '../../../../agent/platform/glyphs/glyph-file'
import { Observable } from '../../../../agent/platform/observable'
import { WindowsOverlay } from '../../../../agent/platform/windows/windows-overlay'
import { RecordedLine } from './recorded-line'

const monitor = { y: 0, width: 800, height: 600 }
const left: Monitor = { ...monitor, index: 0, x: 0, primary: true, name: 'DISPLAY1' }
const right: Monitor = { ...monitor, index: 1, x: 800, primary: false, name: 'DISPLAY2' }
const agreement = { title: 'Using our computers', text: 'I am kind.', again: false }
const times = { coveredAt: 1, grabbedAt: 2 }

describe('asking for an agreement on Windows', () => {
  let folder: string
  let overlay: WindowsOverlay
  let line: RecordedLine
  let nowMs: number
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-agreement-'))
    await writeFile(path.join(folder, 'glyphs'), drawGlyphs([14]))
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    nowMs = 0
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
    const drawing = { glyphs: new GlyphFile(path.join(folder, 'glyphs')), drawNotice: ['false'] as const }
    overlay = new WindowsOverlay(new Observable<readonly Monitor[]>([left, right]), drawing)
    line = new RecordedLine()
    overlay.attach(line)
  })

  const ordered = (word: string): readonly string[] => line.calls.filter((call) => call.startsWith(`${word} `))
  const asked = (number: number): Promise<void> => vi.waitFor(() => expect(ordered('ask').at(-1)).toBe(`ask ${number}`))
  const ask = async (): Promise<void> => {
    const told = overlay.cover({ kind: 'agreement', agreement })
    overlay.heed({ kind: 'covered', order: 1, times })
    expect(await told).toMatchObject({ ok: true })
    await asked(1)
    overlay.heed({ kind: 'asked', order: 1 })
    expect(overlay.asking.value).toBe('shown')
  }

  it('shows it on every monitor, and takes no answer but one to what is shown', async () => {
    const told = overlay.cover({ kind: 'agreement', agreement })
    expect(overlay.asking.value).toBe('drawing')
    overlay.heed({ kind: 'covered', order: 1, times })
    await told
    await asked(1)
    const [one, other] = [agreementCard(left), agreementCard(right)]
    expect(ordered('card')).toEqual([one, other].map(({ x, y, width, height }) => `card ${x} ${y} ${width} ${height}`))
    expect(overlay.asking.value).toBe('drawing')
    overlay.heed({ kind: 'asked', order: 7 })
    expect(overlay.asking.value).toBe('drawing')
    overlay.heed({ kind: 'asked', order: 1 })
    expect(overlay.asking.value).toBe('shown')

    const { declined } = agreementButtons(other)
    const click = { kind: 'cover-clicked', x: other.x + declined.x + 5, y: other.y + declined.y + 5 } as const
    // Meant for what was there before.
    overlay.heed(click)
    expect(overlay.asking.value).toBe('shown')
    nowMs += 1_000
    overlay.heed({ kind: 'cover-key', key: 'choose' })
    overlay.heed({ ...click, y: other.y + 5 })
    expect(overlay.asking.value).toBe('shown')
    overlay.heed(click)
    expect(overlay.asking.value).toBe('declined')
    overlay.heed({ kind: 'cover-key', key: 'next' })
    overlay.heed({ kind: 'cover-key', key: 'choose' })
    expect(overlay.asking.value).toBe('declined')
  })

  it('marks on every monitor what the keyboard has chosen', async () => {
    await ask()
    nowMs += 1_000
    const before = ordered('card').length
    overlay.heed({ kind: 'cover-key', key: 'next' })
    expect(ordered('card')).toHaveLength(before + 2)
    overlay.heed({ kind: 'cover-key', key: 'next' })
    overlay.heed({ kind: 'cover-key', key: 'next' })
    overlay.heed({ kind: 'cover-key', key: 'choose' })
    expect(overlay.asking.value).toBe('agreed')
  })

  it('[AU6] is not shown before keys and clicks are held, and is drawn anew for other monitors', async () => {
    const told = overlay.cover({ kind: 'agreement', agreement })
    overlay.heed({ kind: 'cover-failed', order: 1, failure: 'grab-refused' })
    expect(await told).toMatchObject({ ok: false, code: 'grab-refused' })
    await asked(1)
    overlay.heed({ kind: 'asked', order: 1 })
    expect(overlay.asking.value).toBe('drawing')
    overlay.heed({ kind: 'covered', order: 1, times })
    expect(overlay.asking.value).toBe('shown')

    overlay.heed({ kind: 'monitors', monitors: [] })
    expect(ordered('cover').at(-1)).toMatch(/^cover 2 /u)
    overlay.heed({ kind: 'covered', order: 2, times })
    await asked(2)
  })

  it('is asked again of the next program on the desktop, and of nobody once it is taken away', async () => {
    await ask()
    overlay.detach()
    expect(overlay.asking.value).toBe('drawing')
    expect(overlay.state.value).toMatchObject({ state: 'failed', failure: 'no-display' })
    line = new RecordedLine()
    overlay.attach(line)
    // A word of the one before.
    overlay.heed({ kind: 'asked', order: 1 })
    expect(overlay.asking.value).toBe('drawing')
    overlay.heed({ kind: 'covered', order: 2, times })
    await asked(2)
    overlay.heed({ kind: 'asked', order: 2 })
    expect(overlay.asking.value).toBe('shown')
    const gone = overlay.uncover()
    overlay.heed({ kind: 'uncovered', order: 3 })
    await gone
    nowMs += 1_000
    overlay.heed({ kind: 'cover-key', key: 'next' })
    overlay.heed({ kind: 'cover-key', key: 'choose' })
    expect(overlay.asking.value).toBe('none')
  })
})
