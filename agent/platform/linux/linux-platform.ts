import type { DisplayState } from '#shared/model/device'
import { fail, type Outcome } from '#shared/outcome'
import { Bell } from '../bell'
import { GlyphFile } from '../glyphs/glyph-file'
import { Observable } from '../observable'
import type { Banner, Platform, PlatformOptions, Sign, TestCard, ThumbnailSource } from '../platform'
import { reconnectDelayMs } from '../reconnect-delay'
import type { Rectangle } from '../rectangle'
import { LinuxApplications } from './applications/linux-applications'
import { LinuxBanners } from './banners'
import { LinuxBrowsers } from './browsers/linux-browsers'
import { ConsoleHold } from './console-switching'
import type { DisplayPart } from './display-part'
import { ForegroundSensor } from './foreground'
import { LinuxFrameRing } from './frame-ring'
import { IdleSensor } from './idle'
import { MonitorSensor } from './monitors'
import { LinuxOverlay } from './overlay'
import { LinuxPower } from './power'
import type { GraphicalSession } from './session'
import { findStarter, openAsUser } from './session-browser'
import { findSessions, watchSessions } from './session-finder'
import { LinuxSign } from './sign'
import { LinuxTestCards } from './test-cards'
import { LinuxThumbnailSource } from './thumbnail-source'
import { readGroups, UserSensor } from './user'
import { connect, DisplayLost, unlessLost, type XConnection } from './x-connection'

