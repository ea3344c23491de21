import type { Duplex } from 'node:stream'
import type { FrontWindow, Idle, SignedInUser } from '#shared/model/activity'
import type { DisplayState } from '#shared/model/device'
import type { PowerAction } from '#shared/model/power'
import type { Monitor, Thumbnail, Watched } from '#shared/model/screen'
import type { Outcome } from '#shared/outcome'
import type { Capability } from '#shared/protocol/version'
import type { Log } from '../log'
import type { Rectangle } from './rectangle'

/** Why `start` is aborted when another agent starts at once. */
export const handOver = 'hand-over'

/**
 * The port between the agent and the PC it runs on: sensors and actions for the graphical session in front. Every member may be used before
 * `start` and while no session is there; sensors then say so by their value, actions by their outcome.
 */
export interface Platform {
  /**
   * Looks for the active graphical session, joins it, and follows it through restarts of its display server until `signal` aborts. Resolves
   * once everything is let go: an overlay is taken down with it, unless the reason is `handOver` and it can wait for the next agent. Never rejects for what a PC can do; call it once.
   */
  start(signal: AbortSignal): Promise<void>

  /** What cannot be done here: not named to the hub, which then asks for none of it. */
  readonly lacks: readonly Capability[]

  /** Whether a graphical session is reached, and if not, why. */
  readonly display: Observed<DisplayState>
  /** The window in front, pushed by the system on change; null while there is none, or no display. */
  readonly foreground: Observed<FrontWindow | null>
  /** Whose session it is; null at a log-in screen or without a display. */
  readonly user: Observed<SignedInUser | null>
  /** Groups of an account by the system's own word, a directory's included; none where it does not answer. */
  groupsOf(userName: string): Promise<readonly string[]>
  /** Whether keyboard and mouse rest (see `PlatformOptions.idleAfterMs`); null without a display. */
  readonly idle: Observed<Idle | null>
  /** The monitors, the primary one first among equals by its flag; empty without a display. Indexes are stable until the list changes. */
  readonly monitors: Observed<readonly Monitor[]>

  /** A picture stream of its own: each source remembers what it last delivered. `close` it when done. */
  thumbnails(): ThumbnailSource

  /** What the screen shows and just showed, for the pictures of a breach. */
  readonly frames: FrameRing

  readonly overlay: Overlay

  /** Whether the covered session can be left for another virtual console. */
  readonly consoleSwitching: Observed<ConsoleSwitching>

  /**
   * Shows a banner at the top edge that takes neither focus nor keys, until the pupil closes it (`seen`) or `signal` aborts (`withdrawn`).
   * Fails at once without a display, and when the display goes away under it; the caller may show it again later.
   */
  showBanner(banner: Banner, signal: AbortSignal): Promise<Outcome<'seen' | 'withdrawn', 'no-display' | 'draw-failed'>>

  readonly power: Power

  /**
   * [SF3] Shows a card with a title of its own in front, as a program shows its window, until `signal` aborts. Answers where it is once the display
   * server has it on the screen.
   */
  showTestCard(card: TestCard, signal: AbortSignal): Promise<Outcome<Rectangle, 'no-display' | 'draw-failed'>>

  /** [TH5] Shows the pupil's sign from now on, on every display there will be. It can be moved aside; whatever takes it away, it comes back. */
  showSign(sign: Sign): void

  /** Opens a page in the browser of whoever's session it is, with their rights. `no-browser`: that cannot be done here, for the reason told. */
  openPage(address: string): Promise<Outcome<null, 'no-browser'>>

  /** The browsers of the session in front. */
  readonly browsers: Browsers

  readonly applications: Applications
}

/** Where the set-up has put what links browsers to the agent. */
export interface BrowserPlace {
  /** Holds the sockets, one for each user; of no meaning on Windows. */
  readonly runFolder: string
  /** The native messaging host: the one program whose connections are taken. */
  readonly hostProgram: string
  /** With which it runs: of a program that others use too, all of them count. */
  readonly hostArguments: readonly string[]
}

/** A browser, not one of the processes it starts for its parts. */
export interface BrowserProcess {
  readonly pid: number
  /** `other`: one in which no extension of ours can run. */
  readonly kind: 'chromium' | 'firefox' | 'other'
  readonly executable: string
  readonly args: readonly string[]
  /** Tells a number that was used again. */
  readonly startTicks: string
}

