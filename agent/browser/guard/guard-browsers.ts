import path from 'node:path'
import type { Tamper } from '#shared/model/outbox'
import words from '../../../assets/locales/pupil-en.json'
import type { AgentClock } from '../../clock'
import type { Log } from '../../log'
import type { BrowserProcess, Platform } from '../../platform/platform'
import type { BrowserLink } from '../browser-link'
import { patienceAt, type UnwatchedWhy, unwatchedWhy, watchBrowser, type Watched } from './unwatched'

const lookEveryMs = 2_000
/** From the notice to the end of the browser. */
const noticeMs = 3_000
/** A browser that was asked to end has so long to save what it holds. */
const endWithinMs = 5_000
/** The notice stays after the browser is gone. */
const noticeStaysMs = 20_000
/** Closings of one program within this time are one more fact, so that trying over and over fills no outbox. */
const gatherMs = 300_000

export interface GuardParts {
  readonly platform: Pick<Platform, 'browsers' | 'foreground' | 'showBanner'>
  readonly link: Pick<BrowserLink, 'isLinked'>
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly add: (fact: Tamper) => void
  /** Work waiting per processor, averaged over a minute. */
  readonly load: () => number
  readonly log: Log
}

/** [BR6] Closes the session's browsers that nobody can watch, after a notice, and tells so, until `signal` aborts. Never one that is linked. */
export async function guardBrowsers(parts: GuardParts, signal: AbortSignal): Promise<void> {
  const { platform, link, clock, load } = parts
  const tally = new ClosingTally(parts, signal)
  const closing = new Set<string>()
  let watched = new Map<string, Watched>()
  while (!signal.aborted) {
    const front = platform.foreground.value?.process?.pid ?? null
    const next = new Map<string, Watched>()
    for (const browser of await platform.browsers.list(front)) {
      const key = keyOf(browser)
      const uptimeMs = clock.uptimeMs()
      const seen = watchBrowser(watched.get(key), { uptimeMs, linked: link.isLinked(browser.pid), inFront: browser.pid === front })
      next.set(key, seen)
      const why = unwatchedWhy(browser, platform.browsers.forbiddenSwitch(browser), seen, uptimeMs, patienceAt(load()))
      if (why === null || closing.has(key)) continue
      closing.add(key)
      void closeBrowser(parts, browser, why, signal).then((closed) => {
        closing.delete(key)
        if (closed) tally.note(browser, why)
      })
    }
    watched = next
    await clock.sleep(lookEveryMs, signal)
  }
}

const keyOf = ({ pid, startTicks }: BrowserProcess): string => `${pid}-${startTicks}`

/** False when it was linked after all, or ended by itself. */
async function closeBrowser(
  { platform, link, clock, log }: GuardParts,
  browser: BrowserProcess,
  why: UnwatchedWhy,
  signal: AbortSignal,
): Promise<boolean> {
  const withdrawn = new AbortController()
  const until = AbortSignal.any([withdrawn.signal, signal])
  const banner = { text: words.browserClosed[why.why], sender: null, onShown: () => undefined }
  void platform.showBanner(banner, until)
  await clock.sleep(noticeMs, signal)
  const runs = async (): Promise<boolean> => (await platform.browsers.list(null)).some((one) => keyOf(one) === keyOf(browser))
  if (signal.aborted || (link.isLinked(browser.pid) && why.why !== 'switch') || !(await runs())) {
    withdrawn.abort()
    return false
  }
  log(`Closing ${browser.executable} (process ${browser.pid}): ${describe(why)}.`)
  platform.browsers.end(browser.pid, 'ask')
  await clock.sleep(endWithinMs, signal)
  if (await runs()) platform.browsers.end(browser.pid, 'force')
  void clock.sleep(noticeStaysMs, signal).then(() => {
    withdrawn.abort()
  })
  return true
}

function describe(why: UnwatchedWhy): string {
  if (why.why === 'switch') return `it was started with ${why.argument.slice(0, 60)}`
  return why.why === 'no-extension' ? 'it takes no extension of ours' : 'its extension was not linked within 10 s'
}

class ClosingTally {
  readonly #parts: Pick<GuardParts, 'clock' | 'hubNow' | 'add'>
  readonly #signal: AbortSignal
  readonly #gathering = new Map<string, { readonly from: number; count: number }>()

  constructor(parts: GuardParts, signal: AbortSignal) {
    this.#parts = parts
    this.#signal = signal
  }

  note(browser: BrowserProcess, why: UnwatchedWhy): void {
    const now = this.#parts.hubNow()
    const name = path.basename(browser.executable).slice(0, 60)
    const known = this.#gathering.get(name)
    if (known !== undefined) {
      known.count += 1
      return
    }
    this.#tell(now, now, `${name} was closed: ${describe(why)}.`)
    const gathered = { from: now, count: 0 }
    this.#gathering.set(name, gathered)
    void this.#parts.clock.sleep(gatherMs, this.#signal).then(() => {
      this.#gathering.delete(name)
      if (gathered.count > 0) this.#tell(now, this.#parts.hubNow(), `${name} was opened so again, and closed ${gathered.count} more times.`)
    })
  }

  #tell(from: number, until: number, detail: string): void {
    this.#parts.add({ kind: 'tamper', tamper: 'browser-unwatched', from, until, detail })
  }
}
