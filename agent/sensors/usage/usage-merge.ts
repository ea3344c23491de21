import type { Usage } from '#shared/model/outbox'

/** What somebody has in front. */
export interface InFront {
  readonly user: string
  readonly application: string
  readonly title: string
}

/** Shorter looks are passed over, and do not part the two halves of what they interrupt. */
const shortestSpanMs = 3_000
/** A longer span is told in pieces, so that a crash loses little. */
const longestSpanMs = 120_000
/** After so long without a heartbeat the PC was asleep: nothing was in front. */
const longestGapMs = 60_000

interface Span extends InFront {
  readonly from: number
  readonly until: number
}

export interface Merging {
  readonly open: Span | null
  /** Over, but told only when what follows is no mere flicker. */
  readonly held: Span | null
}

export const nothingOpen: Merging = { open: null, held: null }

export interface Merged {
  readonly merging: Merging
  readonly done: readonly Usage[]
}

const same = (a: InFront, b: InFront): boolean => a.user === b.user && a.application === b.application && a.title === b.title

const usageOf = ({ user, application, title, from, until }: Span): Usage => ({ kind: 'usage', user, application, title, from, until })

const lasts = ({ from, until }: Span): boolean => until - from >= shortestSpanMs

/** The merging after one heartbeat: `seen` is in front at `at` (null: nothing, nobody, or nobody touches the PC); equal heartbeats become one span. */
export function heartbeat({ open, held }: Merging, seen: InFront | null, at: number): Merged {
  if (open === null) return begin(held, seen, at)
  if (at - open.until > longestGapMs) return chain(finish({ open, held }), (merging) => begin(merging.held, seen, at))
  const grown: Span = { ...open, until: Math.max(at, open.from) }
  if (seen === null || !same(open, seen)) {
    if (seen === null) return finish({ open: grown, held })
    const past = lasts(grown) ? { held: grown, done: held === null ? [] : [usageOf(held)] } : { held, done: [] }
    return chain({ merging: { open: null, held: past.held }, done: past.done }, (merging) => begin(merging.held, seen, at))
  }
  if (!lasts(grown)) return { merging: { open: grown, held }, done: [] }
  const done = held === null ? [] : [usageOf(held)]
  if (grown.until - grown.from < longestSpanMs) return { merging: { open: grown, held: null }, done }
  return { merging: { open: { ...grown, from: grown.until }, held: null }, done: [...done, usageOf(grown)] }
}

/** Everything that lasted long enough, told now: the user left, or the agent stops. */
export function finish({ open, held }: Merging): Merged {
  const spans = [held, open].filter((span): span is Span => span !== null && lasts(span))
  return { merging: nothingOpen, done: spans.map(usageOf) }
}

function begin(held: Span | null, seen: InFront | null, at: number): Merged {
  if (seen === null) return finish({ open: null, held })
  const back = held !== null && same(held, seen) && at - held.until <= shortestSpanMs
  return back
    ? { merging: { open: { ...held, until: at }, held: null }, done: [] }
    : { merging: { open: { ...seen, from: at, until: at }, held }, done: [] }
}

const chain = (first: Merged, then: (merging: Merging) => Merged): Merged => {
  const second = then(first.merging)
  return { merging: second.merging, done: [...first.done, ...second.done] }
}
