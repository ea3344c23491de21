import type { BrowserProcess } from '../../platform/platform'

/** A browser that can be used has so long to be linked, from its start or from when it lost its link. */
const linkWithinMs = 10_000
/** One without a window in front is used by nobody yet: a slow PC may take its time. */
const windowlessWithinMs = 120_000

/** What the guard knows of one browser from one look to the next. */
export interface Watched {
  /** Since when it is not linked, on the PC's uptime; null while it is. */
  readonly unlinkedSince: number | null
  /** When its window was first in front since then. */
  readonly usableSince: number | null
}

export interface Look {
  readonly uptimeMs: number
  readonly linked: boolean
  readonly inFront: boolean
}

export type UnwatchedWhy =
  { readonly why: 'switch'; readonly argument: string } | { readonly why: 'no-extension' } | { readonly why: 'not-linked' }

/** How much longer everything may take on a PC that has more to do than it can: 1 to 4. */
export const patienceAt = (loadPerProcessor: number): number => Math.min(4, Math.max(1, loadPerProcessor / 1.5))

export const watchBrowser = (before: Watched | undefined, { uptimeMs, linked, inFront }: Look): Watched => {
  if (linked) return { unlinkedSince: null, usableSince: null }
  return {
    unlinkedSince: before?.unlinkedSince ?? uptimeMs,
    usableSince: before?.usableSince ?? (inFront ? uptimeMs : null),
  }
}

/** [BR6] Why a browser is to be closed now; null while it may run. What is linked is never closed. `patience` as of `patienceAt`. */
export const unwatchedWhy = (
  { kind }: Pick<BrowserProcess, 'kind'>,
  argument: string | null,
  { unlinkedSince, usableSince }: Watched,
  uptimeMs: number,
  patience: number,
): UnwatchedWhy | null => {
  if (unlinkedSince === null) return null
  if (argument !== null) return { why: 'switch', argument }
  if (kind === 'other') return usableSince === null ? null : { why: 'no-extension' }
  const late = usableSince === null ? uptimeMs - unlinkedSince > windowlessWithinMs : uptimeMs - usableSince > linkWithinMs * patience
  return late ? { why: 'not-linked' } : null
}
