import type { Activity, FrontWindow } from '#shared/model/activity'
import type { Page } from '#shared/model/page'
import type { AgentClock } from '../clock'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import type { BrowserLink } from './browser-link'

export interface ActivityParts {
  readonly platform: Pick<Platform, 'foreground'>
  readonly browsers: Pick<BrowserLink, 'frontPage' | 'changes'>
  readonly clock: AgentClock
}

/** The window in front and, when a linked browser's, the page in it, as one value: neither is ever told without the other [BR1]. */
export class ActivitySensor {
  readonly #parts: ActivityParts
  readonly #activity = new Observable<Activity | null>(null)

  constructor(parts: ActivityParts) {
    this.#parts = parts
  }

  get activity(): Observed<Activity | null> {
    return this.#activity
  }

  /** Follows both until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#follow(this.#parts.platform.foreground, signal), this.#follow(this.#parts.browsers.changes, signal)])
  }

  async #follow(sensor: Observed<unknown>, signal: AbortSignal): Promise<void> {
    for await (const _value of sensor.watch(signal)) {
      const { platform, browsers, clock } = this.#parts
      const window = platform.foreground.value
      const pid = window?.process?.pid
      const page = pid === undefined ? null : browsers.frontPage(pid)
      this.#activity.set(window === null ? null : join(this.#activity.value, window, page, clock.now()))
    }
  }
}

/** A page's title stands for its window's, which comes later and, of a private page, is not to be told. */
function join(before: Activity | null, window: FrontWindow, page: Page | null, now: number): Activity {
  if (page === null) return { ...window, page: null }
  const stays = before?.page?.url === page.url && before.process?.pid === window.process?.pid
  const title = page.title !== '' ? page.title : page.site
  return { ...window, title, since: stays ? before.since : now, page }
}
