import { setTimeout as delay } from 'node:timers/promises'
import type { DisplayState } from '#shared/model/device'
import { fail, ok, type Outcome } from '#shared/outcome'
import { GlyphFile } from '../glyphs/glyph-file'
import { Observable } from '../observable'
import {
  type Banner,
  type ConsoleSwitching,
  handOver,
  type Platform,
  type PlatformOptions,
  type Sign,
  type TestCard,
  type ThumbnailSource,
} from '../platform'
import { reconnectDelayMs } from '../reconnect-delay'
import type { Rectangle } from '../rectangle'
import { WindowsBrowsers } from './browsers/windows-browsers'
import type { DesktopEvent } from './desktop-events'
import { linesOf } from './desktop-events'
import type { DesktopPart } from './desktop-part'
import { DesktopProgram, unlessGone } from './desktop-program'
import { Panels } from './panels'
import { WindowsApplications } from './windows-applications'
import { WindowsBanners } from './windows-banners'
import { WindowsFrameRing } from './windows-frame-ring'
import { WindowsOverlay } from './windows-overlay'
import { WindowsPower } from './windows-power'
import { WindowsSensors } from './windows-sensors'
import { WindowsSign } from './windows-sign'
import { WindowsTestCards } from './windows-test-cards'
import { WindowsThumbnailSource } from './windows-thumbnails'

/**
 * Windows desktops. Whatever needs a message loop, a hook or a window is done by a program of ours on the desktop (native/): a low-level hook must answer
 * within milliseconds, always, which a thread that also runs JavaScript cannot. This starts it, joins every part to it, and does so again when it ends,
 * as it does when another session comes to the front.
 */
export class WindowsPlatform implements Platform {
  readonly lacks: Platform['lacks'] = []
  readonly display = new Observable<DisplayState>({ state: 'waiting', why: 'no-session' })
  /** Windows has none: Ctrl+Alt+Del is not held, and offers nothing that leaves the cover while one is on (native/shell.c). */
  readonly consoleSwitching = new Observable<ConsoleSwitching>('free')
  readonly applications: WindowsApplications
  readonly browsers: WindowsBrowsers
  readonly overlay: WindowsOverlay
  readonly frames: WindowsFrameRing
  readonly power: WindowsPower
  readonly #options: PlatformOptions
  readonly #sensors = new WindowsSensors()
  readonly #panels = new Panels()
  readonly #banners: WindowsBanners
  readonly #sign: WindowsSign
  readonly #testCards: WindowsTestCards
  readonly #sources = new Set<WindowsThumbnailSource>()
  #program: DesktopProgram | null = null
  /** A graphics driver that ends the program once does so again, and the cover with it: not asked any more until the agent starts anew. */
  #readsBy: 'duplication' | 'gdi' = 'duplication'
  readonly #told = new Set<string>()

  constructor(options: PlatformOptions) {
    this.#options = options
    this.applications = new WindowsApplications([process.execPath, ...options.desktopProgram])
    this.browsers = new WindowsBrowsers(this.applications, options.desktopProgram)
    const drawing = { glyphs: new GlyphFile(options.glyphFile), drawNotice: options.drawNotice }
    this.overlay = new WindowsOverlay(this.monitors, drawing)
    this.frames = new WindowsFrameRing(this.#sensors)
    this.power = new WindowsPower(this.user, options.powerPrograms)
    this.#banners = new WindowsBanners(this.monitors, drawing, this.#panels)
    this.#sign = new WindowsSign(this.monitors, drawing, this.#panels)
    this.#testCards = new WindowsTestCards(this.monitors, drawing)
  }

  get foreground(): Platform['foreground'] {
    return this.#sensors.foreground
  }

  get user(): Platform['user'] {
    return this.#sensors.user
  }

  get idle(): Platform['idle'] {
    return this.#sensors.idle
  }

  get monitors(): Platform['monitors'] {
    return this.#sensors.monitors
  }

  async groupsOf(userName: string): Promise<readonly string[]> {
    if (this.#program === null || /[\t\n]/u.test(userName)) return []
    const answer = await unlessGone(this.#program.ask('groups', [userName]), null)
    return answer === null ? [] : linesOf(answer.body).flatMap(([name]) => name ?? [])
  }

  async start(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      failures = (await this.#runOnce(signal)) ? 0 : failures + 1
      await delay(reconnectDelayMs(failures), undefined, { signal }).catch(() => undefined)
    }
  }

  thumbnails(): ThumbnailSource {
    const source = new WindowsThumbnailSource(this.monitors, () => this.#sources.delete(source))
    this.#sources.add(source)
    if (this.#program !== null && this.display.value.state === 'ready') source.attach(this.#program)
    return source
  }

  showBanner(banner: Banner, signal: AbortSignal): Promise<Outcome<'seen' | 'withdrawn', 'no-display' | 'draw-failed'>> {
    return this.#banners.show(banner, signal)
  }

  showTestCard(card: TestCard, signal: AbortSignal): Promise<Outcome<Rectangle, 'no-display' | 'draw-failed'>> {
    return this.#testCards.show(card, signal)
  }

  showSign(sign: Sign): void {
    this.#sign.show(sign)
  }

  async openPage(address: string): Promise<Outcome<null, 'no-browser'>> {
    if (this.#program === null || /[\t\n]/u.test(address)) return fail('no-browser', 'no desktop is reached')
    const answer = await unlessGone(this.#program.ask('open', [address]), null)
    return answer?.words[0] === 'done' ? ok(null) : fail('no-browser', 'Windows could not open a browser')
  }

  /** The cover first: on a PC that should be locked nothing else is as urgent. */
  get #parts(): readonly DesktopPart[] {
    return [
      this.overlay,
      this.#panels,
      this.#sensors,
      this.#sign,
      this.#testCards,
      this.applications,
      this.browsers,
      this.power,
      this.frames,
      ...this.#sources,
    ]
  }

  /** One run of the program on the desktop. False when it never was ready. */
  async #runOnce(signal: AbortSignal): Promise<boolean> {
    let wasReady = false
    const onEvent = (event: DesktopEvent): void => {
      if (event.kind === 'ready') {
        wasReady = true
        this.#join(program)
      }
      this.#heed(event)
    }
    const program = new DesktopProgram(this.#options.desktopProgram, this.#options.idleAfterMs, onEvent, this.#readsBy)
    const stop = (): void => {
      if (signal.reason === handOver) program.leave()
      else void program.end()
    }
    signal.addEventListener('abort', stop)
    await program.ended
    if (program.isFaulty) {
      this.#readsBy = 'gdi'
      this.#tellOnce('the program on the desktop fell over or stalled: from now on monitors are read by GDI alone')
    }
    signal.removeEventListener('abort', stop)
    this.#program = null
    for (const part of this.#parts) part.detach()
    this.display.set({ state: 'waiting', why: 'no-session' })
    return wasReady
  }

  #join(program: DesktopProgram): void {
    this.#program = program
    for (const part of this.#parts) part.attach(program)
    this.display.set({ state: 'ready' })
  }

  /** A technician sees in the log how monitors are read; a way that comes and goes is not told each time. */
  #tellOnce(line: string): void {
    if (this.#told.has(line)) return
    this.#told.add(line)
    this.#options.log(line)
  }

  #heed(event: DesktopEvent): void {
    if (event.kind === 'reading') {
      const way = event.refused === null ? 'by desktop duplication' : `by GDI, as Windows answered ${event.refused}`
      this.#tellOnce(`the monitor at ${event.x},${event.y} is read ${way}`)
    }
    for (const part of this.#parts) part.heed?.(event)
  }
}
