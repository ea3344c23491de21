import jpegTurbo from '@julusian/jpeg-turbo'
import { describe, expect, it, vi } from 'vitest'
import type { Watched } from '#shared/model/screen'
import { capabilities } from '#shared/protocol/version'
import { loadMacLibraries, type MacImage } from '../../../../agent/platform/macos/mac-libraries'
import { MacPlatform } from '../../../../agent/platform/macos/mac-platform'
import { restMsIn } from '../../../../agent/platform/macos/mac-sensors'
import { Observable } from '../../../../agent/platform/observable'

/** As x-win answers: an object of a class whose fields are getters. */
class WindowInfo {
  get title(): string {
    return 'Essay — Pages'
  }
  get position(): object {
    return { x: 0, y: 25, width: 800, height: 600, isFullScreen: false }
  }
  get info(): object {
    return { processId: 411, path: '/Applications/Pages.app/Contents/MacOS/Pages', name: 'Pages', execName: 'Pages' }
  }
}

/** Left half red, right half blue. */
const image: MacImage = {
  width: 4,
  height: 2,
  toRaw: () => Promise.resolve(Uint8Array.from({ length: 32 }, (_, at) => (at % 4 === (at % 16 < 8 ? 0 : 2) || at % 4 === 3 ? 255 : 0))),
}
const monitor = {
  name: () => 'Colour LCD',
  x: () => 0,
  y: () => 0,
  width: () => 4,
  height: () => 2,
  isPrimary: () => true,
  captureImage: () => Promise.resolve(image),
}
const recorded: Readonly<Record<string, unknown>> = {
  '@miniben90/x-win': { activeWindowAsync: () => Promise.resolve(new WindowInfo()) },
  'node-screenshots': { Monitor: Object.assign(() => undefined, { all: () => [monitor] }) },
}

const open = (libraries: ReturnType<typeof loadMacLibraries>): { platform: MacPlatform; ran: string[][] } => {
  const ran: string[][] = []
  const run = (program: string, args: readonly string[]): Promise<boolean> => {
    ran.push([program, ...args])
    return Promise.resolve(true)
  }
  return { platform: new MacPlatform({ libraries, idleAfterMs: 60_000, run, restMs: () => Promise.resolve(90_000) }), ran }
}

describe('on a Mac', () => {
  it('tells window, monitors, rest and picture through libraries that load, and the pupil who looks', async () => {
    const stop = new AbortController()
    const { platform, ran } = open(loadMacLibraries((name) => recorded[name]))
    const started = platform.start(stop.signal)
    await vi.waitFor(() => expect(platform.display.value).toEqual({ state: 'ready' }))
    expect(platform.foreground.value).toMatchObject({
      title: 'Essay — Pages',
      application: 'Pages',
      process: { pid: 411, name: 'Pages', path: '/Applications/Pages.app/Contents/MacOS/Pages' },
    })
    expect(platform.monitors.value).toEqual([{ index: 0, name: 'Colour LCD', x: 0, y: 0, width: 4, height: 2, primary: true }])
    expect(platform.idle.value).toMatchObject({ idle: true })

    const source = platform.thumbnails()
    const request = { monitor: 0, width: 2, quality: 95, after: null, restless: null }
    const frame = await source.next(request, stop.signal)
    if (!frame.ok) throw new Error(frame.detail)
    expect(frame.value.thumbnail).toMatchObject({ keyframe: true, width: 2, height: 1 })
    const jpeg = frame.value.thumbnail.parts[0]?.jpeg ?? new Uint8Array()
    const { data } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_RGB })
    // Colours of neighbours are shared in a JPEG; brightness is not.
    expect([data[0], data[5]].map((part) => (part ?? 0) > 100)).toEqual([true, true])
    expect(await source.next({ ...request, monitor: 1 }, stop.signal)).toMatchObject({ ok: false, code: 'no-monitor' })

    const watched = new Observable<Watched>('nobody')
    platform.showSign({ watched, timeLeft: new Observable(null), onPressed: () => undefined })
    await vi.waitFor(() => expect(ran.at(-1)?.at(-1)).toMatch(/Nobody is looking/u))
    watched.set('closely')
    await vi.waitFor(() => expect(ran.at(-1)?.at(-1)).toMatch(/looking at this screen closely/u))
    expect(await platform.openPage('http://127.0.0.1:8/')).toEqual({ ok: true, value: null })
    expect(await platform.openPage('file:///etc/passwd')).toMatchObject({ ok: false, code: 'no-browser' })
    stop.abort()
    await started
    expect([platform.foreground.value, platform.display.value.state]).toEqual([null, 'waiting'])
  })

  it('claims nothing that it cannot do, and refuses it all the same', async () => {
    const { platform } = open(loadMacLibraries((name) => recorded[name]))
    const claimed = capabilities.filter((name) => !platform.lacks.includes(name))
    expect(claimed).toEqual(['foreground', 'user', 'idle', 'monitors', 'thumbnail', 'outbox', 'policy', 'kept-for', 'staff-gate', 'health'])
    expect(await platform.overlay.cover({ kind: 'blank' })).toMatchObject({ ok: false })
    expect(await platform.power.act('restart', 0)).toMatchObject({ ok: false })
    expect(await platform.applications.list()).toMatchObject({ ok: false })
    expect(await platform.frames.take('now')).toMatchObject({ ok: false })
  })

  it.each<[string, (name: string) => unknown, string]>([
    [
      'is not there',
      () => {
        throw new Error('Cannot find module')
      },
      'Cannot find module',
    ],
    ['is another', (name) => (name === 'node-screenshots' ? {} : recorded[name]), 'node-screenshots is not'],
  ])('says that it is unsupported where a library %s, and sees nothing', async (_how, load, detail) => {
    const libraries = loadMacLibraries(load)
    expect(libraries).toMatchObject({ ok: false, code: 'unsupported' })
    expect(libraries.ok ? '' : libraries.detail).toContain(detail)
    const { platform } = open(libraries)
    expect(platform.display.value).toEqual({ state: 'waiting', why: 'unsupported' })
    expect(platform.monitors.value).toEqual([])
  })

  it('reads how long the keyboard rested from what ioreg says', () => {
    expect(restMsIn('    |   "HIDIdleTime" = 61234567890\n')).toBe(61_234)
    expect(restMsIn('')).toBeNull()
  })
})
