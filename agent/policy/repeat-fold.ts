import type { BreachRepeat } from '#shared/model/breach'
import { type KeptRepeat, mostOpenRepeats } from './kept-repeats'

export const foldTimes = {
  /** A repeat within this time of the last is folded into it. */
  windowMs: 10 * 60_000,
  /** Repeats of one breach are told so far apart. */
  tellApartMs: 30_000,
  /** The same phrase in a browser's window and then in its page, or the other way round, is one sight of it when no more lies between. */
  sameSightMs: 30_000,
} as const
const longestPhrase = 120

interface Open {
  readonly kept: KeptRepeat
  toldMs: number
  lastMs: number
}

/** What makes two matches the same concern. */
export interface FoldKey {
  readonly rule: string
  readonly user: string | null
  readonly application: string
  /** Null where no page is known: of a program, and of a browser that is not linked yet. */
  readonly site: string | null
  /** The words that matched. */
  readonly phrase: string
}

/**
 * [BC2] Folds the same rule, user and place into one breach with a count. A browser's window and its page are one place to the same phrase: before
 * the browser is linked only its window's title is seen. Times are milliseconds of any monotonic clock, `until` is the hub's.
 */
export class RepeatFold {
  #open: readonly Open[] = []
  #changed = false

  /** Whether this match is the first of a breach of this id; if not, it was counted. */
  isFirst(seen: FoldKey, breachId: string, nowMs: number, until: number): boolean {
    const site = seen.site?.toLowerCase() ?? null
    const key = { ...seen, application: seen.application.toLowerCase(), site, phrase: wordsOf(seen.phrase) }
    const paged = site !== null
    this.#changed = true
    const open = this.#open.find(({ kept, lastMs }) => nowMs - lastMs < foldTimes.windowMs && isSame(kept, key))
    if (open === undefined) {
      const kept = { ...key, breachId, windowed: !paged, paged, count: 1, toldCount: 1, until }
      this.#open = [...this.#open, { kept, toldMs: nowMs, lastMs: nowMs }]
      return true
    }
    const { kept } = open
    const isSameSight = kept.paged !== paged && kept.phrase === key.phrase && nowMs - open.lastMs < foldTimes.sameSightMs
    if (!isSameSight) kept.count += 1
    kept.site ??= site
    kept.phrase = key.phrase
    kept.paged = paged
    kept.until = until
    open.lastMs = nowMs
    return false
  }

  /** The counts to tell now: at most every 30 s, and the last of those whose window is over. `all` tells every one. */
  due(nowMs: number, all = false): readonly BreachRepeat[] {
    const repeats: BreachRepeat[] = []
    const over = new Set<Open>()
    for (const [index, open] of this.#byRest().entries()) {
      const { breachId, count, toldCount, until } = open.kept
      const isOver = nowMs - open.lastMs >= foldTimes.windowMs || index >= mostOpenRepeats
      if (count > toldCount && (all || isOver || nowMs - open.toldMs >= foldTimes.tellApartMs)) {
        repeats.push({ kind: 'breach-repeat', breachId, count, until })
        open.kept.toldCount = count
        open.toldMs = nowMs
      }
      if (isOver) over.add(open)
    }
    this.#open = this.#open.filter((open) => !over.has(open))
    this.#changed ||= repeats.length + over.size > 0
    return repeats
  }

  /** Takes up what the run before left. What lies too far from now by the hub's clock is over, and `due` tells its last count. */
  resume(kept: readonly KeptRepeat[], nowMs: number, hubNow: number): void {
    this.#open = kept.map((repeat) => ({ kept: { ...repeat }, toldMs: nowMs, lastMs: nowMs - Math.abs(hubNow - repeat.until) }))
  }

  /** What has to outlive the agent; null when nothing changed since this was last asked. */
  unkept(): readonly KeptRepeat[] | null {
    if (!this.#changed) return null
    this.#changed = false
    return this.#byRest()
      .slice(0, mostOpenRepeats)
      .map(({ kept }) => ({ ...kept }))
  }

  #byRest(): readonly Open[] {
    return this.#open.toSorted((one, other) => other.lastMs - one.lastMs)
  }
}

const wordsOf = (phrase: string): string =>
  phrase
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, longestPhrase)

function isSame(open: KeptRepeat, key: FoldKey): boolean {
  if (open.rule !== key.rule || open.user !== key.user) return false
  if (key.site !== null && open.site !== null) return open.site === key.site
  if (open.application !== key.application) return false
  // One of the two was seen in a window alone: whose page that was, only the words can tell.
  return (key.site === null && open.windowed) || open.phrase === key.phrase
}