/** X11 desktops: finds the session in front, joins every part to its X server, and does so again whenever session or server change. */
export class LinuxPlatform implements Platform {
  readonly lacks: Platform['lacks'] = []
  readonly display = new Observable<DisplayState>({ state: 'waiting', why: 'no-session' })
  readonly overlay: LinuxOverlay
  readonly power: LinuxPower
  readonly frames: LinuxFrameRing
  readonly #options: PlatformOptions
  readonly #consoles: ConsoleHold
  readonly #foreground = new ForegroundSensor()
  readonly #monitors = new MonitorSensor()
  readonly #user = new UserSensor()
  readonly browsers = new LinuxBrowsers(this.#user.owner)
  readonly applications = new LinuxApplications(this.#user.owner)
  readonly #idle: IdleSensor
  readonly #banners: LinuxBanners
  readonly #sign: LinuxSign
  readonly #testCards: LinuxTestCards
  readonly #sources = new Set<LinuxThumbnailSource>()
  readonly #sessionsChanged = new Bell()
  #x: XConnection | null = null
  #session: GraphicalSession | null = null

  constructor(options: PlatformOptions) {
    this.#options = options
    this.#idle = new IdleSensor(options.idleAfterMs)
    this.#consoles = new ConsoleHold(options.holdConsoles)
    const drawing = { glyphs: new GlyphFile(options.glyphFile), drawNotice: options.drawNotice }
    this.overlay = new LinuxOverlay(this.#monitors.monitors, drawing)
    this.frames = new LinuxFrameRing(this.#monitors.monitors, () => this.overlay.orderedMs)
    this.#banners = new LinuxBanners(this.#monitors.monitors, drawing, () => this.overlay.wanted)
    this.#testCards = new LinuxTestCards(this.#monitors.monitors, drawing.glyphs)
    this.power = new LinuxPower(options.powerPrograms, () =>
      this.#x === null || this.#session === null ? null : { x: this.#x, session: this.#session },
    )
    this.#sign = new LinuxSign(this.#monitors.monitors, options.drawNotice, this.overlay)
  }

  get consoleSwitching(): Platform['consoleSwitching'] {
    return this.#consoles.state
  }

  get foreground(): Platform['foreground'] {
    return this.#foreground.activity
  }

  get user(): Platform['user'] {
    return this.#user.user
  }

  groupsOf(userName: string): Promise<readonly string[]> {
    return readGroups(userName)
  }

  get idle(): Platform['idle'] {
    return this.#idle.idle
  }

  get monitors(): Platform['monitors'] {
    return this.#monitors.monitors
  }

  async start(signal: AbortSignal): Promise<void> {
    watchSessions(() => this.#sessionsChanged.ring(), signal)
    let failures = 0
    while (!signal.aborted) {
      failures = (await this.#joinOnce(signal)) ? 0 : failures + 1
      const pause = AbortSignal.any([signal, AbortSignal.timeout(reconnectDelayMs(failures))])
      await this.#sessionsChanged.heard(pause)
    }
    await this.#consoles.letGo()
  }

  thumbnails(): ThumbnailSource {
    const source = new LinuxThumbnailSource(
      this.#monitors.monitors,
      () => this.overlay.orderedMs,
      () => this.#sources.delete(source),
    )
    this.#sources.add(source)
    if (this.#x !== null) unlessLost(source.attach(this.#x))
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
    if (this.#session === null) return fail('no-browser', 'no graphical session is reached')
    return openAsUser(this.#session, this.#options.openAddress, address, findStarter(this.#options.powerPrograms))
  }

  get #parts(): readonly DisplayPart[] {
    return [
      this.overlay,
      this.#monitors,
      this.#foreground,
      this.#idle,
      this.#banners,
      this.#sign,
      this.#testCards,
      this.frames,
      this.applications,
      ...this.#sources,
    ]
  }

  /** The cover first: on a PC that should be locked nothing else is as urgent. Then the monitors, which pictures and banners go by. */
  async #attachAll(x: XConnection): Promise<void> {
    await this.overlay.attach(x)
    await this.#monitors.attach(x)
    this.#x = x
    await Promise.all(this.#parts.filter((part) => part !== this.overlay && part !== this.#monitors).map((part) => part.attach(x)))
  }

  /** Joins the best session there is and stays until it ends. False when none could be joined. */
  async #joinOnce(signal: AbortSignal): Promise<boolean> {
    const found = await findSessions(this.#options.display)
    if (!found.ok) {
      this.display.set({ state: 'waiting', why: found.code })
      return false
    }
    for (const session of found.value) {
      const connected = await connect(session.display, session.xauthority)
      if (connected.ok) {
        await this.#live(connected.value, session, signal)
        return true
      }
      this.display.set({ state: 'waiting', why: connected.code })
    }
    return false
  }

  async #live(x: XConnection, session: GraphicalSession, signal: AbortSignal): Promise<void> {
    const leave = new AbortController()
    // A session on no virtual console, as of a test or a remote desktop, has no consoles to switch to.
    if (session.login?.console != null) void this.#followCover(leave.signal)
    void x.ended.then(() => leave.abort())
    signal.addEventListener('abort', x.close)
    try {
      await this.#attachAll(x)
      this.#session = session
      this.display.set({ state: 'ready' })
      unlessLost(this.#followUser(session, leave.signal))
      await this.#untilMoved(session, leave.signal)
    } catch (error) {
      if (!(error instanceof DisplayLost)) throw error
    } finally {
      leave.abort()
      signal.removeEventListener('abort', x.close)
      this.#x = null
      this.#session = null
      for (const part of this.#parts) part.detach()
      this.#user.clear()
      x.close()
      this.display.set({ state: 'waiting', why: 'no-server' })
    }
  }

  async #followCover(signal: AbortSignal): Promise<void> {
    for await (const { state } of this.overlay.state.watch(signal)) this.#consoles.want(state === 'off' ? 'release' : 'hold')
  }

  /** Who is signed in, again at each new window until somebody is: without logind the first program of a session tells. */
  async #followUser(session: GraphicalSession, signal: AbortSignal): Promise<void> {
    for await (const _activity of this.#foreground.activity.watch(signal)) {
      if (this.#user.user.value === null) await this.#user.refresh(session)
    }
  }

  /** Returns when the connection ends, or another session came to the front. */
  async #untilMoved(joined: GraphicalSession, signal: AbortSignal): Promise<void> {
    do await this.#sessionsChanged.heard(signal)
    while (!signal.aborted && (await this.#isInFront(joined)))
  }

  async #isInFront(joined: GraphicalSession): Promise<boolean> {
    const found = await findSessions(this.#options.display)
    return found.ok && found.value.some(({ display, login }) => display === joined.display && login?.id === joined.login?.id)
  }
}
