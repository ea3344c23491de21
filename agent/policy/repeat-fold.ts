import type { BreachRepeat } from '#shared/model/breach'

export const foldTimes = {
  /** A repeat within this time of the last is folded into it. */
  windowMs: 10 * 60_000,
  /** Repeats of one breach are told so far apart. */
  tellApartMs: 30_000,
} as const
/** More open at once, and the one that rests longest is closed. */
const mostOpen = 500

interface Open {
  readonly breachId: string
  count: number
  toldCount: number
  toldMs: number
  lastMs: number
  /** By the hub's time. */
  until: number
}

/** What makes two matches the same concern. */
export interface FoldKey {
  readonly rule: string
  readonly user: string | null
  /** Site, or application. */
  readonly place: string
}

/** [BC2] Folds the same rule, user and place into one breach with a count. Times are milliseconds of any monotonic clock. */
export class RepeatFold {
  readonly #open = new Map<string, Open>()

  /** Whether this match is the first of a breach of this id; if not, it was counted. */
  isFirst({ rule, user, place }: FoldKey, breachId: string, nowMs: number, until: number): boolean {
    const key = JSON.stringify([rule, user, place.toLowerCase()])
    const open = this.#open.get(key)
    if (open !== undefined && nowMs - open.lastMs < foldTimes.windowMs) {
      open.count += 1
      open.lastMs = nowMs
      open.until = until
      return false
    }
    // Its last count is told by `due`, which comes before its window is over for long.
    this.#open.delete(key)
    this.#open.set(key, { breachId, count: 1, toldCount: 1, toldMs: nowMs, lastMs: nowMs, until })
    return true
  }

  /** The counts to tell now: at most every 30 s, and the last of those whose window is over. `all` tells every one. */
  due(nowMs: number, all = false): readonly BreachRepeat[] {
    const repeats: BreachRepeat[] = []
    const byRest = [...this.#open].toSorted(([, one], [, other]) => other.lastMs - one.lastMs)
    for (const [index, [key, open]] of byRest.entries()) {
      const isOver = nowMs - open.lastMs >= foldTimes.windowMs || index >= mostOpen
      if (open.count > open.toldCount && (all || isOver || nowMs - open.toldMs >= foldTimes.tellApartMs)) {
        repeats.push({ kind: 'breach-repeat', breachId: open.breachId, count: open.count, until: open.until })
        open.toldCount = open.count
        open.toldMs = nowMs
      }
      if (isOver) this.#open.delete(key)
    }
    return repeats
  }
}