/** [BR5] A host program that was recognised: who it is, and which browser started it, by the system's own word. */
export interface HostConnection {
  readonly browserPid: number
  /** Closed by whoever is done with it. */
  readonly socket: Duplex
}

/**
 * `forged-host`: another program than ours connected. `no-browser`: ours, but no browser started it. `name-taken`: another program serves what hosts
 * connect to, so that none reaches the agent; `no-door`: it cannot be served, for another reason.
 */
export type HostRefusal = 'unknown-peer' | 'other-user' | 'forged-host' | 'no-browser' | 'name-taken' | 'no-door'

export interface Browsers {
  /** Takes the connections of host programs until `signal` aborts. */
  listen(
    place: BrowserPlace,
    onHost: (host: HostConnection) => void,
    onRefused: (why: HostRefusal) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** Every browser that runs for the session's user. `front`: the process whose window is in front. */
  list(front: number | null): Promise<readonly BrowserProcess[]>
  /** An argument with which no browser may run, such as one that turns extensions off; null when there is none. */
  forbiddenSwitch(browser: BrowserProcess): string | null
  /** `ask` lets it save what it holds; `force` does not. */
  end(pid: number, how: 'ask' | 'force'): void
  /** Whether they take the extension that the set-up forces on them: on Windows some do so only on a PC that somebody manages. */
  takeForced(): Promise<boolean>
}

/**
 * `installed`: only the PC's administrator can have put this program where it lies. `own`: it lies there, and others may have put it. `hidden`: what
 * lies there, as the agent sees it, is another program or none.
 */
export type ProgramOrigin = 'installed' | 'own' | 'hidden'

/** A process of the session's user. */
export interface RunningProgram {
  readonly pid: number
  readonly parentPid: number
  /** Tells a number that was used again. */
  readonly startTicks: string
  readonly executable: string
  readonly origin: ProgramOrigin
  /** The name it gives itself. */
  readonly command: string
  /** What its maker called it in its file, lower case; empty on Linux, whose programs have no such words. */
  readonly names: readonly string[]
  /** As a person calls it. */
  readonly label: string
  /** Classes of its windows, lower case; null when it shows none. */
  readonly windows: readonly string[] | null
  /** [AP4] No rule ends it. */
  readonly spared: boolean
}

/** The programs of the session in front. */
export interface Applications {
  /** Every process of the session's user. `no-windows`: which of them show windows cannot be known on this display. */
  list(): Promise<Outcome<readonly RunningProgram[], 'no-windows'>>
  /** SHA-256 of the program's file, as it runs; null when it is gone. */
  hashOf(program: Pick<RunningProgram, 'pid'>): Promise<string | null>
  /** `close` asks its windows to close, as a click does; `end` and `force` are for the process. Never another that has its number by now. */
  stop(program: Pick<RunningProgram, 'pid' | 'startTicks'>, how: 'close' | 'end' | 'force'): void
}

/** Ends the session in front, restarts the PC or shuts it down. */
export interface Power {
  /**
   * First asks every program of the session in front to close its windows, so that it can save or ask, and waits until all have, for
   * `closeWithinMs` at most. Then does it, by force where something is left. Resolves when the session is over, or once the system has taken
   * the order to go down: the end of this process is then near.
   */
  act(action: PowerAction, closeWithinMs: number): Promise<Outcome<null, PowerFailure>>
}

/**
 * `no-session`: nobody is signed in. `session-of-root`: it is the administrator's, which is never ended. `no-program`: the PC has nothing to do it
 * with. `refused`: the system said no. `no-answer`: it said nothing in time. `not-ended`: programs of the session outlived force.
 */
export type PowerFailure = 'no-session' | 'session-of-root' | 'no-program' | 'refused' | 'no-answer' | 'not-ended'

/** The small mark that tells a pupil that the PC is monitored, and plainly when somebody looks. It takes neither focus nor keys. */
export interface Sign {
  readonly watched: Observed<Watched>
  /** Null while nothing ends. */
  readonly timeLeft: Observed<TimeLeft | null>
  /** The pupil clicked it. */
  readonly onPressed: () => void
}

/** How long the pupil still has, in whole minutes begun, and of what. */
export interface TimeLeft {
  readonly of: 'lesson' | 'session'
  readonly minutes: number
}

/** `free`: nothing is covered. `held`: no key leaves the cover. `unavailable`: covered, but this PC does not let the agent hold its consoles. */
export type ConsoleSwitching = 'free' | 'held' | 'unavailable'

/** A value that changes, as a sensor tells it. */
export interface Observed<T> {
  readonly value: T
  /** The value now and each later one. A slow reader skips to the newest. Ends when `signal` aborts. */
  watch(signal: AbortSignal): AsyncIterable<T>
}

export interface ThumbnailSource {
  /**
   * The next frame of one monitor: at once when the picture differs from the last frame given, else as soon as it does. While no display is
   * there it waits. One call at a time. Asking is the pace: nothing is captured between calls.
   */
  next(request: ThumbnailRequest, signal: AbortSignal): Promise<Outcome<ThumbnailFrame, ThumbnailFailure>>
  close(): void
}

export interface ThumbnailRequest {
  /** `Monitor.index`. */
  readonly monitor: number
  /** Width of the scaled picture in pixels; the height follows the monitor's shape. Never scaled up. */
  readonly width: number
  /** JPEG quality, 1 to 100. */
  readonly quality: number
  /** `sequence` of the frame the receiver holds. Null, or any other than the last one given, brings a keyframe at once. */
  readonly after: number | null
  /** Where something small keeps changing, such as a ticking clock; null when nothing does. */
  readonly restless: RestlessRegion | null
}

/** Changes wholly inside it end the wait only from `untilMs` on (on `performance.now()`); any other change ends it at once, as ever. */
export interface RestlessRegion {
  /** In pixels of the scaled picture. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly untilMs: number
}

export interface ThumbnailFrame {
  /** Counts the frames of this source. */
  readonly sequence: number
  /** When the screen was read: milliseconds since 1970-01-01T00:00Z. */
  readonly takenAt: number
  readonly thumbnail: Thumbnail
}

/** `no-monitor`: the index names none. `capture-failed`: the display refuses to be read. `stopped`: the signal or `close` ended the wait. */
export type ThumbnailFailure = 'no-monitor' | 'capture-failed' | 'stopped'

/** The last frames of the monitor whose window is in front, at reading size. One is kept every two seconds while the screen changes. */
export interface FrameRing {
  /** [BC4] Hidden lets go of all frames and takes none; shown begins anew. */
  hide(hidden: boolean): void
  /**
   * `before`: the newest frame that is a second old or older. `now`: the screen at this moment. With `only` everything outside that part of the
   * screen is black.
   */
  take(which: 'before' | 'now', only?: Rectangle): Promise<Outcome<Frame, FrameFailure>>
  /** How the reading of the screen goes. */
  readonly capture: Capture
}

/** `at`: the newest picture by the PC's clock, in ms since 1970; null while there is none. `blocked`: the display refuses to be read. */
export interface Capture {
  readonly at: number | null
  readonly blocked: boolean
}

export interface Frame {
  /** `Monitor.index`. */
  readonly monitor: number
  /** When the screen was read: milliseconds since 1970-01-01T00:00Z by the PC's clock. */
  readonly takenAt: number
  readonly width: number
  readonly height: number
  /** At most `mostSnapshotBytes`. */
  readonly jpeg: Uint8Array<ArrayBuffer>
}

/** `hidden`: a page of the privacy list is in front. `no-frame`: there is none of that time. */
export type FrameFailure = 'no-display' | 'hidden' | 'no-frame' | 'capture-failed'

/**
 * The cover over every monitor with keyboard and pointer held. `cover` is a standing wish: until `uncover`, newly plugged monitors are covered,
 * windows that rise above are covered again, and a display that comes back is covered again, without another call.
 */
export interface Overlay {
  /**
   * Covers at once and takes keyboard and pointer; the notice's own words come behind it. Covering again changes the cover in
   * place. A failure says how things stand now: the wish stays and is retried, and `state` tells when it holds.
   */
  cover(cover: Cover): Promise<Outcome<CoverTimes, CoverFailure>>
  /** Resolves when the screen is the pupil's again; harmless when nothing was covered. */
  uncover(): Promise<void>
  readonly state: Observed<OverlayState>
  /** The last time another program broke a cover that held; null until one did. */
  readonly breaks: Observed<CoverBreak | null>
  /** How asking for an agreement stands. An answer stays until the cover is another. */
  readonly asking: Observed<AgreementAsked>
}

/** Another program took the cover off the screen, raised a window above it, or threw the agent off the display; it holds again since. */
export interface CoverBreak {
  /** Counts them since the agent's start: a reader that skipped some sees how many. */
  readonly count: number
  /** When the agent saw it: milliseconds since 1970-01-01T00:00Z with fractions. */
  readonly brokenAt: number
  /** From then until the cover was whole, with keyboard and pointer held. */
  readonly forMs: number
}

/** `blank` is black on every monitor; `lock` says calmly that the PC is locked, and what the notice adds. */
export type Cover =
  | { readonly kind: 'blank' }
  | { readonly kind: 'lock'; readonly notice: Notice }
  /** [AU3] A text with two buttons, for mouse and keyboard. */
  | { readonly kind: 'agreement'; readonly agreement: AgreementNotice }

export interface AgreementNotice {
  readonly title: string
  /** Lines are points. */
  readonly text: string
  /** Whoever is asked declined before, or did not answer, and could not be logged off. */
  readonly again: boolean
}

/** `none`: no agreement is wanted on the screen. `drawing`: it is, and is not there yet with keyboard and pointer held. */
export type AgreementAsked = 'none' | 'drawing' | 'shown' | 'agreed' | 'declined'

export interface Notice {
  /** Name of who locked, as pupils know them; empty leaves the line out. Null when nobody did: the session on this PC is over. */
  readonly lockedBy: string | null
  /** Message to the pupil, up to 500 characters; empty leaves it out. */
  readonly text: string
  /** When the lock ends by itself, milliseconds since 1970-01-01T00:00Z; null leaves the line out. */
  readonly until: number | null
}

/** Milliseconds since 1970-01-01T00:00Z with fractions: when the display server confirmed the windows, and both grabs. */
export interface CoverTimes {
  readonly coveredAt: number
  readonly grabbedAt: number
}

/** `grab-refused`: the screen is covered, but another program holds the keyboard or pointer. `draw-failed`: the server refused the windows. */
export type CoverFailure = 'no-display' | 'grab-refused' | 'draw-failed'

export type OverlayState =
  | { readonly state: 'off' }
  | { readonly state: 'failed'; readonly cover: Cover; readonly failure: CoverFailure }
  | { readonly state: 'held'; readonly cover: Cover; readonly times: CoverTimes }

export interface Banner {
  /** Longer text is drawn smaller. */
  readonly text: string
  /** Who sends it, as pupils know them; null for a notice of the PC itself. */
  readonly sender: string | null
  /** What a click does, as the pupil reads it; null or left out for closing it. */
  readonly press?: string | null
  /** Called once, when the display server has confirmed the banner on the screen. */
  readonly onShown: () => void
}

export interface TestCard {
  /** Of its window, as every program can read it. */
  readonly title: string
  /** What stands on it. */
  readonly text: string
}

export interface PlatformOptions {
  /** Without input for this long the PC counts as idle. */
  readonly idleAfterMs: number
  /** How the agent runs itself again to draw text in a process that ends: program and arguments, for example `[node, agent.js, draw-notice]`. */
  readonly drawNotice: readonly [string, ...string[]]
  /** Letters drawn at build (`glyphs/glyph-file.ts`), for words that no process has to draw. */
  readonly glyphFile: string
  /** How the agent runs itself again to hold or release console switching, which is the last argument: `hold` or `release`. */
  readonly holdConsoles: readonly [string, ...string[]]
  /** Program that opens an address in a browser, run as the session's user with the address as its argument. */
  readonly openAddress: string
  /** Folder of the `loginctl`, `systemctl`, `shutdown` and `systemd-run` to run; null for the system's own. On Windows any other forbids all three. */
  readonly powerPrograms: string | null
  /** The program that lives on a Windows desktop, with its arguments (windows/native). */
  readonly desktopProgram: readonly [string, ...string[]]
  /** What of the desktop a technician may want to know. */
  readonly log: Log
  /** X display to join instead of the active session's, for PCs without logind and for tests, for example `:1`. */
  readonly display?: { readonly name: string; readonly xauthority: string | null }
}
