import type { Lease } from '#shared/model/lease'
import type { KeptFor } from '#shared/model/school-settings'
import type { Watched } from '#shared/model/screen'
import words from '../../assets/locales/pupil-en.json'
import type { AgentClock } from '../clock'
import type { LinkState } from '../link/hub-link'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import type { TimeoutKeeper } from '../timeouts/timeout-keeper'
import type { PupilReports } from '../reports/pupil-reports'
import { servePupilPage } from './page-server'
import type { PupilState } from './pupil-page'
import { TimeWatch } from './time-left'
import { PageVisits } from './visits'

export interface PupilSignParts {
  readonly platform: Pick<Platform, 'showSign' | 'openPage' | 'showBanner' | 'overlay' | 'user'>
  readonly room: string
  readonly timeouts: Pick<TimeoutKeeper, 'state'>
  /** The hub's time, as the PC reckons it. */
  readonly hubNow: () => number
  /** The lease that decides what the user in front can reach; null when none does. */
  readonly internet: () => Lease | null
  /** The rule for applications in force; null for none. */
  readonly applications: () => Lease | null
  /** Whether what is typed is checked; null: nothing is checked at all. */
  readonly readsTyped: () => boolean | null
  readonly reports: Pick<PupilReports, 'make' | 'of'>
  /** Browsers tell which page is open, so that none of this one is seen. */
  readonly unseen: boolean
  readonly link: () => Pick<Observed<LinkState>, 'value'>
  readonly clock: AgentClock
  readonly log: Log
}

/** [TH5] What a pupil can know of the monitoring: the sign, always on the screen, and the page a click on it opens. */
export class PupilSign {
  readonly #parts: PupilSignParts
  readonly #watched = new Observable<Watched>('nobody')
  #since: number
  #keptFor: KeptFor | null = null
  readonly #time: TimeWatch
  #explaining = false

  constructor(parts: PupilSignParts) {
    this.#parts = parts
    this.#since = parts.clock.now()
    this.#time = new TimeWatch(parts)
  }

  get watched(): Watched {
    return this.#watched.value
  }

  tell(watched: Watched): void {
    if (watched === this.#watched.value) return
    this.#since = this.#parts.clock.now()
    this.#watched.set(watched)
  }

  /** [RT2] How long the school keeps what this PC tells. */
  keepsFor(keptFor: KeptFor): void {
    this.#keptFor = keptFor
  }

  /** [LS2] When the lesson in the PC's room ends, by the hub's clock; null without one. */
  lessonEnds(at: number | null): void {
    this.#time.lessonEnds(at)
  }

  /** Shows the sign and serves the page until `signal` aborts; answers the page's address. */
  async start(signal: AbortSignal): Promise<string> {
    const { platform, clock, reports, unseen } = this.#parts
    const visits = new PageVisits({ user: () => platform.user.value, clock })
    const address = await servePupilPage(
      {
        read: () => this.#state(),
        visits,
        report: (written) => reports.make(written),
        reporter: () => {
          const user = platform.user.value
          return { guest: user?.guest ?? false, unseen, own: user === null ? [] : reports.of(user) }
        },
      },
      signal,
    )
    platform.showSign({
      watched: this.#watched,
      timeLeft: this.#time.left,
      onPressed: () => void this.#explain(`${address}open/${visits.issue()}`, signal),
    })
    void this.#time.run(signal)
    return address
  }

  #state(): PupilState {
    const overlay = this.#parts.platform.overlay.state.value
    const link = this.#parts.link().value
    const { ends } = this.#parts.timeouts.state.value
    const { lessonEndsAt } = this.#time
    const hubNow = this.#parts.hubNow()
    return {
      now: this.#parts.clock.now(),
      watched: this.#watched.value,
      watchedSince: this.#since,
      cover: overlay.state === 'off' ? 'off' : overlay.cover.kind,
      link: link.state === 'live' ? { address: link.address, since: link.since } : null,
      internet: this.#parts.internet(),
      applications: this.#parts.applications(),
      room: this.#parts.room,
      readsTyped: this.#parts.readsTyped(),
      keptFor: this.#keptFor,
      sessionEnds: ends === null ? null : { leftMs: ends.at - hubNow, why: ends.why },
      lessonLeftMs: lessonEndsAt === null || lessonEndsAt <= hubNow ? null : lessonEndsAt - hubNow,
    }
  }

  /** In the browser; where there is none, in short on the screen. */
  async #explain(address: string, signal: AbortSignal): Promise<void> {
    if (this.#explaining) return
    this.#explaining = true
    const { platform, log } = this.#parts
    try {
      const opened = await platform.openPage(address)
      if (opened.ok) return
      log(`The pupil's page was shown without a browser: ${opened.detail}.`)
      await platform.showBanner({ sender: null, text: words.short, onShown: () => undefined }, signal)
    } finally {
      this.#explaining = false
    }
  }
}
