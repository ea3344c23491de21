import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DesktopGone, DesktopProgram } from '../../agent/platform/windows/desktop-program'
import { pixelsOf } from '../../agent/platform/windows/pixels'
import { WindowsPlatform } from '../../agent/platform/windows/windows-platform'
import { until } from '../support/desktop'
import { platformOptions } from '../support/platform'
import { probeColour } from '../support/windows/pc-under-test'
import { recordDuplication, type RecordedDuplication, type RecordedOutput } from '../support/windows/recorded-duplication'
import { compileForWindows, desktopExecutable, startWine, type WineDesktop } from '../support/windows/wine-desktop'

/*
 * The program on a Windows desktop reads monitors by desktop duplication, which Wine has not: against recorded calls, in a Windows whose dxgi.dll and
 * d3d11.dll are stand-ins. What is read by GDI is a magenta window of Wine's. The rest of the suite has Wine's own libraries, and so GDI.
 */

const patience = { timeout: 20_000, interval: 50 }
const [red, green, blue, white] = [0xff_00_00, 0x00_ff_00, 0x00_00_ff, 0xff_ff_ff]
const byGdi = [probeColour, probeColour, probeColour, probeColour]
const width = 60
const height = 40

describe('desktop duplication', () => {
  let wine: WineDesktop
  let duplication: RecordedDuplication
  let program: DesktopProgram
  let x = 0
  let views = 0
  let read = 0
  /** Where monitors are, and why they are read by GDI. */
  const readings: (readonly [number, string | null])[] = []

  beforeAll(async () => {
    wine = await startWine()
    duplication = await recordDuplication(wine)
    await duplication.show()
    const probe = wine.spawn(await compileForWindows('probe'), ['Below', probeColour.toString(16), '0', '0', '1024', '768'], 'pipe')
    const [command, ...args] = wine.command(desktopExecutable)
    let front = ''
    program = new DesktopProgram(['env', ...duplication.env, command, ...args], 60_000, (event) => {
      if (event.kind === 'reading') readings.push([event.x, event.refused])
      if (event.kind === 'front') front = event.front?.title ?? ''
    })
    await until('the window that GDI reads', () => front === 'Below' && probe.exitCode === null, 60_000)
    await vi.waitFor(async () => expect(await look(++views, output())).toEqual(byGdi), patience)
  }, 90_000)
  afterAll(async () => {
    await program.end()
    await wine.stop()
  })
  /** Each test has a monitor that none before it had. */
  beforeEach(async () => {
    x += width
    await calls()
  })

  const output = (own: Partial<RecordedOutput> = {}): RecordedOutput => ({
    adapter: 0,
    x,
    y: 0,
    width,
    height,
    rotation: 1,
    padding: 0,
    refused1: 'none',
    refused: 'none',
    lost: 0,
    frame: 1,
    presented: true,
    quarters: [red, green, blue, white],
    ...own,
  })
  /** Colours of the quarters of a picture of it, or the word that stands for one. */
  const look = async (view: number, { x: left, y, ...size }: RecordedOutput): Promise<readonly number[] | string | undefined> => {
    const { words, body } = await program.ask('capture', [view, left, y, size.width, size.height, size.width / 2, size.height / 2])
    if (words[0] !== 'new') return words[0]
    const pixels = pixelsOf(body)
    const [across, down] = [size.width / 2, size.height / 2]
    const at = (column: number, row: number): number => pixels[row * across + column] ?? -1
    return [at(0, 0), at(across - 1, 0), at(0, down - 1), at(across - 1, down - 1)]
  }
  /** What was called since this was asked before. */
  const calls = async (): Promise<readonly string[]> => {
    const all = await duplication.calls()
    return all.slice(read, (read = all.length))
  }
  const called = async (what: RegExp): Promise<number> => (await calls()).filter((call) => what.test(call)).length

  it.each([
    ['as it is', 1, [red, green, blue, white]],
    ['turned by a quarter', 2, [blue, red, white, green]],
    ['turned by a half', 3, [white, blue, green, red]],
    ['turned by three quarters', 4, [green, white, red, blue]],
  ] as const)('shows a monitor %s, whatever stands between its rows', async (_how, rotation, quarters) => {
    const upright = rotation % 2 === 0 ? { width: height, height: width } : {}
    const monitor = output({ rotation, padding: 52, ...upright })
    await duplication.show(monitor)
    expect(await look(++views, monitor)).toEqual(quarters)
  })

  it('reads nothing while nothing changed, and shows the frame it kept to whoever comes later', async () => {
    const monitor = output()
    await duplication.show(monitor)
    const [first, second] = [++views, ++views]
    expect(await look(first, monitor)).toEqual(monitor.quarters)
    await calls()
    expect(await look(first, monitor)).toBe('same')
    expect(await calls()).toEqual([expect.stringMatching(/^acquire duplication/u)])
    expect(await look(second, monitor)).toEqual(monitor.quarters)
    expect(await called(/^(?:copy|made)/u)).toBe(0)
    // The pointer alone is in no picture.
    await duplication.show(output({ frame: 2, presented: false, quarters: [blue, blue, blue, blue] }))
    expect(await look(first, monitor)).toBe('same')
    expect(await called(/^(?:copy|map)/u)).toBe(0)
    const changed = output({ frame: 3, quarters: [blue, red, blue, red] })
    await duplication.show(changed)
    expect(await look(first, monitor)).toEqual(changed.quarters)
    expect(await look(second, monitor)).toEqual(changed.quarters)
    expect(await called(/^copy/u)).toBe(1)
  })

  it('reads by GDI until the first frame is there', async () => {
    const view = ++views
    await duplication.show(output({ frame: 0 }))
    expect(await look(view, output())).toEqual(byGdi)
    await duplication.show(output({ presented: false }))
    expect(await look(view, output())).toBe('same')
    await duplication.show(output({ frame: 2 }))
    expect(await look(view, output())).toEqual(output().quarters)
  })

  it('reads by GDI what was taken away, until it is given again', async () => {
    const view = ++views
    await duplication.show(output())
    expect(await look(view, output())).toEqual(output().quarters)
    await duplication.show(output({ lost: 1 }))
    expect(await look(view, output())).toEqual(byGdi)
    await vi.waitFor(async () => expect(await look(view, output())).toEqual(output().quarters), patience)
  })

  it('reads by GDI what is refused, and does not ask again each time', async () => {
    const reasons = ['unsupported', 'denied', 'not-available'] as const
    const monitors = reasons.map((refused) => output({ x: (x += width), refused1: refused, refused }))
    const seen = monitors.map((monitor) => ({ monitor, view: ++views }))
    await duplication.show(...monitors)
    for (const { view, monitor } of seen) {
      expect(await look(view, monitor)).toEqual(byGdi)
      for (let time = 0; time < 3; time++) expect(await look(view, monitor)).toBe('same')
    }
    expect(await called(/^duplicate output/u)).toBe(monitors.length)
    const codes = ['887a0004', '80070005', '887a0022']
    expect(readings.slice(-3)).toEqual(monitors.map((monitor, at) => [monitor.x, codes[at]]))
    await duplication.show(...monitors.map((monitor) => output({ x: monitor.x })))
    for (const { view, monitor } of seen) {
      await vi.waitFor(async () => expect(await look(view, monitor)).toEqual(output().quarters), patience)
    }
    expect(readings.slice(-3)).toEqual(monitors.map((monitor) => [monitor.x, null]))
  })

  it('reads each monitor by its own adapter, by GDI where that gives none, and by the older way where the newer is refused', async () => {
    const older = output({ refused1: 'unsupported' })
    const right = output({ adapter: 1, x: (x += width), quarters: [white, white, white, blue] })
    const other = output({ adapter: 1, x: (x += width), refused1: 'unsupported', refused: 'unsupported' })
    await duplication.show(older, right, other)
    expect(await look(++views, older)).toEqual(older.quarters)
    expect(await look(++views, right)).toEqual(right.quarters)
    expect(await look(++views, other)).toEqual(byGdi)
    const made = (await calls()).map((call) => call.replace(/ output \d+$/u, ''))
    expect(made.filter((call) => /^(?:dup|made dev)/u.test(call))).toEqual([
      ...['made device 0', 'duplicate1', 'duplicate'],
      ...['made device 1', 'duplicate1'],
      ...['made device 1', 'duplicate1', 'duplicate'],
    ])
    // A picture of a part of a monitor is no monitor's.
    expect(await look(++views, { ...right, width: width / 2 })).toEqual(byGdi)
  })

  it('is told of each monitor in pixels of its own, however that is scaled', async () => {
    expect(await readFile(desktopExecutable, 'latin1')).toMatch(/<dpiAwareness [^>]+>PerMonitorV2, PerMonitor</u)
  })

  it('gives everything back once nobody asks, and asked for nothing that Windows would not take', async () => {
    const count = (all: readonly string[], word: string): number => all.filter((call) => call.startsWith(word)).length
    await vi.waitFor(async () => {
      const all = await duplication.calls()
      expect(count(all, 'made')).toBe(count(all, 'freed'))
    }, patience)
    const all = await duplication.calls()
    expect(count(all, 'made duplication')).toBeGreaterThan(8)
    expect(all.filter((call) => call.startsWith('wrong'))).toEqual([])
    await duplication.show(output())
    expect(await look(++views, output())).toEqual(output().quarters)
  })

  it('ends with a driver that stalls, and says so', async () => {
    await duplication.show(output({ refused1: 'hang' }))
    expect(program.isFaulty).toBe(false)
    await expect(program.ask('capture', [++views, x, 0, width, height, 1, 1], 500)).rejects.toThrow(DesktopGone)
    expect(program.isFaulty).toBe(true)
  })

  it('leaves a driver alone that ended the program once, as the cover would go with it', async () => {
    await duplication.show(output({ x: 0, width: 1_024, height: 768, refused1: 'exception' }))
    await calls()
    const [command, ...args] = wine.command(desktopExecutable)
    const told: string[] = []
    const platform = new WindowsPlatform({
      ...(await platformOptions(wine.screen)),
      desktopProgram: ['env', ...duplication.env, command, ...args],
      log: (line) => told.push(line),
    })
    const stopping = new AbortController()
    const stopped = platform.start(stopping.signal)
    await vi.waitFor(async () => expect(await platform.frames.take('now')).toMatchObject({ ok: true, value: { width: 1_024 } }), patience)
    expect(await called(/^duplicate/u)).toBe(1)
    expect(told).toEqual([expect.stringContaining('by GDI alone')])
    stopping.abort()
    await stopped
  })
})
