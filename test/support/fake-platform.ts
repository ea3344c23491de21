import type { Idle } from '#shared/model/activity'
import { ok, type Outcome } from '#shared/outcome'
import { Observable } from '../../agent/platform/observable'
import type {
  AgreementAsked,
  Banner,
  Cover,
  CoverBreak,
  CoverFailure,
  CoverTimes,
  Overlay,
  OverlayState,
  Platform,
  PowerFailure,
} from '../../agent/platform/platform'

interface OpenBanner {
  readonly banner: Banner
  readonly end: (outcome: Outcome<'seen' | 'withdrawn', 'no-display' | 'draw-failed'>) => void
}

const wordsOf = (cover: Cover): string => {
  if (cover.kind === 'agreement') return `ask ${cover.agreement.title}${cover.agreement.again ? ' again' : ''}`
  return cover.kind === 'lock' ? `lock ${cover.notice.text}` : 'blank'
}

/** The part of a platform that restricts, in memory: covers hold unless `failure` says why not, banners wait for the test. */
export class FakeScreen implements Pick<Platform, 'overlay' | 'showBanner' | 'display' | 'user'> {
  readonly display = new Observable<Platform['display']['value']>({ state: 'ready' })
  readonly user = new Observable<Platform['user']['value']>(null)
  readonly state = new Observable<OverlayState>({ state: 'off' })
  readonly calls: string[] = []
  readonly banners: OpenBanner[] = []
  failure: CoverFailure | null = null

  readonly breaks = new Observable<CoverBreak | null>(null)
  readonly asking = new Observable<AgreementAsked>('none')

  readonly overlay: Overlay = {
    state: this.state,
    breaks: this.breaks,
    asking: this.asking,
    cover: (cover) => Promise.resolve(this.#cover(cover)),
    uncover: () => {
      this.calls.push('uncover')
      this.asking.set('none')
      this.state.set({ state: 'off' })
      return Promise.resolve()
    },
  }

  showBanner(banner: Banner, signal: AbortSignal): Promise<Outcome<'seen' | 'withdrawn', 'no-display' | 'draw-failed'>> {
    this.calls.push(`banner ${banner.text}`)
    return new Promise((resolve) => {
      const open: OpenBanner = {
        banner,
        end: (outcome) => {
          this.banners.splice(this.banners.indexOf(open), 1)
          resolve(outcome)
        },
      }
      this.banners.push(open)
      signal.addEventListener('abort', () => {
        open.end(ok('withdrawn'))
      })
    })
  }

  #cover(cover: Cover): Outcome<CoverTimes, CoverFailure> {
    this.calls.push(wordsOf(cover))
    this.asking.set(cover.kind === 'agreement' ? 'drawing' : 'none')
    if (this.failure !== null) {
      this.state.set({ state: 'failed', cover, failure: this.failure })
      return { ok: false, code: this.failure, detail: '' }
    }
    const times = { coveredAt: 0, grabbedAt: 0 }
    this.state.set({ state: 'held', cover, times })
    return ok(times)
  }
}

/** A screen with somebody before it, for what goes by people and input. */
export class FakeSeat extends FakeScreen implements Pick<Platform, 'user' | 'idle' | 'power'> {
  readonly idle = new Observable<Idle | null>({ idle: false, since: 0 })
  powerFailure: PowerFailure | null = null

  readonly power: Platform['power'] = {
    act: (action) => {
      this.calls.push(action)
      return Promise.resolve(this.powerFailure === null ? ok(null) : { ok: false, code: this.powerFailure, detail: '' })
    },
  }

  signIn(name: string, at: number, guest = false): void {
    this.user.set({ name, displayName: name, guest, sessionStartedAt: at })
  }
}
